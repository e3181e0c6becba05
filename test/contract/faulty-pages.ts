/** Pages that do not add up. */
import { incomplete, onList, onPage, survived } from "./fault-cases";
import { HEALTHY_CALLS, PAGES, PROVIDERS, READS } from "./fault-estate";
import type { FaultCase } from "./fault-run";

const HEALTHY = HEALTHY_CALLS.ncloud;
/** Five domains are declared, so twice as many are believed all the same. */
const ONE_LISTED = { maximumListed: 1 };
/** The CAs that may leave the total out. */
const UNCOUNTED = ["sectigo", "digicert"] as const;

const SEVEN_NAMES =
  '{ returnCode: "0", totalCount: 5, sslCertificateList: [{ certificateNo: 5, dnsName: "a.x b.x c.x,d.x,e.x f.x g.x" }] }';

/** What a message says to narrow, as a pattern. */
const NARROWER = {
  sectigo: "`org` or `department`",
  ncloud: "check the account",
  digicert: "`container` or `subaccount`",
} as const;

const HOW = { [-1]: "down", 1: "up" } as const;
const LOST = { [-1]: "d", 1: "c" } as const;

/** A fault of the second page, of a list without a total. */
function uncounted(at: (typeof UNCOUNTED)[number], effect: string): { readonly faults: readonly string[] } {
  return { faults: [...onList(at, "omitTotal: true").faults, ...onPage(at, 2, effect).faults] };
}

const SEVEN_ROWS = `[${"{}, ".repeat(7)}]`;
const BEYOND = {
  sectigo: [...onList("sectigo", "omitTotal: true").faults, ...onPage("sectigo", 3, `body: ${SEVEN_ROWS}`).faults],
  digicert: [
    ...onList("digicert", "omitTotal: true").faults,
    ...onPage("digicert", 3, `body: { domains: ${SEVEN_ROWS}, page: {} }`).faults,
  ],
};

export const FAULTY_PAGES: readonly FaultCase[] = [
  ...PROVIDERS.flatMap((at) => {
    const { noun } = READS[at];
    return [
      incomplete("a page that repeats", at, onList(at, "repeatPage: true"), {
        error: new RegExp(`listed 5 ${noun} but sent 2 different ones; run again`),
        unknown: ["c", "d", "e"],
        calls: 2 + 2,
      }),
      incomplete("a page that shrinks", at, onPage(at, 2, "maxRows: 1"), {
        error: new RegExp(`listed 5 ${noun} but sent 4 different ones`),
        unknown: ["d"],
        calls: PAGES + 4,
      }),
      incomplete("an empty page in the middle", at, onPage(at, 2, "maxRows: 0"), {
        error: new RegExp(`listed 5 ${noun} but sent 2 different ones`),
        unknown: ["c", "d", "e"],
        calls: 2 + 2,
      }),
      incomplete("a total that is too high", at, onList(at, "total: 1000"), {
        error: new RegExp(`listed 1000 ${noun} but sent 5 different ones`),
        unknown: [],
        calls: HEALTHY + 1,
      }),
      ...[1, 2, 3, 4].map((total) =>
        incomplete(`a total of ${total} for five`, at, onList(at, `total: ${total}`), {
          error: new RegExp(`listed ${total} ${noun} but sent [2-5] different ones`),
          unknown: total === 4 ? [] : total === 1 ? ["c", "d", "e"] : ["e"],
          calls: total === 4 ? HEALTHY : total === 1 ? 1 + 2 : 2 + 4,
        }),
      ),
      incomplete("a total beyond what is believed", at, onList(at, "total: 1000000"), {
        error: new RegExp(
          `lists 1000000 ${noun}, and no more than 20000 are believed; .*${NARROWER[at]}, or raise maximumListed`,
        ),
        unknown: ["c", "d", "e"],
        calls: 1 + 2,
      }),
      survived("a limit below what is declared, which is believed", at, { settings: ONE_LISTED }),
      incomplete("a total that changes between pages", at, onPage(at, 3, "total: 6"), {
        error: new RegExp(`the number of ${noun} changed from 5 to 6 between pages; run again`),
        unknown: [],
        calls: HEALTHY,
      }),
      ...([-1, 1] as const).map((shiftRows) =>
        incomplete(
          `rows that move ${HOW[shiftRows]} while they are read`,
          at,
          onPage(at, 2, `shiftRows: ${shiftRows}`),
          {
            error: new RegExp(`listed 5 ${noun} but sent 4 different ones`),
            unknown: [LOST[shiftRows]],
            calls: PAGES + 4,
          },
        ),
      ),
      incomplete("a page that fails", at, onPage(at, 2, "status: 500"), {
        error: new RegExp(`1 page of the listing failed \\(position 2\\); 500 for .*\\(tried 2 times\\)`),
        unknown: ["c", "d"],
        calls: PAGES + 1 + 3,
      }),
    ];
  }),
  ...UNCOUNTED.flatMap((at) => [
    survived("no total", at, onList(at, "omitTotal: true"), { calls: HEALTHY + 1 }),
    incomplete("a page that repeats, without a total", at, onList(at, "repeatPage: true, omitTotal: true"), {
      error: /the page at position 2 of the listing brings nothing that is new and readable; run again/,
      unknown: ["c", "d", "e"],
      calls: 2 + 2,
    }),
    survived("a page that shrinks, without a total", at, uncounted(at, "maxRows: 1"), { calls: HEALTHY + 1 }),
    ...([-1, 1] as const).map((shiftRows) =>
      incomplete(
        `rows that move ${HOW[shiftRows]} while they are read, without a total`,
        at,
        uncounted(at, `shiftRows: ${shiftRows}`),
        {
          error:
            /1 row of the listing came again, and no total says whether others were left out|position 4 of the listing brings nothing that is new/,
          unknown: [LOST[shiftRows]],
          // The last page then brings nothing new, and the one after it is not asked for.
          calls: (shiftRows < 0 ? PAGES + 1 : PAGES) + 4,
        },
      ),
    ),
  ]),
  incomplete("no total", "ncloud", onList("ncloud", "omitTotal: true"), {
    error: /GET \/certificate\/certificates \(page 1\) at \S+ answered JSON without a list of certificates/,
    calls: 1,
  }),
  incomplete(
    "a page that goes beyond what is believed",
    "sectigo",
    { faults: BEYOND.sectigo, settings: ONE_LISTED },
    { error: /lists 11 domains or more, and no more than 10 are believed/, unknown: ["e"], calls: PAGES + 4 },
  ),
  incomplete(
    "a page that goes beyond what is believed",
    "digicert",
    { faults: BEYOND.digicert, settings: ONE_LISTED },
    { error: /lists 11 domains or more, and no more than 10 are believed/, unknown: ["e"], calls: PAGES + 4 },
  ),
  incomplete(
    "a page that goes beyond what is believed",
    "ncloud",
    { ...onPage("ncloud", 3, `body: ${SEVEN_NAMES}`), settings: ONE_LISTED },
    { error: /lists 11 names or more, and no more than 10 are believed/, unknown: ["e"], calls: PAGES + 4 },
  ),
];
