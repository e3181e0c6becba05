/** A part of a state is read alone and put back; the rest keeps its own time. */
import type { Observation } from "../../../lib/core/observation";
import { partOfState, seenAtOf, updateState, wholeReadAt } from "../../../lib/state/part-of-state";
import type { Observed } from "../../../lib/state/state";
import { at } from "../../support/domains";
import { observed, present, stateOf } from "./states";

const NOW = at("2026-11-25T09:00:00Z");
const WHOLE = at("2026-11-24T02:00:00Z");
const STATE = stateOf({
  ca: [
    present("asked.example.com"),
    { ...present("listed.example.com"), learnedAt: null, row: null },
    { ...present("silent.example.com"), row: null },
    present("other.example.com"),
  ],
  cb: [{ ...present("b.example.kr"), seenAt: at("2026-11-24T12:00:00Z") }],
});
const answer = (domain: string): Observed => ({ ...present(domain, { method: "TXT" }), learnedAt: NOW });
const failed = (domain: string): Observation => ({
  ...{ kind: "unknown", domain, reason: "provider_unreachable", detail: "down", record: null },
});
const updated = (entries: readonly Observed[], gone: readonly string[] = []) =>
  updateState(STATE, [{ provider: "ca", entries, gone }], NOW);
const entryOf = (state: typeof STATE, domain: string) => state.providers.get("ca")?.get(domain);

test.each<[string, string, boolean]>([
  ["a name that an earlier call was made for", "asked.example.com", true],
  ["a name that the listing alone had settled", "listed.example.com", true],
  ["a name of a CA whose listing says nothing of its state", "silent.example.com", false],
  ["a name that was not in the state", "new.example.com", false],
])("the record of %s stands for its row of the listing: %s %s", (_, domain, isKnown) => {
  const entry = entryOf(updated([answer(domain)]), domain);
  expect(entry).toMatchObject({ seenAt: NOW, learnedAt: NOW, observation: { record: { method: "TXT" } } });
  expect(entry?.row !== null).toBe(isKnown);
});

test("a call that failed leaves what was known, and is kept where nothing was", () => {
  const state = updated([observed(failed("asked.example.com")), observed(failed("new.example.com"))]);
  expect(entryOf(state, "asked.example.com")).toBe(entryOf(STATE, "asked.example.com"));
  expect(entryOf(state, "new.example.com")).toMatchObject({ seenAt: NOW, observation: { kind: "unknown" } });
});

test("what is gone is left out, all else stays as it is, and the header keeps its time", () => {
  const state = updated([], ["asked.example.com"]);
  expect([...(state.providers.get("ca")?.keys() ?? [])]).toEqual([
    "listed.example.com",
    "silent.example.com",
    "other.example.com",
  ]);
  expect(state.providers.get("cb")).toBe(STATE.providers.get("cb"));
  expect(state.header).toEqual({ ...STATE.header, observations: 4 });
});

test("a part has its names alone, each of its own time, and is as old as the oldest of them", () => {
  const state = updated([answer("asked.example.com")]);
  const part = partOfState(state, new Map([["ca", new Set(["asked.example.com"])]]));
  expect([wholeReadAt(part), part.header.observations, part.header.providers.map(({ name }) => name)]).toEqual([
    NOW,
    1,
    ["ca"],
  ]);
  const both = partOfState(
    state,
    new Map([
      ["ca", new Set(["asked.example.com", "other.example.com"])],
      ["cb", new Set(["b.example.kr"])],
    ]),
  );
  expect(wholeReadAt(both)).toBe(WHOLE);
  expect(["asked.example.com", "other.example.com"].map((name) => seenAtOf(both, "ca", name))).toEqual([NOW, WHOLE]);
  expect(seenAtOf(both, "cb", "b.example.kr")).toBe(at("2026-11-24T12:00:00Z"));
  // A name that the state does not have is known not to have been there, as of the whole.
  expect(wholeReadAt(partOfState(state, new Map([["ca", new Set(["none.example.com"])]])))).toBe(WHOLE);
});
