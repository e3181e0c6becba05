/** What two versions of a file differ in, by value. */
import { touchedParts } from "../../../lib/config/touched-parts";
import { parseDocument } from "../../../lib/document/document";

const TEXT = `# our estate
version: 1
providers:
  sectigo:
    type: sectigo

  ncloud: { type: ncloud }
defaults: { provider: sectigo, owner: us }
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
acknowledged:
  - { name: "*.*.example.com", reason: r, owner: us, expires: 2027-01-31 }
`;

const valueOf = (text: string): unknown => parseDocument(text, "domains.yaml").value;

/** The touched parts by what is in them; parts in which nothing is are left out. */
function between(before: string, after: string): object {
  const { everything, domains, waivers, rules, providers } = touchedParts(
    before.split("---\n").map(valueOf),
    after.split("---\n").map(valueOf),
  );
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

type Edit = (text: string) => string;
const replace =
  (from: string | RegExp, to: string): Edit =>
  (text) => {
    expect(text).toMatch(from);
    return text.replace(from, to);
  };

describe("what says the same touches nothing", () => {
  test.each<[string, Edit]>([
    ["a comment", replace("# the shop", "# another comment")],
    ["quotes", replace("- www.example.com", '- "www.example.com"')],
    ["the long form of an entry", replace("- www.example.com # ours", "- name: www.example.com")],
    ["indentation and a blank line", replace("    type: sectigo\n\n", "      type: sectigo\n")],
    ["the order of keys", replace("{ provider: sectigo, owner: us }", "{ owner: us, provider: sectigo }")],
    ["a byte-order mark", (text) => `\ufeff${text}`],
    ["two entries that changed places", (text) => text.replace(/( {2}- www.*\n)([^]*?)( {2}- &common.*\n)/, "$3$2$1")],
    ["a key of the user's own", (text) => `${text}x-note: 1\n`],
    ["a key of the user's own in the defaults", replace("owner: us }\npol", "owner: us, x-note: 1 }\npol")],
    ["a key of the user's own in an entry", replace("method: TXT }", "method: TXT, x-note: 1 }")],
    ["a key of the user's own in a waiver", replace("reason: r, owner", "reason: r, x-note: 1, owner")],
    ["another spelling of an entry's name", replace("- www.example.com", "- WWW.Example.com.")],
    ["another spelling of a waiver's name", replace("domain: api.example.com", "domain: API.example.com.")],
    [
      "an owner in place of the same default",
      replace("- www.example.com # ours", "- { name: www.example.com, owner: us }"),
    ],
  ])("%s", (_, edit) => {
    expect(between(TEXT.replace("\ufeff", ""), edit(TEXT).replace("\ufeff", ""))).toEqual({});
  });
});

describe("what says something else touches its own part", () => {
  test.each<[string, Edit, object]>([
    ["an entry's method", replace("method: TXT", "method: CNAME"), { domains: ["*.example.com"] }],
    [
      "an entry that is added",
      replace("domains:\n", "domains:\n  - new.example.com\n"),
      { domains: ["new.example.com"] },
    ],
    ["an entry that is removed", replace("  - www.example.com # ours\n", ""), { domains: ["www.example.com"] }],
    [
      "a name that is another",
      replace("Shop.Example.com", "shops.example.com"),
      { domains: ["shop.example.com", "shops.example.com"] },
    ],
    [
      "a waiver",
      replace("reason: new", "reason: old"),
      { waivers: Array(2).fill("not-validated *.example.com subdomains") },
    ],
    [
      "a waiver that is removed",
      replace(/ {2}- \{ rule: order-stale.*\n/, ""),
      { waivers: ["order-stale api.example.com exact"] },
    ],
    ["an acknowledged row", replace(/ {2}- \{ name: "\*\.\*.*\n/, ""), { domains: ["*.*.example.com"] }],
    ["the level of a rule", replace("method-drift: error", "method-drift: info"), { rules: ["method-drift"] }],
    ["a provider", replace("type: sectigo", "type: other"), { providers: ["sectigo"] }],
    [
      "a default touches the entries that it reaches",
      replace("owner: us }\npol", "owner: them }\npol"),
      { domains: ["www.example.com", "*.example.com", "api.example.com"] },
    ],
    ["the enforcement", replace("mandatory", "advisory"), { everything: true }],
    ["the version", replace("version: 1", "version: 2"), { everything: true }],
    ["a key of no known meaning", (text) => `${text}x: 1\n`, { everything: true }],
  ])("%s", (_, edit, expected) => {
    expect(between(TEXT, edit(TEXT))).toEqual(expected);
  });
});

test.each<[string, string, string, object]>([
  [
    "an anchor touches all that repeat it",
    "providers:\n  one:\n    auth: &auth\n      login: a\n  two: { auth: *auth }\n",
    "providers:\n  one:\n    auth: &auth\n      login: b\n  two: { auth: *auth }\n",
    { providers: ["one", "two"] },
  ],
  [
    "an entry that is there twice, then once",
    "domains: [a.example.com, a.example.com]\n",
    "domains: [a.example.com]\n",
    { domains: ["a.example.com"] },
  ],
  [
    "a provider whose name begins with x-",
    "providers: { x-ca: { type: t, url: 'https://a.example' } }\n",
    "providers: { x-ca: { type: t, url: 'https://b.example' } }\n",
    { providers: ["x-ca"] },
  ],
  [
    "a rule whose id begins with x-",
    "policies: { rules: { x-ours: error } }\n",
    "policies: { rules: { x-ours: off } }\n",
    { rules: ["x-ours"] },
  ],
  [
    "a label whose key begins with x-",
    "domains: [{ name: a.example.com, labels: { x-env: prod } }]\n",
    "domains: [{ name: a.example.com, labels: { x-env: test } }]\n",
    { domains: ["a.example.com"] },
  ],
  [
    "a default label of an entry that has another label of its own",
    "defaults: { labels: { team: one } }\ndomains: [{ name: a.example.com, labels: { env: prod } }]\n",
    "defaults: { labels: { team: two } }\ndomains: [{ name: a.example.com, labels: { env: prod } }]\n",
    { domains: ["a.example.com"] },
  ],
  [
    "an entry and a waiver that moved into another file",
    "domains: [a.example.com]\nwaivers: [{ rule: r, domain: a.example.com }]\n",
    "include: [b.yaml]\n---\nversion: 1\ndomains: [a.example.com]\nwaivers: [{ rule: r, domain: a.example.com }]\n",
    {},
  ],
  [
    "an entry that moved into a file with other defaults",
    "domains: [a.example.com]\n",
    "include: [b.yaml]\n---\ndefaults: { owner: us }\ndomains: [a.example.com]\n",
    { domains: ["a.example.com"] },
  ],
  ["a name that cannot be one", "domains: ['Not a name']\n", "domains: [7]\n", { domains: ["not a name"] }],
  ["a waiver without a rule", "waivers: [{ domain: a.example.com }]\n", "waivers: []\n", {}],
  ["a file that was no mapping", "- a\n", "domains: [a.example.com]\n", { domains: ["a.example.com"] }],
])("%s", (_, before, after, expected) => {
  expect(between(before, after)).toEqual(expected);
});
