/** A CA that lists without end, or what nobody can hold: it is not believed, and the calls have an end. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dcv } from "../support/cli";
import { addressesOf, domainsText, PROVIDERS, type ProviderName } from "./fault-estate";
import { floodingCa } from "./foreign-ca";
import { NOW } from "./provider-cases";

const MIB = 1024 * 1024;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dcv-flood-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** As many of these as fit into an answer of 4 MiB, or so many. */
function list(item: (index: number) => string, most = Infinity): string {
  const items: string[] = [];
  for (let length = 500; items.length < most; length += (items.at(-1)?.length ?? 0) + 1) {
    const next = item(items.length);
    if (length + next.length > 4 * MIB) break;
    items.push(next);
  }
  return `[${items.join()}]`;
}

const row = (index: number, rest = ""): string => `{"domain":"d${index}.example","dcvStatus":"VALIDATED"${rest}}`;
const certificates = (items: string, totalCount: number): string =>
  `{"returnCode":"0","totalCount":${totalCount},"sslCertificateList":${items}}`;
const domainsPage = (items: string, total: number | null): string => `{"domains":${items},"page":{"total":${total}}}`;
const domain = (index: number, rest = ""): string => `{"id":${index + 1},"name":"d${index}.example"${rest}}`;
const NAMES = Array.from({ length: 70_000 }, (_, index) => `d${index}.example`).join();

interface Flood {
  readonly what: string;
  readonly at: ProviderName;
  /** The body of the n-th answer. */
  readonly answer: (index: number) => string;
  readonly head?: Readonly<Record<string, string>>;
  readonly says: RegExp;
  readonly calls: number;
}

const FLOODS: readonly Flood[] = [
  ...PROVIDERS.flatMap((at): readonly Flood[] => {
    const page = (items: string) =>
      at === "sectigo" ? items : at === "ncloud" ? certificates(items, 9) : domainsPage(items, 9);
    return [
      {
        what: "lists in lists without end",
        at,
        answer: () => "[".repeat(4 * MIB),
        says: /JSON nested deeper than 100 levels; /,
        calls: 1,
      },
      {
        what: "rows of nothing",
        at,
        answer: () => page(list(() => "{}")),
        says: /JSON of more than 200000 values; /,
        calls: 1,
      },
      {
        what: "rows whose keys are all different",
        at,
        answer: () => page(list((index) => `{"${index}":0}`, 90_000)),
        says: /lists 90000 (?:domains|certificates) or more, and no more than 20000 are believed/,
        calls: 1,
      },
    ];
  }),
  {
    what: "page after page, without a total",
    at: "sectigo",
    answer: (page) => list((index) => row(2_000 * page + index, `,"note":"${"x".repeat(1_900)}"`), 2_000),
    says: /lists 22000 domains or more/,
    calls: 11,
  },
  {
    what: "page after page, without a total",
    at: "digicert",
    answer: (page) =>
      domainsPage(
        list((index) => domain(1_000 * page + index), 1_000),
        null,
      ),
    says: /lists 21000 domains or more/,
    calls: 21,
  },
  {
    what: "page after page, announced as fewer",
    at: "digicert",
    answer: (page) =>
      domainsPage(
        list((index) => domain(1_000 * page + index, ',"is_active":7'), 1_000),
        5,
      ),
    says: /listed 5 domains but sent 1000 different ones/,
    calls: 1,
  },
  {
    what: "page after page of rows of which one can be read, announced as fewer",
    at: "sectigo",
    answer: (page) =>
      list((index) => (index === 0 ? row(page) : `{"domain":"${2_000 * page + index} ${"%26".repeat(15)}"}`), 2_000),
    head: { "x-total-count": "19000" },
    says: /listed 19000 domains but sent 20000 different ones/,
    calls: 10,
  },
  {
    what: "page after page",
    at: "ncloud",
    answer: (page) =>
      certificates(
        list((index) => `{"certificateNo":${5_000 * page + index + 1}}`, 5_000),
        20_000,
      ),
    says: /lists 25000 certificates or more/,
    calls: 5,
  },
  {
    what: "one certificate of 70 000 names",
    at: "ncloud",
    answer: () => certificates(`[{"certificateNo":1,"dnsName":"${NAMES}"}]`, 1),
    says: /lists 20001 names or more/,
    calls: 1,
  },
];

describe.each([
  ["plan", (at: string) => ["plan", "--output", "json", "--config", `${at}.yaml`]],
  ["list", (at: string) => ["list", "--output", "json", "--config", `${at}.yaml`, "--provider", at]],
])("dcv %s", (_, args) => {
  test.each(FLOODS)("$at: $what", async ({ at, answer, head, says, calls }) => {
    const ca = await floodingCa(answer, head);
    try {
      const { version, providers, domains } = JSON.parse(
        domainsText(at, addressesOf(ca.url, "/token"), 10_000, { maximumListed: 20_000 }),
      ) as DomainsFile;
      const own = {
        version,
        providers: { [at]: providers[at] },
        domains: domains.filter(({ provider }) => provider === at),
      };
      writeFileSync(join(directory, `${at}.yaml`), JSON.stringify(own));
      const { code, stdout, stderr } = await dcv(args(at), { cwd: directory, now: NOW });
      // Not shown where it fails: it may be megabytes.
      expect(says.test(stderr + stdout)).toBe(true);
      expect((JSON.parse(stdout) as { complete: boolean }).complete).toBe(false);
      expect(code).toBe(1);
      // The calls for single names come after the listing.
      expect(ca.calls.filter((call) => call.startsWith("GET"))).toHaveLength(calls);
    } finally {
      await ca.close();
    }
  });
});

interface DomainsFile {
  readonly version: 1;
  readonly providers: Readonly<Record<string, unknown>>;
  readonly domains: readonly { readonly provider: string }[];
}
