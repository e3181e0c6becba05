/** A third CA is one folder and one line in each registry: all that users see of a CA follows from its module. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../lib/config/load";
import { renderProvidersMarkdown } from "../docs/providers-markdown";
import { dcv } from "../support/cli";
import { at } from "../support/domains";
import { simulate } from "../support/scenarios";
import { TINY_SCENARIO, WITH_TINY } from "../support/tiny-ca/contract-case";
import { NOW, SECRETS } from "./provider-cases";

const { modules, cas } = WITH_TINY;
const KEY = SECRETS[2];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-third-ca-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("the file", () => {
  const said = (provider: string, domain = "www.example.com") =>
    parseConfig(`version: 1\nproviders:\n  p: ${provider}\ndomains:\n  - ${domain}\n`, "domains.yaml", "/estate", {
      modules,
      env: {},
      cwd: "/estate",
      now: at("2026-11-21"),
      needs: "domains",
    }).diagnostics.map(({ code, message, place: { line, column } }) => `${line}:${column} ${code} ${message}`);

  test.each([
    ["all is well", "{ type: tiny, key: k }", "{ name: www.example.com, zone: 7 }", []],
    [
      "a misspelt key",
      "{ type: tiny, key: k, retires: 1 }",
      "www.example.com",
      ['3:28 unknown-key unknown key "retires"; did you mean "retries"?'],
    ],
    ["a missing key", "{ type: tiny }", "www.example.com", ['3:6 missing-key the key "key" is missing']],
    [
      "a misspelt type",
      "{ type: tinny, key: k }",
      "www.example.com",
      ['3:14 bad-value "tinny" is not one of sectigo, ncloud, digicert, tiny; did you mean "tiny"?'],
    ],
    [
      "a shared setting",
      "{ type: tiny, key: k, retries: 11 }",
      "www.example.com",
      ["3:37 bad-value 11: expected a whole number from 0 to 10"],
    ],
    [
      "a host of another CA",
      '{ type: tiny, key: k, url: "https://cert-manager.com" }',
      "www.example.com",
      [
        expect.stringMatching(
          /^3:33 host-not-allowed the credentials of Tiny CA go only to its own hosts \(ca\.tiny\.example\)/,
        ),
      ],
    ],
    [
      "a key of its domains",
      "{ type: tiny, key: k }",
      "{ name: www.example.com, zone: 0 }",
      ["5:36 bad-value 0: expected the number of a zone"],
    ],
    [
      "a key of another CA's domains",
      "{ type: tiny, key: k }",
      "{ name: www.example.com, certificateNo: 1 }",
      ['5:45 unknown-key "certificateNo" is a key of domains at another kind of CA than "p"; remove it'],
    ],
  ])("%s", (_, provider, domain, expected) => {
    expect(said(provider, domain)).toEqual(expected);
  });
});

test("a plan, and its list from the file and from the environment alone", async () => {
  const { url } = await simulate(TINY_SCENARIO, NOW, cas);
  const file = `version: 1
providers:
  small: { type: tiny, url: "\${TINY_URL}", key: "\${TINY_KEY}" }
domains: [a.example.com, c.example.com, new.example.com]
`;
  writeFileSync(join(directory, "domains.yaml"), file);
  const options = { cwd: directory, modules, now: NOW, env: { TINY_URL: url, TINY_KEY: KEY } };

  const plan = await dcv(["plan", "--output", "json"], options);
  expect(plan.stderr).toBe("");
  const { changes } = JSON.parse(plan.stdout) as { changes: { address: string; reason: string }[] };
  expect(Object.fromEntries(changes.map(({ address, reason }) => [address, reason]))).toEqual({
    "small/a.example.com": "valid",
    "small/c.example.com": "order_submitted",
    "small/new.example.com": "not_found",
    "small/*.example.com": "not_declared",
    "small/b.example.com": "not_declared",
  });

  const listed = await dcv(["list", "--output", "json"], options);
  const byType = await dcv(["list", "--type", "tiny", "--output", "json"], options);
  for (const { stdout, code } of [listed, byType]) {
    expect(code).toBe(0);
    for (const name of ["a.example.com", "*.example.com", "b.example.com", "c.example.com"])
      expect(stdout).toContain(name);
  }
  const without = await dcv(["list", "--type", "tiny"], { ...options, env: {} });
  expect([without.code, without.stderr]).toEqual([1, expect.stringContaining("TINY_KEY is not set")]);
  const elsewhere = await dcv(["list", "--type", "tiny"], {
    ...options,
    env: { TINY_KEY: KEY, TINY_URL: "https://ca.example" },
  });
  expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringContaining("DCV_ALLOWED_HOSTS")]);
});

test("the embedded CA says that it does not simulate it", async () => {
  const file = "version: 1\nproviders: { small: { type: tiny, url: simulator, key: k } }\ndomains: [a.example.com]\n";
  writeFileSync(join(directory, "domains.yaml"), file);
  const { code, stderr } = await dcv(["plan"], { cwd: directory, modules });
  expect([code, stderr]).toEqual([
    1,
    "dcv: small: the embedded CA does not simulate tiny (only ncloud, digicert, sectigo)\n",
  ]);
});

test("its column in the documentation", () => {
  const page = renderProvidersMarkdown(modules);
  const lastCells = page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(0, 11)
    .map((line) => line.split(" | ").at(-1)?.replace(" |", ""));
  expect(lastCells).toEqual([
    "Tiny CA",
    "---",
    "[`tiny`](#tiny)",
    "the list; one call for each domain",
    "one call for each domain",
    "the name and every name below it",
    "TXT",
    "TXT at `example.com`",
    "it cannot be asked; a running order is published and waited for",
    "10 calls in 1 seconds",
    "Any key.",
  ]);
  expect(page).toContain("| `key` | needed |");
});
