/** Pages that do not add up. */
import { incomplete, survived } from "./fault-cases";
import { HEALTHY_CALLS, PAGES } from "./fault-estate";
import type { FaultCase } from "./fault-run";

const HEALTHY = HEALTHY_CALLS.ncloud;
/** Five domains are declared, so twice as many are believed all the same. */
const ONE_LISTED = { maximumListed: 1 };

const sectigo = (effect: string) => ({ faults: [`{ on: sectigo.list, ${effect} }`] });
const ncloud = (effect: string) => ({ faults: [`{ on: ncloud.certificates, ${effect} }`] });

const SEVEN_NAMES =
  '{ returnCode: "0", totalCount: 5, sslCertificateList: [{ certificateNo: 5, dnsName: "a.x b.x c.x,d.x,e.x f.x g.x" }] }';

export const FAULTY_PAGES: readonly FaultCase[] = [
  incomplete("a page that repeats", "sectigo", sectigo("repeatPage: true"), {
    error: /listed 5 domains but sent 2 different ones; run again/,
    unknown: ["c", "d", "e"],
    calls: 2 + 2,
  }),
  incomplete("a page that repeats", "ncloud", ncloud("repeatPage: true"), {
    error: /listed 5 certificates but sent 2 different ones; run again/,
    unknown: ["c", "d", "e"],
    calls: 2 + 2,
  }),
  incomplete("a page that repeats, without a total", "sectigo", sectigo("repeatPage: true, omitTotal: true"), {
    error: /the page at position 2 of the listing brings nothing that is new and readable; run again/,
    unknown: ["c", "d", "e"],
    calls: 2 + 2,
  }),
  incomplete("a page that shrinks", "sectigo", sectigo("when: { position: 2 }, maxRows: 1"), {
    error: /listed 5 domains but sent 4 different ones/,
    unknown: ["d"],
    calls: PAGES + 4,
  }),
  incomplete("a page that shrinks", "ncloud", ncloud("when: { page: 2 }, maxRows: 1"), {
    error: /listed 5 certificates but sent 4 different ones/,
    unknown: ["d"],
    calls: PAGES + 4,
  }),
  survived(
    "a page that shrinks, without a total",
    "sectigo",
    {
      faults: ["{ on: sectigo.list, omitTotal: true }", "{ on: sectigo.list, when: { position: 2 }, maxRows: 1 }"],
    },
    { calls: HEALTHY + 1 },
  ),
  incomplete("an empty page in the middle", "sectigo", sectigo("when: { position: 2 }, maxRows: 0"), {
    error: /listed 5 domains but sent 2 different ones/,
    unknown: ["c", "d", "e"],
    calls: 2 + 2,
  }),
  incomplete("an empty page in the middle", "ncloud", ncloud("when: { page: 2 }, maxRows: 0"), {
    error: /listed 5 certificates but sent 2 different ones/,
    unknown: ["c", "d", "e"],
    calls: 2 + 2,
  }),
  incomplete("a total that is too high", "sectigo", sectigo("total: 1000"), {
    error: /listed 1000 domains but sent 5 different ones/,
    unknown: [],
    calls: HEALTHY + 1,
  }),
  incomplete("a total that is too high", "ncloud", ncloud("total: 1000"), {
    error: /listed 1000 certificates but sent 5 different ones/,
    unknown: [],
    calls: HEALTHY + 1,
  }),
  ...[1, 2, 3, 4].flatMap((total) => [
    incomplete(`a total of ${total} for five`, "sectigo", sectigo(`total: ${total}`), {
      error: new RegExp(`listed ${total} domains but sent [2-5] different ones`),
      unknown: total === 4 ? [] : total === 1 ? ["c", "d", "e"] : ["e"],
      calls: total === 4 ? HEALTHY : total === 1 ? 1 + 2 : 2 + 4,
    }),
    incomplete(`a total of ${total} for five`, "ncloud", ncloud(`total: ${total}`), {
      error: new RegExp(`listed ${total} certificates but sent [2-5] different ones`),
      unknown: total === 4 ? [] : total === 1 ? ["c", "d", "e"] : ["e"],
      calls: total === 4 ? HEALTHY : total === 1 ? 1 + 2 : 2 + 4,
    }),
  ]),
  incomplete("a total beyond what is believed", "sectigo", sectigo("total: 1000000"), {
    error:
      /lists 1000000 domains, and no more than 20000 are believed; .*`org` or `department`, or raise maximumListed/,
    unknown: ["c", "d", "e"],
    calls: 1 + 2,
  }),
  incomplete("a total beyond what is believed", "ncloud", ncloud("total: 1000000"), {
    error: /lists 1000000 certificates, and no more than 20000 are believed; check the account, or raise maximumListed/,
    unknown: ["c", "d", "e"],
    calls: 1 + 2,
  }),
  incomplete(
    "a page that goes beyond what is believed",
    "sectigo",
    {
      faults: [
        "{ on: sectigo.list, omitTotal: true }",
        `{ on: sectigo.list, when: { position: 4 }, body: [${"{}, ".repeat(7)}] }`,
      ],
      settings: ONE_LISTED,
    },
    { error: /lists 11 domains or more, and no more than 10 are believed/, unknown: ["e"], calls: PAGES + 4 },
  ),
  incomplete(
    "a page that goes beyond what is believed",
    "ncloud",
    { ...ncloud(`when: { page: 3 }, body: ${SEVEN_NAMES}`), settings: ONE_LISTED },
    { error: /lists 11 names or more, and no more than 10 are believed/, unknown: ["e"], calls: PAGES + 4 },
  ),
  ...(["sectigo", "ncloud"] as const).map((at) =>
    survived("a limit below what is declared, which is believed", at, { settings: ONE_LISTED }),
  ),
  incomplete("a total that changes between pages", "sectigo", sectigo("when: { position: 4 }, total: 6"), {
    error: /the number of domains changed from 5 to 6 between pages; run again/,
    unknown: [],
    calls: HEALTHY,
  }),
  incomplete("a total that changes between pages", "ncloud", ncloud("when: { page: 3 }, total: 6"), {
    error: /the number of certificates changed from 5 to 6 between pages; run again/,
    unknown: [],
    calls: HEALTHY,
  }),
  survived("no total", "sectigo", sectigo("omitTotal: true"), { calls: HEALTHY + 1 }),
  incomplete("no total", "ncloud", ncloud("omitTotal: true"), {
    error: /GET \/certificate\/certificates \(page 1\) at \S+ answered JSON without a list of certificates/,
    calls: 1,
  }),
  ...[-1, 1].flatMap((shiftRows) => {
    const how = shiftRows < 0 ? "down" : "up";
    // The last page then brings nothing new, and it is not looked behind.
    const pages = shiftRows < 0 ? PAGES + 1 : PAGES;
    const lost = shiftRows < 0 ? "d" : "c";
    return [
      incomplete(
        `rows that move ${how} while they are read`,
        "sectigo",
        sectigo(`when: { position: 2 }, shiftRows: ${shiftRows}`),
        {
          error: /listed 5 domains but sent 4 different ones/,
          unknown: [lost],
          calls: PAGES + 4,
        },
      ),
      incomplete(
        `rows that move ${how} while they are read`,
        "ncloud",
        ncloud(`when: { page: 2 }, shiftRows: ${shiftRows}`),
        {
          error: /listed 5 certificates but sent 4 different ones/,
          unknown: [lost],
          calls: PAGES + 4,
        },
      ),
      incomplete(
        `rows that move ${how} while they are read, without a total`,
        "sectigo",
        {
          faults: [
            "{ on: sectigo.list, omitTotal: true }",
            `{ on: sectigo.list, when: { position: 2 }, shiftRows: ${shiftRows} }`,
          ],
        },
        {
          error:
            /1 row of the listing came again, and no total says whether others were left out|position 4 of the listing brings nothing that is new/,
          unknown: [lost],
          calls: pages + 4,
        },
      ),
    ];
  }),
  incomplete("a page that fails", "sectigo", sectigo("when: { position: 2 }, status: 500"), {
    error: /1 page of the listing failed \(position 2\); 500 for .*\(tried 2 times\)/,
    unknown: ["c", "d"],
    calls: PAGES + 1 + 3,
  }),
  incomplete("a page that fails", "ncloud", ncloud("when: { page: 2 }, status: 500"), {
    error: /1 page of the listing failed \(position 2\); 500 for .*\(page 2\).*\(tried 2 times\)/,
    unknown: ["c", "d"],
    calls: PAGES + 1 + 3,
  }),
];
