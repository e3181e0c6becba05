/** Which domains a run is about. */
import { isNarrowed, isSelected, isTouched, NO_SELECTION, waiversFor } from "../../../lib/core/selection";
import type { Selection } from "../../../lib/core/selection";
import type { ChangedParts } from "../../../lib/core/changed-parts";
import { desired, waiver } from "../../support/domains";

const SHOP = desired("shop.example.com", {
  ...{ owner: "web@example.com", labels: { env: "production", team: "shop" }, unicode: null },
});
const BOOKS = desired("xn--bcher-kva.example", { unicode: "bücher.example", owner: null });

test.each<[string, Partial<Selection>, boolean, boolean]>([
  ["nothing is chosen", {}, true, true],
  ["a name", { domains: ["shop.example.com"] }, true, false],
  ["a pattern", { domains: ["*.example*"] }, true, true],
  ["the name as people write it", { domains: ["bücher.*"] }, false, true],
  ["either of two names", { domains: ["shop.*", "xn--*"] }, true, true],
  ["an owner", { owners: ["web@*"] }, true, false],
  ["any owner, but there must be one", { owners: ["*"] }, true, false],
  ["a label", { labels: [{ key: "env", value: "production" }] }, true, false],
  ["another value of a label", { labels: [{ key: "env", value: "staging" }] }, false, false],
  [
    "either value of one label",
    { labels: ["staging", "production"].map((value) => ({ key: "env", value })) },
    ...([true, false] as const),
  ],
  [
    "one of two labels",
    {
      labels: [
        { key: "env", value: "production" },
        { key: "team", value: "mail" },
      ],
    },
    ...([false, false] as const),
  ],
  ["its provider", { providers: ["sectigo"] }, true, true],
  ["another provider", { providers: ["other"] }, false, false],
  ["a name and another owner", { domains: ["shop.*"], owners: ["mail@*"] }, false, false],
])("%s", (_, choice, shop, books) => {
  const selection = { ...NO_SELECTION, ...choice };
  expect([isSelected(selection, SHOP), isSelected(selection, BOOKS)]).toEqual([shop, books]);
  expect(isNarrowed(selection)).toBe(Object.keys(choice).length > 0);
});

const NOTHING: ChangedParts = {
  ...{ everything: false, domains: new Set(), waivers: [], rules: new Set(), providers: new Set() },
};

test.each<[string, Partial<ChangedParts>, boolean]>([
  ["nothing", {}, false],
  ["everything", { everything: true }, true],
  ["a rule", { rules: new Set(["not-validated"]) }, true],
  ["its entry", { domains: new Set(["shop.example.com"]) }, true],
  ["another entry", { domains: new Set(["mail.example.com"]) }, false],
  ["its provider", { providers: new Set(["sectigo"]) }, true],
  ["a waiver of it", { waivers: [waiver("not-validated", "shop.example.com")] }, true],
  ["a waiver of another", { waivers: [waiver("not-validated", "mail.example.com")] }, false],
])("a domain is touched by a change of: %s", (_, parts, touched) => {
  expect(isTouched({ ...NOTHING, ...parts }, SHOP)).toBe(touched);
});

test("a part keeps the waivers that may cover one of its domains, and those that were edited", () => {
  const own = waiver("not-validated", "shop.example.com");
  const below = waiver("not-validated", "example.com", { match: "subdomains" });
  const other = waiver("not-validated", "mail.example.com");
  expect(waiversFor([own, below, other], [SHOP], null)).toEqual([own, below]);
  expect(waiversFor([own, below, other], [SHOP], { ...NOTHING, waivers: [other] })).toEqual([own, below, other]);
});
