/** `domains.yaml` to configuration: every key, every default, and every problem at its place, all of them in one run. */
import { parseConfig } from "../../../lib/config/load";
import type { Environment } from "../../../lib/config/substitute";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import type { SectigoSettings } from "../../../lib/providers/sectigo/settings";
import { at } from "../../support/domains";

const context = (env: Environment = {}, needs: "domains" | "providers" = "domains") => ({
  modules: PROVIDER_MODULES,
  env,
  cwd: "/estate",
  now: at("2026-11-21"),
  needs,
});
const load = (text: string, env: Environment = {}) => parseConfig(text, "domains.yaml", "/estate", context(env));
const said = (text: string, env: Environment = {}): readonly string[] =>
  load(text, env).diagnostics.map(
    ({ place: { line, column }, code, message }) => `${line}:${column} ${code} ${message}`,
  );

const HEAD = `version: 1
providers:
  sectigo: { type: sectigo, auth: { login: l, password: p, customerUri: c } }
`;
const TWO = `${HEAD}  ncloud: { type: ncloud, auth: { accessKey: a, secretKey: s } }
`;

const MISPLACED =
  "misplaced-reference a reference ${…} may stand below providers and dns only; write the value here, or $${ for a literal ${";

describe("domains", () => {
  const domains = (text: string) => load(text).config?.domains;

  test("an emoji in a name is a warning", () => {
    expect(said(`${HEAD}domains: [i❤.example.com]\n`)).toEqual([
      '4:11 unusual-name "i❤.example.com" holds "❤" (U+2764), which IDNA 2008 does not allow (RFC 5892); check that its CA and registry accept it',
    ]);
  });

  test("the short form and the long form, with defaults filled in", () => {
    const text = `${TWO}defaults: { provider: sectigo, method: CNAME, owner: pki, labels: { team: pki, env: production }, revalidateWithinDays: 20, maxAgeDays: 150 }
domains:
  - Example.COM
  - { name: "*.bücher.example.", provider: ncloud, method: TXT, owner: web, labels: { env: test }, certificateNo: 55332, revalidateWithinDays: 0, maxAgeDays: 90 }
`;
    expect(domains(text)).toEqual([
      {
        name: "example.com",
        unicode: null,
        provider: "sectigo",
        method: "CNAME",
        owner: "pki",
        keys: {},
        labels: { team: "pki", env: "production" },
        revalidateWithinDays: 20,
        maxAgeDays: 150,
        place: { file: "domains.yaml", line: 7, column: 5 },
      },
      {
        name: "*.xn--bcher-kva.example",
        unicode: "*.bücher.example",
        provider: "ncloud",
        method: "TXT",
        owner: "web",
        keys: { certificateNo: "55332" },
        labels: { team: "pki", env: "test" },
        revalidateWithinDays: 0,
        maxAgeDays: 90,
        place: { file: "domains.yaml", line: 8, column: 5 },
      },
    ]);
  });

  test("without defaults: the only provider, no method, no owner, 30 days", () => {
    expect(domains(`${HEAD}domains: [example.com]\n`)).toMatchObject([
      { provider: "sectigo", method: null, owner: null, maxAgeDays: null, revalidateWithinDays: 30 },
    ]);
  });

  test("one name may stand at two providers, and beside its wildcard", () => {
    const text = `${TWO}domains:
  - { name: example.com, provider: sectigo }
  - { name: example.com, provider: ncloud }
  - { name: "*.example.com", provider: sectigo }
`;
    expect(domains(text)).toHaveLength(3);
  });

  test.each([
    [
      "no list at all",
      "",
      "1:1 no-domains no domain is declared, so nothing is checked; declare one below domains, or write the domains that a CA lists with dcv import",
    ],
    ["nothing in the place of the list", "domains:\n", "4:9 wrong-type expected a list, found nothing"],
    ["something else there", "domains: www.example.com\n", expect.stringMatching(/^4:10 wrong-type expected a list/)],
    [
      "a duplicate names both places",
      "domains:\n  - example.com\n  - { name: EXAMPLE.com. }\n",
      '6:5 duplicate-domain "example.com" is declared at domains.yaml:5:5 already; remove one of the two',
    ],
    [
      "an IDN twice, in both its forms",
      "domains:\n  - bücher.example\n  - xn--bcher-kva.example\n",
      '6:5 duplicate-domain "bücher.example" (xn--bcher-kva.example) is declared at domains.yaml:5:5 already; remove one of the two',
    ],
    [
      "an IP address",
      "domains: [192.0.2.1]\n",
      '4:11 bad-name "192.0.2.1" ends in a number, as an IP address does; only domain names are validated',
    ],
    [
      "a bare public suffix",
      "domains: [co.uk]\n",
      '4:11 public-suffix "co.uk" is a public suffix (co.uk), for which no CA may issue; add the label before it',
    ],
    [
      "a wildcard of a public suffix",
      'domains: ["*.co.uk"]\n',
      '4:11 public-suffix "*.co.uk" is a public suffix (co.uk), for which no CA may issue; add the label before it',
    ],
    [
      "a public suffix in its own script",
      'domains: ["*.公司.cn"]\n',
      '4:11 public-suffix "*.公司.cn" is a public suffix (xn--55qx5d.cn), for which no CA may issue; add the label before it',
    ],
    [
      "a single label",
      "domains: [localhost]\n",
      '4:11 public-suffix "localhost" is a public suffix (localhost), for which no CA may issue; add the label before it',
    ],
    [
      "a reverse zone",
      "domains: [{ name: 2.0.192.in-addr.arpa }]\n",
      '4:19 bad-name "2.0.192.in-addr.arpa" is in a reverse zone, for which no CA issues (SC-086)',
    ],
    [
      "another provider",
      "domains: [{ name: example.com, provider: sectgo }]\n",
      '4:42 unknown-provider there is no provider "sectgo" (declared are sectigo); did you mean "sectigo"?',
    ],
    [
      "a misspelt key",
      "domains: [{ name: example.com, ownr: x }]\n",
      '4:32 unknown-key unknown key "ownr"; did you mean "owner"?',
    ],
    ["another type", "domains: [{ name: [x] }]\n", "4:19 wrong-type expected a text that is not empty, found a list"],
    [
      "a number for a name",
      "domains: [12]\n",
      "4:11 wrong-type expected a name, or a mapping with the key name, found a number",
    ],
    ["an empty name", 'domains: [""]\n', '4:11 bad-value "": expected a name, or a mapping with the key name'],
    ["no name", "domains: [{ owner: x }]\n", '4:11 missing-key the key "name" is missing'],
    [
      "a method that is none",
      "domains: [{ name: example.com, method: CNAM }]\n",
      '4:40 bad-value "CNAM" is not one of CNAME, TXT, HTTP, HTTPS, EMAIL, PERSISTENT_TXT; did you mean "CNAME"?',
    ],
    [
      "__proto__",
      "domains: [{ name: example.com, __proto__: { x: 1 } }]\n",
      '4:32 forbidden-key unknown key "__proto__", which no mapping may have; remove it',
    ],
  ])("%s", (_, text, expected) => {
    expect(said(HEAD + text)).toEqual([expected]);
    expect(load(HEAD + text).config).toBeNull();
  });

  test.each([
    [
      "a certificate number that is none",
      "domains: [{ certificateNo: 12a, provider: ncloud, name: example.com }]\n",
      '5:28 bad-value "12a": expected the digits of a certificate number (in quotes beyond 16 digits)',
    ],
    [
      "a certificate number below zero",
      "domains: [{ certificateNo: -5, provider: ncloud, name: example.com }]\n",
      "5:28 bad-value -5: expected the digits of a certificate number (in quotes beyond 16 digits)",
    ],
    [
      "a certificate number that is a power",
      "domains: [{ certificateNo: 1e21, provider: ncloud, name: example.com }]\n",
      "5:28 bad-value this number: expected the digits of a certificate number (in quotes beyond 16 digits)",
    ],
    [
      "a certificate number that would lose digits",
      "domains: [{ certificateNo: 123456789012345678, provider: ncloud, name: example.com }]\n",
      "5:28 bad-value this number: expected the digits of a certificate number (in quotes beyond 16 digits)",
    ],
    [
      "a key of another CA",
      "domains: [{ certificateNo: 1, provider: sectigo, name: example.com }]\n",
      '5:28 unknown-key "certificateNo" is a key of domains at another kind of CA than "sectigo"; remove it',
    ],
  ])("%s", (_, text, expected) => {
    expect(said(TWO + text)).toEqual([expected]);
    expect(load(TWO + text).config).toBeNull();
  });

  test("with two providers, a domain must say which", () => {
    expect(said(`${TWO}domains: [example.com]\n`)).toEqual([
      '5:11 missing-provider "example.com" has no provider; add one of sectigo, ncloud, or set defaults.provider',
    ]);
  });

  test("a name under a private suffix is an ordinary name", () => {
    expect(domains(`${HEAD}domains: [github.io, "*.github.io"]\n`)).toHaveLength(2);
  });

  test("a certificate number in quotes keeps its digits", () => {
    const text = `${TWO}domains: [{ name: example.com, provider: ncloud, certificateNo: "123456789012345678" }]\n`;
    expect(domains(text)).toMatchObject([{ keys: { certificateNo: "123456789012345678" } }]);
  });

  test("an empty list is an error, but not where no domain is needed", () => {
    const text = `${HEAD}domains: []\n`;
    expect(load(text).diagnostics).toMatchObject([
      { code: "no-domains", severity: "error", message: expect.stringMatching(/^no domain is declared/) as string },
    ]);
    expect(load(text).diagnostics[0]?.place).toMatchObject({ line: 4, column: 10 });
    expect(load(text).config).toBeNull();
    expect(parseConfig(text, "domains.yaml", "/estate", context({}, "providers")).diagnostics).toEqual([]);
  });

  test("a key that is not allowed, and an alias that leads nowhere, hide nothing else", () => {
    const text = `${HEAD}domains:\n  - { name: example.com, __proto__: x }\n  - *x\n  - exa_mple.com\nwaivers: 1\n`;
    expect(load(text).diagnostics.map(({ code, place: { line } }) => `${line} ${code}`)).toEqual([
      "5 forbidden-key",
      "6 yaml-bad-alias",
      "7 bad-name",
      "8 wrong-type",
    ]);
    expect(load(text).config).toBeNull();
  });

  test("YAML that cannot be read ends it", () => {
    expect(load(`${HEAD}domains: [exa_mple.com\n`)).toMatchObject({ config: null, mentioned: null });
    expect(said(`${HEAD}domains: [exa_mple.com\n`)).toHaveLength(1);
  });

  test("a plain listing needs no domains", () => {
    expect(parseConfig(HEAD, "domains.yaml", "/estate", context({}, "providers")).diagnostics).toEqual([]);
  });

  test("all problems of a file come in one run, in the order of the file", () => {
    const text = `version: 2
providers:
  sectigo: { type: sectigo, url: "http://ca.example", auth: { login: l, pasword: "\${SECRET}" } }
defaults: { provider: nobody }
domains:
  - exa_mple.com
  - { nam: x }
  - ok.example.com
  - ok.example.com
waivers:
  - { rule: r, domain: x.example, owner: o, expires: 2026-13-01 }
policys: {}
`;
    expect(load(text).diagnostics.map(({ code, place: { line, column } }) => `${line}:${column} ${code}`)).toEqual([
      "1:10 bad-value",
      "3:34 bad-url",
      "3:61 missing-key", // password
      "3:61 missing-key", // customerUri
      "3:73 unknown-key",
      "3:82 missing-variable",
      "4:23 unknown-provider",
      "6:5 bad-name",
      "7:5 missing-key",
      "7:7 unknown-key",
      "9:5 duplicate-domain",
      "11:5 missing-key",
      "11:54 bad-value",
      "12:1 unknown-key",
    ]);
  });
});

