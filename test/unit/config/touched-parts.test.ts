/** Which parts of a file lie on lines that were touched. */
import { touchedParts } from "../../../lib/config/touched-parts";
import type { TouchedParts } from "../../../lib/core/touched";
import { parseDocument } from "../../../lib/document/document";

const TEXT = `# our estate
version: 1
providers:
  sectigo:
    type: sectigo

  ncloud: { type: ncloud }
defaults: { provider: sectigo }
policies:
  enforcement: mandatory
  rules:
    method-drift: error
    order-stale: off
domains:
  - www.example.com # ours
  # the shop
  - name: Shop.Example.com

    owner: shop@example.com
  - { name: "*.example.com",
      method: TXT }
  - &common api.example.com
waivers:
  - rule: not-validated
    domain: "*.example.com"
    match: subdomains
    reason: new
    owner: us
    expires: 2027-01-31
  - { rule: order-stale, domain: api.example.com, reason: r, owner: us, expires: 2027-01-31 }
`;

/** The touched parts by what is in them; parts in which nothing is are left out. */
function parts(text: string, pattern: RegExp): object {
  const lines = text.split("\n").flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
  expect(lines).not.toEqual([]);
  return shown(touchedParts(parseDocument(text, "domains.yaml"), new Set(lines)));
}

function shown({ everything, domains, waivers, rules, providers }: TouchedParts): object {
  return Object.fromEntries(
    Object.entries({
      everything,
      domains: [...domains],
      waivers: waivers.map(({ rule, domain, match }) => `${rule} ${domain} ${match}`),
      rules: [...rules],
      providers: [...providers],
    }).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value)),
  );
}

test.each<[string, RegExp, object]>([
  ["a short entry", /www/, { domains: ["www.example.com"] }],
  ["the first line of a mapping", /Shop/, { domains: ["shop.example.com"] }],
  ["the last line of a mapping", /shop@/, { domains: ["shop.example.com"] }],
  ["one line of a flow mapping", /method: TXT/, { domains: ["*.example.com"] }],
  ["two entries", /www|method: TXT/, { domains: ["www.example.com", "*.example.com"] }],
  ["a comment between the entries", /# the shop/, {}],
  ["an empty line inside an entry, and others between entries", /^$/, { domains: ["shop.example.com"] }],
  ["the line above the list", /^domains:/, {}],
  ["a waiver", /reason: new/, { waivers: ["not-validated *.example.com subdomains"] }],
  ["a waiver in short", /domain: api/, { waivers: ["order-stale api.example.com exact"] }],
  ["the level of a rule", /method-drift/, { rules: ["method-drift"] }],
  ["a provider", /type: sectigo$/, { providers: ["sectigo"] }],
  ["a provider in short", /ncloud:/, { providers: ["ncloud"] }],
  ["the defaults", /^defaults/, { everything: true }],
  ["the enforcement", /enforcement/, { everything: true }],
  ["the version", /^version/, { everything: true }],
  ["an anchor, which others may repeat", /&common/, { everything: true, domains: ["api.example.com"] }],
])("%s", (_, pattern, expected) => {
  expect(parts(TEXT, pattern)).toEqual(expected);
});

test.each<[string, string, RegExp, object]>([
  [
    "policies on one line",
    "policies: { enforcement: advisory, rules: { a: off } }\n",
    /a/,
    { everything: true, rules: ["a"] },
  ],
  [
    "domains on one line",
    "domains: [a.example.com, b.example.com]\n",
    /./,
    { domains: ["a.example.com", "b.example.com"] },
  ],
  ["a bracket of its own", "domains: [\n  a.example.com\n]\n", /[[\]]/, {}],
  ["a key that nobody knows", "x: 1\ndomains: [a.example.com]\n", /^x/, { everything: true }],
  [
    "a line below an anchor that others repeat",
    "providers:\n  one:\n    auth: &auth\n      login: a\n  two: { auth: *auth }\n",
    /login/,
    { everything: true, providers: ["one"] },
  ],
  ["a name that is none", "domains: ['not a name', 7]\n", /./, {}],
  ["a file that is no mapping", "- a\n", /a/, { everything: true }],
  ["a file that cannot be parsed", "domains: [\n", /./, {}],
])("%s", (_, text, pattern, expected) => {
  expect(parts(text, pattern)).toEqual(expected);
});
