import { recordState } from "../../../lib/core/evidence";
import type { ServerView } from "../../../lib/core/evidence";

const view = (over: Partial<ServerView>): ServerView => ({
  server: "ns1",
  state: "present",
  values: [],
  target: null,
  serial: null,
  detail: null,
  ...over,
});
const has = view({ values: ["want"] });
const other = view({ values: ["other"] });
const none = view({ state: "no-name" });
const silent = view({ state: "unreachable" });
const alias = view({ state: "alias", target: "end" });

test.each<[string, readonly ServerView[], string | null, "published" | "missing" | null, string]>([
  ["no server", [], null, null, "unreachable"],
  ["no server answers", [silent], null, null, "unreachable"],
  ["all answering servers have it, one is silent", [has, silent], null, null, "published"],
  ["one of two has it", [has, none], null, null, "lagging"],
  ["none has it", [none, none], null, null, "missing"],
  ["one has another value", [other, none], null, null, "different"],
  ["the other value is that of a wildcard", [other], "other", null, "masked"],
  ["a wildcard exists, the value is another's", [other], "wild", null, "different"],
  ["a wildcard exists, and the name without this type", [view({ state: "no-data" })], "wild", null, "missing"],
  ["the alias is that of a wildcard", [alias], "end", null, "masked"],
  ["the end of the alias has it", [alias], null, "published", "published"],
  ["the end of the alias does not have it", [alias], null, "missing", "elsewhere"],
  ["the alias leads nowhere", [alias], null, null, "elsewhere"],
])("%s", (_, views, maskedBy, atTarget, state) => {
  expect(recordState(views, "want", maskedBy, atTarget)).toBe(state);
});
