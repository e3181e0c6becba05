/** States of shards united, and two states compared. */
import { diffStates } from "../../../lib/state/diff-states";
import { mergeStates } from "../../../lib/state/merge-states";
import type { NamedState } from "../../../lib/state/merge-states";
import { stateText } from "../../../lib/state/write-state";
import { present, stateOf } from "./states";

const shard = (index: number, count: number, names: readonly string[], over: object = {}, ofProvider: object = {}) =>
  stateOf({ sectigo: names.map((name) => present(name)) }, { shard: { index, count }, ...over }, ofProvider);
const named = (...states: readonly ReturnType<typeof shard>[]): readonly NamedState[] =>
  states.map((state, index) => ({ name: `state.${index + 1}`, state }));

describe("merge", () => {
  test("the union of all shards is the state of one machine", () => {
    const parts = named(shard(2, 2, ["b.example.com"]), shard(1, 2, ["c.example.com", "a.example.com"]));
    const merged = mergeStates(parts);
    if (!merged.ok) throw new Error(merged.problems.join());
    const whole = stateOf({
      sectigo: ["a.example.com", "b.example.com", "c.example.com"].map((name) => present(name)),
    });
    expect([...stateText(merged.state)].slice(1)).toEqual([...stateText(whole)].slice(1));
    expect(merged.state.header).toMatchObject({
      complete: true,
      shard: null,
      observations: 3,
      providers: [{ listed: 4, asked: 2, known: 2 }],
    });
  });

  test("completeness, errors and warnings add up, and the oldest time counts", () => {
    const failed = { complete: false, error: "down", warnings: ["odd"] };
    const merged = mergeStates(
      named(
        shard(1, 2, [], { at: "2026-11-24T03:00:00Z" }, { warnings: ["odd"] }),
        shard(2, 2, [], { complete: false }, failed),
      ),
    );
    if (!merged.ok) throw new Error(merged.problems.join());
    expect(merged.state.header).toMatchObject({
      at: "2026-11-24T02:00:00Z",
      complete: false,
      providers: [{ complete: false, error: "down", warnings: ["odd"] }],
    });
  });

  test.each<[string, readonly NamedState[], readonly RegExp[]]>([
    ["nothing", [], [/no state to merge/]],
    ["a shard that is missing", named(shard(1, 3, []), shard(3, 3, [])), [/shard 2 of 3 is missing/]],
    ["a shard twice", named(shard(1, 2, []), shard(1, 2, [])), [/state.2 and state.1 are both shard 1/]],
    ["a whole state", named(stateOf({ sectigo: [] })), [/state.1 is no shard/]],
    ["shards of another division", named(shard(1, 2, []), shard(2, 3, [])), [/state.2 is one of 3 shards/]],
    [
      "a shard of another account",
      named(shard(1, 2, []), shard(2, 2, [], {}, { account: "f".repeat(16) })),
      [/state.2 was made of other providers or accounts/],
    ],
    [
      "a name in two shards",
      named(shard(1, 2, ["a.example.com"]), shard(2, 2, ["a.example.com"])),
      [/sectigo\/a.example.com is both in state.1 and in state.2/],
    ],
  ])("%s is refused", (_, states, messages) => {
    const merged = mergeStates(states);
    if (merged.ok) throw new Error("it was merged");
    expect(merged.problems).toHaveLength(messages.length);
    merged.problems.forEach((problem, index) => expect(problem).toMatch(messages[index] ?? /$^/));
  });
});

describe("diff", () => {
  const NAME = "a.example.com";
  const one = stateOf({ ca: [present(NAME)] });
  const none = stateOf({ ca: [] });
  const cut = stateOf({ ca: [] }, {}, { complete: false });
  test.each<[string, ReturnType<typeof stateOf>, ReturnType<typeof stateOf>, string | null]>([
    ["nothing", one, one, null],
    ["a name that appeared", none, one, "appeared VALIDATED"],
    ["a name that vanished", one, none, "vanished VALIDATED"],
    ["a name that is missing where not everything was read", one, cut, null],
    ["a name that is new where not everything had been read", cut, one, null],
    [
      "another record",
      one,
      stateOf({ ca: [present(NAME, { method: "HTTP" })] }),
      "changed VALIDATED CNAME to VALIDATED HTTP",
    ],
    ["a provider of the later state only", stateOf({}), one, null],
    ["a provider of the earlier state only", one, stateOf({}), null],
  ])("%s", (_, before, after, expected) => {
    const changes = diffStates(before, after);
    const about = { provider: "ca", domain: NAME };
    expect(changes.map(({ kind, detail, ...rest }) => [`${kind} ${detail}`, rest])).toEqual(
      expected === null ? [] : [[expected, about]],
    );
  });
});