describe("providers", () => {
  const settings = (text: string, env: Environment = {}) =>
    load(`version: 1\nproviders:\n  p: ${text}\ndomains: [www.example.com]\n`, env).config?.providers[0]?.settings;
  const problems = (text: string) => said(`version: 1\nproviders:\n  p: ${text}\ndomains: [www.example.com]\n`);
  const AUTH = "auth: { login: l, password: p, customerUri: c }";

  test("Sectigo with header authentication", () => {
    expect(settings(`{ type: sectigo, ${AUTH} }`)).toEqual({
      name: "p",
      type: "sectigo",
      url: "https://cert-manager.com/api",
      auth: { kind: "headers", login: "l", password: "p", customerUri: "c" },
      apiVersions: { list: "v1", status: "v2", act: "v1" },
      org: null,
      department: null,
      validationDates: "auto",
      expirationBasisDays: null,
      coverage: "entry",
      concurrency: 4,
      timeoutMs: 30_000,
      retries: 3,
      maximumListed: 20_000,
    });
  });

  test("Sectigo with OAuth", () => {
    expect(settings("{ type: sectigo, auth: { clientId: i, clientSecret: s } }")).toMatchObject({
      url: "https://admin.enterprise.sectigo.com/api",
      auth: { kind: "oauth", clientId: "i", clientSecret: "s", tokenUrl: expect.stringMatching(/^https:/) as string },
      apiVersions: { list: "v2", status: "v2", act: "v2" },
    });
  });

  test("the secret of a simulated CA does not travel to the real token endpoint", () => {
    expect(settings("{ type: sectigo, url: simulator, auth: { clientId: i, clientSecret: s } }")).toMatchObject({
      auth: { tokenUrl: "simulator" },
    });
  });

  test("every setting of Sectigo", () => {
    const text = `{ type: sectigo, url: "https://hard.cert-manager.com/api/", ${AUTH}, org: 12, department: 34, apiVersions: { list: v2, status: v1 },
      validationDates: never, expirationBasisDays: 198, concurrency: 2, timeoutSeconds: 1.5, retries: 0, maximumListed: 5 }`;
    expect(settings(text)).toMatchObject({
      url: "https://hard.cert-manager.com/api",
      apiVersions: { list: "v2", status: "v1" },
      org: 12,
      department: 34,
      validationDates: "never",
      expirationBasisDays: 198,
      concurrency: 2,
      timeoutMs: 1500,
      retries: 0,
      maximumListed: 5,
    });
  });

  test("Ncloud", () => {
    expect(settings("{ type: ncloud, auth: { accessKey: a, secretKey: s }, wildcardDomainAddress: base }")).toEqual({
      name: "p",
      type: "ncloud",
      url: "https://certificatemanager.apigw.ntruss.com",
      auth: { accessKey: "a", secretKey: "s" },
      wildcardDomainAddress: "base",
      coverage: "entry",
      concurrency: 4,
      timeoutMs: 30_000,
      retries: 3,
      maximumListed: 20_000,
    });
  });

  test("a reuse limit of its own, and how much of the estate must be seen", () => {
    const text = `version: 1
providers:
  p: { type: sectigo, ${AUTH}, reuseLimit: [{ issuedFrom: 2027-03-15, days: 98 }, { days: 198 }], minimumPresentPercent: 0 }
domains: [www.example.com]
`;
    expect(load(text).config?.providers[0]).toMatchObject({
      reuseLimit: [
        { from: Number.NEGATIVE_INFINITY, days: 198 },
        { from: at("2027-03-15"), days: 98 },
      ],
      minimumPresentPercent: 0,
    });
    expect(load(`${HEAD}domains: [www.example.com]\n`).config?.providers[0]).toMatchObject({
      reuseLimit: null,
      minimumPresentPercent: 70,
    });
  });

  test.each([
    ["days that rise", "[{ days: 98 }, { issuedFrom: 2027-03-15, days: 198 }]", "the days rise with time"],
    [
      "two steps on one day",
      "[{ issuedFrom: 2027-03-15, days: 198 }, { issuedFrom: 2027-03-15, days: 98 }]",
      "two steps begin on the same day; keep one of them",
    ],
    [
      "two steps from the beginning",
      "[{ days: 198 }, { days: 98 }]",
      "two steps begin on the same day; keep one of them",
    ],
  ])("a reuse limit: %s", (_, steps, problem) => {
    const [only, ...more] = problems(`{ type: sectigo, ${AUTH}, reuseLimit: ${steps} }`);
    expect(more).toEqual([]);
    expect(only).toContain(`bad-value ${problem}`);
  });

  test.each([
    "http://localhost:8080/api",
    "http://127.0.0.1:1/api",
    "http://[::1]:1/api",
    "https://hard.cert-manager.com/api",
    "https://CERT-MANAGER.com:443/api",
    "simulator",
  ])("%s may be asked", (url) => {
    expect(problems(`{ type: sectigo, url: "${url}", ${AUTH} }`)).toEqual([]);
  });

  test.each([
    ["plain http", "http://ca.example/api", "would send credentials in the clear"],
    ["plain http to a name that only looks like loopback", "http://127.0.0.1.ca.example/api", "in the clear"],
    ["credentials in the address", "https://l:hunter2@ca.example/api", "holds credentials; put them under auth"],
    ["a query", "https://ca.example/api?x=1", "must end with its path"],
    ["another scheme", "ftp://ca.example", "must begin with https://"],
    ["no address", "ca.example", "is not an absolute URL"],
  ])("%s is refused, without being repeated", (_, url, problem) => {
    const [only, ...more] = problems(`{ type: sectigo, url: "${url}", ${AUTH} }`);
    expect(more).toEqual([]);
    expect(only).toContain(problem);
    expect(only).not.toContain("hunter2");
  });

  describe("a host that is not the CA's own", () => {
    const at = (url: string, allowed?: string) =>
      said(
        `version: 1\nproviders:\n  p: { type: sectigo, url: "${url}", ${AUTH} }\ndomains: [www.example.com]\n`,
        allowed === undefined ? {} : { DCV_ALLOWED_HOSTS: allowed },
      );
    const REFUSED = [expect.stringMatching(/^3:28 host-not-allowed .*cert-manager\.com.*DCV_ALLOWED_HOSTS$/)];

    test.each([
      ["a stranger", "https://ca.example/api", undefined],
      ["a name that ends in the CA's", "https://evil-cert-manager.com/api", undefined],
      ["a name below the CA's", "https://x.cert-manager.com/api", undefined],
      ["a name that begins with the CA's", "https://cert-manager.com.ca.example/api", undefined],
      ["the host of another CA", "https://certificatemanager.apigw.ntruss.com", undefined],
      ["a trailing dot", "https://cert-manager.com./api", undefined],
      ["another port than the one allowed", "https://ca.example:444/api", "ca.example:443,ca.example:445"],
      ["an empty list", "https://ca.example/api", ""],
      ["an entry that is a part of the name", "https://ca.example/api", "example,a.example"],
      ["a wildcard, which the list does not know", "https://ca.example/api", "*,*.example"],
    ])("is refused: %s", (_, url, allowed) => {
      expect(at(url, allowed)).toEqual(REFUSED);
      expect(at(url, allowed)[0]).not.toContain("//");
    });

    test.each([
      ["its name", "https://ca.example/api", "ca.example"],
      ["its name among others, with spaces and capitals", "https://CA.example:8443/api", "a.example, Ca.Example ,b"],
      ["its name and port", "https://ca.example:8443/api", "ca.example:8443"],
    ])("is allowed by the environment: %s", (_, url, allowed) => {
      expect(at(url, allowed)).toEqual([]);
    });

    test("no file can allow it, and the address for tokens is checked like the other", () => {
      const auth = 'auth: { clientId: i, clientSecret: s, tokenUrl: "${TOKEN_URL}" }';
      const text = `version: 1\nproviders:\n  p: { type: sectigo, ${auth} }\ndomains: [www.example.com]\n`;
      const [only, ...more] = said(text, { TOKEN_URL: "https://ca.example/token" });
      expect(more).toEqual([]);
      expect(only).toMatch(/^3:71 host-not-allowed /);
      expect(only).not.toContain("ca.example");
      expect(said(text, { TOKEN_URL: "https://ca.example/token", DCV_ALLOWED_HOSTS: "ca.example" })).toEqual([]);
      expect(said(text, { TOKEN_URL: "simulator" })[0]).toMatch(/^3:71 bad-url the address is not an absolute URL/);
    });
  });

  test.each([
    [
      "a kind that is none",
      `{ type: sectgo, ${AUTH} }`,
      '3:14 bad-value "sectgo" is not one of sectigo, ncloud, digicert; did you mean "sectigo"?',
    ],
    ["no kind", `{ ${AUTH} }`, '3:6 missing-key the key "type" is missing'],
    ["a slip in its key", `{ tpye: sectigo, ${AUTH} }`, '3:8 unknown-key unknown key "tpye"; did you mean "type"?'],
    ["no credentials", "{ type: sectigo }", '3:6 missing-key the key "auth" is missing'],
    ["half of OAuth", "{ type: sectigo, auth: { clientId: i } }", '3:29 missing-key the key "clientSecret" is missing'],
    [
      "an empty credential",
      '{ type: ncloud, auth: { accessKey: a, secretKey: "" } }',
      "3:55 bad-value this value: expected a text that is not empty",
    ],
    [
      "a credential that is a number is not repeated",
      "{ type: ncloud, auth: { accessKey: a, secretKey: 12345 } }",
      "3:55 wrong-type expected a text that is not empty, found a number",
    ],
    [
      "the government zone",
      '{ type: ncloud, url: "https://certificatemanager.apigw.gov-ntruss.com", auth: { accessKey: a, secretKey: s } }',
      "3:27 bad-url the government and finance zones have no DCV API (v2); use the public zone",
    ],
    [
      "a setting of the other kind",
      `{ type: sectigo, wildcardDomainAddress: base, ${AUTH} }`,
      '3:23 unknown-key unknown key "wildcardDomainAddress"',
    ],
    [
      "too many calls at once",
      `{ type: sectigo, concurrency: 100, ${AUTH} }`,
      "3:36 bad-value 100: expected a whole number from 1 to 32",
    ],
    [
      "nothing that may be listed",
      "{ type: ncloud, maximumListed: 0, auth: { accessKey: a, secretKey: s } }",
      "3:37 bad-value 0: expected a whole number, 1 or more",
    ],
    [
      "half a domain that may be listed",
      `{ type: sectigo, maximumListed: 1.5, ${AUTH} }`,
      "3:38 wrong-type expected a whole number, 1 or more, found a number",
    ],
  ])("%s", (_, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  test("a version in quotes", () => {
    expect(said(HEAD.replace("version: 1", 'version: "1"') + "domains: [www.example.com]\n")).toEqual([
      "1:10 wrong-type expected the number 1; remove the quotes",
    ]);
  });

  test("no provider at all, and a name that cannot stand in an address", () => {
    expect(said("version: 1\nproviders: {}\ndomains: [www.example.com]\n")).toEqual([
      "2:12 bad-value a mapping: expected at least one provider",
    ]);
    expect(
      said(
        `version: 1\nproviders:\n  My/CA: { type: ncloud, auth: { accessKey: a, secretKey: s } }\ndomains: [www.example.com]\n`,
      ),
    ).toEqual(['3:3 bad-value "My/CA": expected lower-case letters, digits and hyphens, beginning with a letter']);
  });
});

describe("environment variables", () => {
  test("a reference between braces without quotes is one problem, with a hint", () => {
    const [only, ...more] = said(
      "version: 1\nproviders:\n  p: { type: ncloud, auth: { accessKey: ${A}, secretKey: ${B} } }\n",
    );
    expect(more).toEqual([]);
    expect(only).toContain('between braces a reference needs quotes: "${NAME}"');
  });

  const password = (written: string, env: Environment) => {
    const text = `version: 1\nproviders:\n  p: { type: sectigo, auth: { login: l, password: "${written}", customerUri: c } }\ndomains: [www.example.com]\n`;
    const { config, diagnostics } = load(text, env);
    const settings = config?.providers[0]?.settings as SectigoSettings | undefined;
    return diagnostics.length > 0
      ? diagnostics.map(({ message }) => message)
      : settings?.auth.kind === "headers" && settings.auth.password;
  };

  test.each([
    ["set", "${PW}", { PW: "x" }, "x"],
    ["set, with a default", "${PW:-d}", { PW: "x" }, "x"],
    ["not set, with a default", "${PW:-d}", {}, "d"],
    ["empty, with a default", "${PW:-d}", { PW: "" }, "d"],
    ["in the middle, twice", "a${PW}b${PW}c", { PW: "x" }, "axbxc"],
    ["a literal", "$${PW}", { PW: "x" }, "${PW}"],
    ["a dollar alone", "a$b$", {}, "a$b$"],
    ["what looks like YAML stays text", "${PW}", { PW: "x, org: 1 }\n#" }, "x, org: 1 }\n#"],
    ["what looks like a reference stays text", "${PW}", { PW: "${OTHER}" }, "${OTHER}"],
    ["empty", "${PW}", { PW: "" }, ["the environment variable PW is empty; set it"]],
    ["not set", "${PW}", {}, ["the environment variable PW is not set; set it"]],
    ["malformed", "${PW-d}", {}, ["a reference is written ${NAME}; write $${ for a literal ${"]],
  ] as const)("%s", (_, written, env, expected) => {
    expect(password(written, env)).toEqual(expected);
  });

  test.each([
    ["not set", "${HOST}", "the environment variable HOST is not set; set it, or write ${HOST:-default}"],
    ["malformed", "${HOST-d}", "a reference is written ${NAME} or ${NAME:-default}; write $${ for a literal ${"],
  ])("outside of auth a message names the form with a default: %s", (_, written, expected) => {
    const text = HEAD.replace("auth:", `url: "${written}", auth:`) + "domains: [a.example.com]\n";
    expect(load(text).diagnostics.map(({ message }) => message)).toContain(expected);
  });

  const SECRET = { PW: "hunter2" };
  const IN_KEY =
    "misplaced-reference a key cannot hold a reference ${…}; write the key itself, and a reference as its value";

  test.each([
    ["the name of a provider", '  "${PW}": { type: ncloud, auth: { accessKey: a, secretKey: s } }\n', `3:3 ${IN_KEY}`],
    [
      "a key of its settings",
      '  p: { type: ncloud, "${PW}": 1, auth: { accessKey: a, secretKey: s } }\n',
      `3:22 ${IN_KEY}`,
    ],
  ])("a key holds no reference: %s", (_, provider, expected) => {
    const text = `version: 1\nproviders:\n${provider}domains: [a.example.com]\n`;
    expect(said(text, SECRET)).toContain(expected);
    expect(JSON.stringify(said(text, SECRET))).not.toContain("hunter2");
  });

  test.each([
    ["an owner", 'domains: [{ name: a.example.com, owner: "${PW}" }]', `4:41 ${MISPLACED}`],
    ["a label", 'domains: [{ name: a.example.com, labels: { a: "x${PW}" } }]', `4:47 ${MISPLACED}`],
    ["a default", 'domains: [a.example.com]\ndefaults: { owner: "${PW}" }', `5:20 ${MISPLACED}`],
    ["with a default value", 'domains: [a.example.com]\ndefaults: { owner: "${PW:-x}" }', `5:20 ${MISPLACED}`],
    ["a path", 'domains: [a.example.com]\npolicies: { paths: ["${PW}"] }', `5:21 ${MISPLACED}`],
    [
      "the reason of a waiver",
      'domains: [a.example.com]\nwaivers: [{ rule: r, domain: a.example.com, reason: "${PW}", owner: o, expires: 2027-01-31 }]',
      `5:53 ${MISPLACED}`,
    ],
    ["a key of the user's own", 'domains: [a.example.com]\nx-own: { "a ${PW:-x}": 1 }', `5:10 ${IN_KEY}`],
  ])("a reference is refused elsewhere, and its value is not shown: %s", (_, text, expected) => {
    expect(said(`${HEAD}${text}\n`, SECRET)).toEqual([expected]);
    expect(JSON.stringify(load(`${HEAD}${text}\n`, SECRET).mentioned)).not.toContain("hunter2");
  });

  test("a literal ${ may stand anywhere", () => {
    const text = `${HEAD}domains: [{ name: a.example.com, owner: "$\${PW}" }]\n`;
    expect(load(text, SECRET).config?.domains[0]?.owner).toBe("${PW}");
  });

  test.each([
    [
      "in the place of a word",
      "{ type: sectigo, validationDates: '${PW}', auth: { login: l, password: p, customerUri: c } }",
    ],
    ["in the place of the type", "{ type: '${PW}' }"],
    [
      "in the place of a number",
      "{ type: sectigo, retries: '${PW}', auth: { login: l, password: p, customerUri: c } }",
    ],
    [
      "in the place of a list",
      "{ type: sectigo, reuseLimit: ['${PW}'], auth: { login: l, password: p, customerUri: c } }",
    ],
    ["in an address", "{ type: sectigo, url: 'https://${PW}/api', auth: { login: l, password: p, customerUri: c } }"],
    ["in no address", "{ type: sectigo, url: '${PW}', auth: { login: l, password: p, customerUri: c } }"],
  ])("no diagnostic shows a value from the environment: %s", (_, provider) => {
    const { diagnostics } = load(`version: 1\nproviders:\n  p: ${provider}\ndomains: [a.example.com]\n`, SECRET);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
  });

  test("no diagnostic shows a number from the environment, but one that is written is shown", () => {
    const retries = (written: string): readonly string[] =>
      said(HEAD.replace("auth:", `retries: ${written}, auth:`) + "domains: [a.example.com]\n", { NUM: "12345678" });
    expect(retries('"${NUM}"')).toEqual(["3:38 bad-value this value: expected a whole number from 0 to 10"]);
    expect(retries("12345678")).toEqual(["3:38 bad-value 12345678: expected a whole number from 0 to 10"]);
  });

  test("the configuration names the values that must not be printed: those of variables, not defaults", () => {
    const text = `version: 1\nproviders:\n  p: { type: sectigo, auth: { login: "\${A:-demo}", password: "a\${PW}", customerUri: c } }\ndomains: [a.example.com]\n`;
    expect([...(load(text, SECRET).config?.providers[0]?.secrets ?? [])]).toEqual(["hunter2"]);
    const numbers = text.replace("customerUri: c }", 'customerUri: c }, org: "\${ORG}"');
    expect([...(load(numbers, { ...SECRET, ORG: "12" }).config?.providers[0]?.secrets ?? [])]).toEqual(["hunter2"]);
  });
});

describe("labels, keys of the user's own, merge keys", () => {
  test.each([
    [
      "a number",
      "{ n: 1 }",
      "4:47 wrong-type expected a text of 1 to 100 characters on one line without a comma; put a number in quotes, found a number",
    ],
    [
      "an empty text",
      '{ n: "" }',
      '4:47 bad-value "": expected a text of 1 to 100 characters on one line without a comma; put a number in quotes',
    ],
    [
      "a key that is none",
      "{ 1n: x }",
      '4:44 bad-value "1n": expected a label of at most 40 letters, digits, hyphens, dots and underscores, beginning with a letter',
    ],
    ["a list", "[x]", "4:42 wrong-type expected at most 20 labels, found a list"],
  ])("a label is refused: %s", (_, labels, expected) => {
    expect(said(`${HEAD}domains: [{ name: a.example.com, labels: ${labels} }]\n`)).toEqual([expected]);
  });

  test("21 labels are too many", () => {
    const labels = Array.from({ length: 21 }, (_, i) => `l${i}: x`).join(", ");
    expect(said(`${HEAD}domains: [{ name: a.example.com, labels: { ${labels} } }]\n`)).toEqual([
      "4:42 bad-value a mapping: expected at most 20 labels",
    ]);
  });

  test("keys that begin with x- are ignored at the top and in entries, and may hold what is merged", () => {
    const text = `${HEAD}x-base: &base { owner: pki, labels: { env: test } }
domains:
  - { <<: *base, name: a.example.com, x-note: why }
  - { <<: *base, name: b.example.com, owner: web }
waivers:
  - { rule: r, domain: a.example.com, reason: r, owner: o, expires: 2027-01-31, x-ticket: 12 }
`;
    expect(said(text)).toEqual([]);
    expect(load(text).config?.domains).toMatchObject([
      { name: "a.example.com", owner: "pki", labels: { env: "test" } },
      { name: "b.example.com", owner: "web" },
    ]);
  });

  test("elsewhere they are unknown keys", () => {
    expect(said(`${HEAD}policies: { x-a: 1 }\ndomains: [a.example.com]\n`)).toEqual([
      '4:13 unknown-key unknown key "x-a"',
    ]);
  });
});

describe("policies and waivers", () => {
  const WAIVER = "{ rule: not-validated, domain: x.example.com, reason: r, owner: o, expires: 2027-01-31 }";
  const waivers = (text: string) => said(`${HEAD}domains: [www.example.com]\nwaivers:\n  - ${text}\n`);

  test("everything that can be said of policy", () => {
    const text = `${HEAD}domains: [www.example.com]
policies:
  paths: [ours, /elsewhere/rule.yaml]
  rules: { method-sunset: error, age-unknown: "off" }
  enforcement: advisory
waivers:
  - ${WAIVER}
  - { rule: method-drift, domain: "*.Example.com", match: subdomains, reason: r, owner: o, expires: 2027-12-26 }
`;
    const { config, diagnostics } = load(text);
    expect(diagnostics).toEqual([]);
    expect(config?.policies).toMatchObject({
      paths: [{ path: "/estate/ours", place: { line: 6, column: 11 } }, { path: "/elsewhere/rule.yaml" }],
      levels: [
        { rule: "method-sunset", level: "error", place: { line: 7, column: 12 } },
        { rule: "age-unknown", level: "off" },
      ],
      enforcement: "advisory",
    });
    expect(config?.waivers).toMatchObject([
      { domain: "x.example.com", match: "exact", lastDay: at("2027-01-31"), place: { line: 10, column: 5 } },
      { domain: "*.example.com", match: "subdomains" },
    ]);
  });

  test("without them: no paths, no levels, mandatory, no waivers", () => {
    expect(load(`${HEAD}domains: [www.example.com]\n`).config).toMatchObject({
      policies: { paths: [], levels: [], enforcement: "mandatory" },
      waivers: [],
    });
  });

  // A waiver that is not whole fails the run: it must never be taken for one that holds.
  test.each([
    ["no reason", WAIVER.replace("reason: r, ", ""), ['6:5 missing-key the key "reason" is missing']],
    ["no owner", WAIVER.replace("owner: o, ", ""), ['6:5 missing-key the key "owner" is missing']],
    [
      "an empty owner",
      WAIVER.replace("owner: o", 'owner: ""'),
      ['6:69 bad-value "": expected a text of 1 to 200 characters'],
    ],
    [
      "an owner longer than a message can show",
      WAIVER.replace("owner: o", `owner: ${"o".repeat(201)}`),
      [expect.stringContaining("expected a text of 1 to 200 characters") as string],
    ],
    ["no end", WAIVER.replace(", expires: 2027-01-31", ""), ['6:5 missing-key the key "expires" is missing']],
    [
      "an end that does not exist",
      WAIVER.replace("01-31", "02-30"),
      ['6:81 bad-value "2027-02-30": expected a date such as 2027-01-31'],
    ],
    ["400 days ahead", WAIVER.replace("2027-01-31", "2027-12-26"), []],
    [
      "401 days ahead",
      WAIVER.replace("2027-01-31", "2027-12-27"),
      ["6:81 bad-waiver a waiver may end 400 days ahead at most, on 2027-12-26 (policies.maxWaiverDays)"],
    ],
    ["a public suffix that a CA lists", WAIVER.replace("x.example.com", "co.kr"), []],
    [
      "a wildcard of a public suffix",
      WAIVER.replace("x.example.com", '"*.co.kr"'),
      [
        '6:36 bad-waiver "*.co.kr" stands for all names below a public suffix, those of others too; add the label before it',
      ],
    ],
    [
      "all names below a public suffix",
      WAIVER.replace("x.example.com", '"*.com", match: subdomains'),
      [
        '6:36 bad-waiver "*.com" stands for all names below a public suffix, those of others too; add the label before it',
      ],
    ],
    [
      "all names below many public suffixes",
      WAIVER.replace("x.example.com", '"*.kawasaki.jp", match: subdomains'),
      [
        '6:36 bad-waiver "*.kawasaki.jp" stands for all names below the public suffixes below it, those of others too; add the two labels before it',
      ],
    ],
    [
      "all names below a name that single public suffixes are below",
      WAIVER.replace("x.example.com", '"*.telemark.no", match: subdomains'),
      [
        '6:36 bad-waiver "*.telemark.no" stands for all names below the public suffixes below it, those of others too; add the two labels before it',
      ],
    ],
    [
      "the same for an IDN",
      WAIVER.replace("x.example.com", '"*.østfold.no", match: subdomains'),
      [
        '6:36 bad-waiver "*.østfold.no" stands for all names below the public suffixes below it, those of others too; add the two labels before it',
      ],
    ],
    [
      "all names below an IDN public suffix",
      WAIVER.replace("x.example.com", '"*.公司.cn", match: subdomains'),
      [
        '6:36 bad-waiver "*.公司.cn" stands for all names below a public suffix, those of others too; add the label before it',
      ],
    ],
    [
      "a registered name beside single public suffixes",
      WAIVER.replace("x.example.com", '"*.ours.telemark.no", match: subdomains'),
      [],
    ],
    [
      "all names below one public suffix of many",
      WAIVER.replace("x.example.com", '"*.x.kawasaki.jp", match: subdomains'),
      [
        '6:36 bad-waiver "*.x.kawasaki.jp" stands for all names below a public suffix, those of others too; add the label before it',
      ],
    ],
    [
      "a name that the list excepts, and a registered name below one of many public suffixes",
      `${WAIVER.replace("x.example.com", '"*.city.kawasaki.jp", match: subdomains')}\n  - ${WAIVER.replace("x.example.com", '"*.ours.x.kawasaki.jp", match: subdomains')}`,
      [],
    ],
    [
      "the same rule and domain twice",
      `${WAIVER}\n  - ${WAIVER.replace("x.example.com", "X.example.com").replace("2027-01-31", "2026-12-31")}`,
      [
        '7:5 duplicate-waiver "not-validated" is waived for "x.example.com" at domains.yaml:6:5 already; remove one of the two',
      ],
    ],
    ["the same domain for another rule", `${WAIVER}\n  - ${WAIVER.replace("not-validated", "order-stale")}`, []],
    [
      "a domain that is none",
      WAIVER.replace("x.example.com", "x+y"),
      ['6:36 bad-waiver "x+y" holds "+"; use letters, digits, hyphens and dots'],
    ],
    [
      "all subdomains of a name that is no wildcard",
      WAIVER.replace("reason", "match: subdomains, reason"),
      ["6:36 bad-waiver with match: subdomains, write *.x.example.com"],
    ],
    [
      "a misspelt key",
      WAIVER.replace("match", "match").replace("reason: r", "reason: r, mach: exact"),
      ['6:62 unknown-key unknown key "mach"; did you mean "match"?'],
    ],
  ])("%s", (_, text, expected) => {
    expect(waivers(text)).toEqual(expected);
  });

  test("how far ahead is a setting, but not without end", () => {
    const text = `${HEAD}domains: [www.example.com]\npolicies: { maxWaiverDays: 401 }\nwaivers:\n  - ${WAIVER.replace("2027-01-31", "2027-12-27")}\n`;
    expect(said(text)).toEqual([
      "5:28 bad-value 401: expected a number of days from 1 to 400",
      "7:81 bad-waiver a waiver may end 400 days ahead at most, on 2027-12-26 (policies.maxWaiverDays)",
    ]);
  });

  test("how far ahead is a setting", () => {
    const text = `${HEAD}domains: [www.example.com]\npolicies: { maxWaiverDays: 30 }\nwaivers:\n  - ${WAIVER}\n`;
    expect(said(text)).toEqual([
      "7:81 bad-waiver a waiver may end 30 days ahead at most, on 2026-12-21 (policies.maxWaiverDays)",
    ]);
  });
});

describe("very many of anything", () => {
  const list = (count: number, item: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => item(i)).join("");
  const ends = (text: string) => {
    const found = said(text);
    return [found[0], found.length, found.at(-1)];
  };

  test.each([
    [
      "junk for domains",
      `${HEAD}domains:\n${list(5000, () => "- 1\n")}`,
      "5:3 wrong-type expected a name, or a mapping with the key name, found a number",
      "204:3 more-problems 4800 more problems; correct the ones above first",
    ],
    [
      "names that are none, on one line",
      `${HEAD}domains: [${list(5000, () => "a b, ")}]\n`,
      '4:11 bad-name "a b" holds " "; use letters, digits, hyphens and dots',
      "4:1006 more-problems 4800 more problems; correct the ones above first",
    ],
    [
      "variables that are not set",
      `${HEAD}domains:\n${list(300, () => "- ${NOWHERE}\n")}`,
      `5:3 ${MISPLACED}`,
      "104:3 more-problems 400 more problems; correct the ones above first",
    ],
    [
      "unknown keys",
      `${HEAD}domains: [a.example.com]\n${list(300, (i) => `k${i}: 1\n`)}`,
      '5:1 unknown-key unknown key "k0"',
      "204:1 more-problems 100 more problems; correct the ones above first",
    ],
  ])("%s", (_, text, first, last) => {
    const [one, count, other] = ends(text);
    expect([one, count, other]).toEqual([first, 201, last]);
    expect(load(text).config).toBeNull();
  });

  test("of very many providers, a message lists some", () => {
    const many = `version: 1\nproviders:\n${list(300, (i) => `  p${i}: { type: sectigo, auth: { login: l, password: p, customerUri: c } }\n`)}`;
    expect(said(`${many}domains: [{ name: a.example.com, provider: q }, b.example.com]\n`)).toEqual([
      expect.stringMatching(
        /^303:44 unknown-provider there is no provider "q" \(declared are p0, .*, p19 and 280 more\)$/,
      ),
      expect.stringMatching(
        /^303:49 missing-provider "b.example.com" has no provider; add one of p0, .*, p19 and 280 more, or set/,
      ),
    ]);
  });

  test("of a very long name, a message shows the beginning", () => {
    const [only = ""] = said(`${HEAD}domains: [${"a".repeat(60_000)}.example]\n`);
    expect(only).toMatch(/^4:11 bad-name "a{256}…" has a label longer than 63 characters$/);
  });

  test("a path that can be none is not looked for", () => {
    const text = `${HEAD}domains: [a.example.com]\npolicies: { paths: [${"x".repeat(5000)}] }\n`;
    expect(said(text)).toEqual([expect.stringMatching(/^5:21 bad-value "x{256}…": expected a path$/)]);
    expect(load(text).mentioned?.policies.paths).toEqual([]);
  });

  test("paths to policies are counted before they are read", () => {
    const text = `${HEAD}domains: [a.example.com]\npolicies: { paths: [${list(101, (i) => `p${i}, `)}] }\n`;
    expect(said(text)).toEqual(["5:20 bad-value a list: expected at most 100 paths; name a directory instead"]);
    expect(load(text).mentioned?.policies.paths).toHaveLength(100);
  });
});

test.each([
  ["nothing", ""],
  ["comments", "# a\n# b\n"],
])("a file that holds %s: one problem", (_, text) => {
  expect(said(text)).toEqual([expect.stringMatching(/ wrong-type expected a mapping \(key: value\), found nothing$/)]);
});

describe("the name of the estate", () => {
  test.each(["shop-eu", "a", "Team_1.eu", "x".repeat(63)])("%s", (estate) => {
    expect(load(`${HEAD}domains: [a.example.com]\nestate: ${estate}\n`).config?.estate).toBe(estate);
  });
  test.each(["a--b", "-a", "a b", "a>", "é", "x".repeat(64), "''"])("%s is refused", (estate) => {
    const { config, diagnostics } = load(`${HEAD}domains: [a.example.com]\nestate: ${estate}\n`);
    expect([config, diagnostics.map(({ code }) => code)]).toEqual([null, ["bad-value"]]);
  });
});
