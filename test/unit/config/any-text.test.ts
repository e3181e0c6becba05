/** Whatever the text: reading it never throws, what is wrong with it lies inside of it, and what is said of it is short. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { parseConfig } from "../../../lib/config/load";
import type { LoadedConfig } from "../../../lib/config/load";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import { at } from "../../support/domains";
import { HOSTILE_TEXTS } from "../../support/hostile-text";
import { REPOSITORY } from "../../support/tables";

const SAMPLE = readFileSync(join(REPOSITORY, "domains.yaml"), "utf8");
const NUM_RUNS = { numRuns: 200 };

function load(text: string): LoadedConfig {
  return parseConfig(text, "f.yaml", "/estate", {
    modules: PROVIDER_MODULES,
    env: {},
    cwd: "/estate",
    now: at("2026-11-21"),
    needs: "domains",
  });
}

function check(text: string): LoadedConfig {
  const loaded = load(text);
  const lines = text.split("\n");
  const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
  expect(loaded.config === null).toBe(errors.length > 0);
  expect(loaded.diagnostics.length).toBeLessThanOrEqual(201);
  for (const { place, message, excerpt, code } of loaded.diagnostics) {
    expect([place.file, code]).toEqual(["f.yaml", expect.stringMatching(/^[a-z0-9-]+$/)]);
    expect(place.line).toBeGreaterThanOrEqual(1);
    expect(place.line).toBeLessThanOrEqual(lines.length);
    expect(place.column).toBeGreaterThanOrEqual(1);
    expect(place.column).toBeLessThanOrEqual((lines[place.line - 1]?.length ?? 0) + 1);
    expect(message.length).toBeLessThan(3000);
    expect((excerpt ?? "").length).toBeLessThanOrEqual(200);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  return loaded;
}

const hostile = fc.constantFrom(...Object.values(HOSTILE_TEXTS));
/** Words of the format among others, so that what is made is not refused at its first key. */
const word = fc.constantFrom(
  ...["version", "providers", "domains", "name", "auth", "type", "sectigo", "policies", "rules", "paths", "waivers"],
  ...[
    "expires",
    "defaults",
    "reuseLimit",
    "url",
    "method",
    "CNAME",
    "www.example.com",
    "${X}",
    "${X:-y}",
    "$${",
    "*.a.example",
  ],
  ...["__proto__", "constructor", "prototype", "polluted", "toString", "hasOwnProperty", "<<", "=", "~", "null", "1"],
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    word,
    hostile,
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.integer(), fc.constant(1)),
    fc.array(tie("value"), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(word, hostile, fc.string()), tie("value")), { maxLength: 6 })
      .map((pairs) => new Map<unknown, unknown>(pairs)),
  ),
}));

test("any YAML", () => {
  const seen = { valid: 0, wrong: 0 };
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 0, 1000), fc.boolean(), (data, lineWidth, isFlow) => {
      const options = {
        ...(lineWidth === undefined ? {} : { lineWidth }),
        collectionStyle: isFlow ? "flow" : "any",
      } as const;
      const { diagnostics } = check(stringify(data, options));
      seen[diagnostics.length === 0 ? "valid" : "wrong"] += 1;
    }),
    NUM_RUNS,
  );
  expect(seen.wrong).toBeGreaterThan(0);
});

/** What is cut out of the sample, and what is put in its place. */
const mutation = fc.record({
  from: fc.nat({ max: SAMPLE.length }),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 40 }), fc.nat({ max: SAMPLE.length })),
  put: fc.oneof(
    fc.constantFrom(
      "",
      "\n",
      "\t",
      "{",
      "}",
      "[",
      "]",
      ":",
      "- ",
      "&a ",
      "*a",
      "!x ",
      "#",
      "|\n",
      "? ",
      "---\n",
      "...\n",
      "%",
      "'",
      '"',
    ),
    hostile,
    word,
    fc.string({ unit: "binary", maxLength: 10 }),
    fc.nat({ max: SAMPLE.length }).map((start) => SAMPLE.slice(start, start + 80)),
  ),
});

test("the sample with mutations", () => {
  const seen = { valid: 0, wrong: 0 };
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.boolean(), (mutations, isDos) => {
      const mutated = mutations.reduce(
        (text, { from, length, put }) => text.slice(0, from) + put + text.slice(from + length),
        SAMPLE.replaceAll(/\$\{\w+:-/g, "${X:-"),
      );
      const { config } = check(isDos ? mutated.replaceAll("\n", "\r\n") : mutated);
      seen[config === null ? "wrong" : "valid"] += 1;
    }),
    NUM_RUNS,
  );
  // Neither would say anything if it were not for the other.
  expect(Math.min(seen.valid, seen.wrong)).toBeGreaterThan(0);
});

test("any text at all", () => {
  const sign = fc.constantFrom(..."abc:-?[]{},&*!|>'\"%@`#~=<. \t\n\r$\\/0123456789\u00fc\u202e\ud800\u0000\ufeff");
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: sign, maxLength: 200 }), fc.string({ unit: "binary", maxLength: 200 })),
      (text) => void check(text),
    ),
    { numRuns: 1000 },
  );
});
