/** Patterns for file names. */
import { matchesPath } from "../../../lib/config/glob";
import { matchesName } from "../../../lib/core/name-pattern";

test.each([
  ["a.yaml", "*.yaml", true],
  ["a.yml", "*.yaml", false],
  [".yaml", "*.yaml", true],
  ["a.yaml", "a.yaml", true],
  ["a.yaml", "?.yaml", true],
  ["ab.yaml", "?.yaml", false],
  ["team-web-prod.yaml", "team-*-*.yaml", true],
  ["team-web.yaml", "team-*-*.yaml", false],
  ["aab", "*ab", true],
  ["abc", "abc**", true],
  ["", "*", true],
  ["a", "", false],
  ["a[b].yaml", "a[b].yaml", true],
])("the name %j and the pattern %j: %s", (name, pattern, expected) => {
  expect(matchesName(name, pattern)).toBe(expected);
});

test("many stars take no time", () => {
  expect(matchesName("a".repeat(250), `${"*a".repeat(100)}b`)).toBe(false);
});

test.each([
  ["teams/a.yaml", "teams/*.yaml", true],
  ["teams/x/a.yaml", "teams/*.yaml", false],
  ["teams/x/y/a.yaml", "teams/**/a.yaml", true],
  ["teams/a.yaml", "teams/**/a.yaml", true],
  ["teams/a.yaml", "./teams/a.yaml", true],
  ["other/a.yaml", "teams/**/a.yaml", false],
  ["teams", "teams/*.yaml", false],
  ["teams/.a.yaml", "teams/*.yaml", false],
  ["teams/.x/a.yaml", "teams/**/a.yaml", false],
  ["teams/.a.yaml", "teams/.a.yaml", true],
  ["teams/a.yaml", "teams/**", false],
])("the path %j and the pattern %j: %s", (path, pattern, expected) => {
  expect(matchesPath(path, pattern)).toBe(expected);
});
