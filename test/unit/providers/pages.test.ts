/** Paging, by SCM's list: what comes, what is asked for, and what is found out to be incomplete. */
import type { ListBatch, ListedRow } from "../../../lib/core/observation";
import { createCallContext } from "../../../lib/providers/call-context";
import { parseTotal, type Page, type Total } from "../../../lib/providers/page-collector";
import { ProviderError } from "../../../lib/providers/provider-error";
import { listRows } from "../../../lib/providers/sectigo/listing";

const quote = (text: string) => text;
const rowsFrom = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, n) => ({
    domain: `d${from + n}.example`,
    dcvStatus: "VALIDATED",
  }));

/** A server with `count` domains that behaves as told; counts the pages asked for. */
function server(count: number, answer: Partial<{ cap: number; total: (position: number) => Total }> = {}) {
  const { cap = 200, total = () => count } = answer;
  const positions: number[] = [];
  const fetchPage = async (position: number): Promise<Page> => {
    positions.push(position);
    return { rows: rowsFrom(position, Math.min(count, position + cap)), total: total(position) };
  };
  return { positions, fetchPage };
}

/** Reads to the end: what was told on the way, and what was thrown in the end. */
async function read(
  fetchPage: (position: number) => Promise<Page>,
  signal = new AbortController().signal,
  misses = false,
  most = 20_000,
) {
  const told: ListBatch[] = [];
  const rows = new Map<string, ListedRow>();
  let failure: Error | null = null;
  const expected = misses ? ["missing.example"] : [];
  const options = { client: { fetchPage }, filter: null, concurrency: 2, most, expected, coverage: "entry" } as const;
  try {
    for await (const batch of listRows(options, createCallContext("sectigo", quote, signal))) {
      told.push(batch);
      for (const row of batch.rows) rows.set(row.domain, row);
    }
  } catch (error) {
    if (!(error instanceof ProviderError) && !signal.aborted) throw error;
    failure = error as Error;
  }
  return { told, rows, failure, warnings: told.flatMap(({ warnings }) => warnings) };
}

test.each([
  ["nothing", 0, 200, [0]],
  ["one full page, behind which there might be more", 200, 200, [0, 200]],
  ["two full pages of a server that caps them", 200, 100, [0, 100, 200]],
  ["one short page", 199, 200, [0]],
  ["one more than a page", 201, 200, [0, 200]],
  ["three pages", 450, 200, [0, 200, 400]],
  ["a server that caps pages", 250, 100, [0, 100, 200]],
])("with a total: %s", async (_, count, cap, positions) => {
  const { positions: asked, fetchPage } = server(count, { cap });
  const listing = await read(fetchPage);
  expect(asked).toEqual(positions);
  expect(listing.rows.size).toBe(count);
  expect(listing.failure).toBeNull();
});

test.each([
  ["nothing", 0, 200, [0]],
  ["until a page is empty, and not merely short", 450, 200, [0, 200, 400, 450]],
  ["in the steps that the server makes", 250, 100, [0, 100, 200, 250]],
])("without a total: %s", async (_, count, cap, positions) => {
  const { positions: asked, fetchPage } = server(count, { cap, total: () => null });
  const listing = await read(fetchPage);
  expect(asked).toEqual(positions);
  expect(listing.rows.size).toBe(count);
  expect(listing.failure).toBeNull();
});

test.each([
  ["one too many counted", server(450, { total: () => 451 }).fetchPage, /listed 451 domains but sent 450/],
  ["one too few counted", server(150, { total: () => 149 }).fetchPage, /listed 149 domains but sent 150/],
  ["an empty page with a total", server(0, { total: () => 5 }).fetchPage, /listed 5 domains but sent 0/],
  [
    "a total that changes",
    server(450, { total: (at) => (at === 400 ? 451 : 450) }).fetchPage,
    /changed from 450 to 451/,
  ],
  [
    "a total that is no number",
    server(450, { total: () => ({ odd: "-1" }) }).fetchPage,
    /the number of domains is given as "-1", which is not one whole number/,
  ],
  ["a total that is no number, of an empty list", server(0, { total: () => ({ odd: "x" }) }).fetchPage, /given as "x"/],
  [
    "a total that is no number any more",
    server(450, { total: (at) => (at === 400 ? { odd: "450, 451" } : 450) }).fetchPage,
    /given as "450, 451"/,
  ],
  ["a total that is too high", server(450, { total: () => 9_999 }).fetchPage, /listed 9999 domains but sent 450/],
  [
    "pages that repeat, counted",
    async () => ({ rows: rowsFrom(0, 200), total: 900 }),
    /listed 900 domains but sent 200/,
  ],
  [
    "pages that repeat, uncounted",
    async () => ({ rows: rowsFrom(0, 200), total: null }),
    /position 200 .* brings nothing that is new/,
  ],
])("%s is not everything", async (_, fetchPage, message) => {
  const { failure, rows } = await read(fetchPage);
  expect(failure).toMatchObject({ code: "UnexpectedResponse", message: expect.stringMatching(message) });
  expect(rows.size).toBeGreaterThanOrEqual(0);
});

test.each([
  ["a total that is too low by whole pages", 600, 200, 400, false, /listed 400 domains but sent 600/],
  ["a total that counts the first page alone", 600, 200, 200, false, /listed 200 domains but sent 400/],
  ["a capped page that counts itself, where a name is missing", 60, 20, 20, true, /listed 20 domains but sent 40/],
])("%s is found out by looking behind it", async (_, count, cap, total, misses, message) => {
  const { fetchPage } = server(count, { cap, total: () => total });
  expect((await read(fetchPage, undefined, misses)).failure?.message).toMatch(message);
});

test("a look behind the total that fails is a page that failed", async () => {
  const { fetchPage } = server(199);
  const broken = async (position: number) => {
    if (position > 0) throw new ProviderError("Unavailable", "sectigo: it is broken");
    return fetchPage(position);
  };
  expect((await read(broken)).failure).toBeNull();
  expect((await read(broken, undefined, true)).failure?.message).toMatch(/1 page .* \(position 199\); it is broken/);
});

test("rows that move between uncounted pages are found out by the one that comes again", async () => {
  const { fetchPage } = server(450, { total: () => null });
  const shifted = async (position: number) => fetchPage(position === 0 ? 0 : position - 1);
  expect((await read(shifted)).failure?.message).toMatch(/came again, and no total says/);
});

test("a listing without end is given up", async () => {
  let pages = 0;
  const { failure } = await read(async (position) => {
    pages += 1;
    return { rows: rowsFrom(position, position + 1), total: null };
  });
  expect(pages).toBe(10_000);
  expect(failure?.message).toMatch(/goes on beyond 10000 pages/);
});

describe("more rows than are believed", () => {
  const rest = "and no more than 500 are believed; check the account, narrow the listing with `org` or `department`,";
  test.each([
    ["announced: the first page is kept", 501, () => 501, [0], 200, "lists 501 domains,"],
    [
      "not announced: the page that goes beyond is not looked at",
      501,
      () => null,
      [0, 200, 400],
      400,
      "lists 501 domains or more,",
    ],
    ["announced too low", 501, () => 450, [0, 200, 400], 400, "lists 501 domains or more,"],
  ])("%s", async (_, count, total, asked, kept, says) => {
    const { fetchPage, positions } = server(count, { total });
    // The last page holds all that is left, as of a server that minds no size.
    const page = async (position: number) => ({
      rows: position < 400 ? (await fetchPage(position)).rows : (await fetchPage(position), rowsFrom(400, count)),
      total: total(),
    });
    const { failure, rows } = await read(page, undefined, false, 500);
    expect(failure?.message).toContain(`sectigo: ${says} ${rest}`);
    expect(failure?.message).toMatch(/or raise maximumListed of this provider if it is true$/);
    expect(failure).toMatchObject({ code: "UnexpectedResponse" });
    expect(positions).toEqual(asked);
    expect(rows.size).toBe(kept);
  });

  test.each([
    ["announced", () => 500],
    ["not announced", () => null],
  ])("begin behind the last that is, %s", async (_, total) => {
    const { failure, rows } = await read(server(500, { total }).fetchPage, undefined, false, 500);
    expect(failure).toBeNull();
    expect(rows.size).toBe(500);
  });

  test("are counted whether they can be read or not, and again when they come again", async () => {
    const page = (position: number) => [
      ...rowsFrom(position, position + 1),
      ...rowsFrom(0, 50),
      ...Array.from({ length: 49 }, () => null),
    ];
    const { failure, warnings } = await read(async (at) => ({ rows: page(at), total: null }), undefined, false, 500);
    expect(failure?.message).toMatch(/lists 600 domains or more/);
    expect(warnings).toHaveLength(5 * 49);
  });

  test("in the first page leave nothing", async () => {
    const { failure, rows } = await read(server(501, { cap: 501 }).fetchPage, undefined, false, 500);
    expect(failure?.message).toMatch(/lists 501 domains or more/);
    expect(rows.size).toBe(0);
  });
});

describe("a page that fails", () => {
  const failing = (code: "Unavailable" | "Unauthorized", broken: (position: number) => boolean, count: number) => {
    const { fetchPage, positions } = server(count);
    return {
      positions,
      fetchPage: async (position: number) => {
        const page = await fetchPage(position);
        if (broken(position)) throw new ProviderError(code, `page ${position} is broken`);
        return page;
      },
    };
  };

  test("leaves the others, and is named", async () => {
    const { fetchPage } = failing("Unavailable", (position) => position === 200, 600);
    const { rows, failure } = await read(fetchPage);
    expect(rows.size).toBe(400);
    expect(failure).toMatchObject({
      code: "Unavailable",
      message: "sectigo: 1 page of the listing failed (position 200); page 200 is broken",
    });
  });

  test("five in a row end the listing, and what was not asked is named", async () => {
    const { fetchPage, positions } = failing("Unavailable", (position) => position > 0, 4_000);
    const { failure } = await read(fetchPage);
    expect(positions).toHaveLength(7);
    expect(failure?.message).toMatch(
      /position 200, 400, 600, 800, 1000, 1200\), and nothing was asked from position 1400 on/,
    );
  });

  test("for its credentials ends the listing at once", async () => {
    const { fetchPage, positions } = failing("Unauthorized", (position) => position > 0, 4_000);
    expect((await read(fetchPage)).failure).toMatchObject({ code: "Unauthorized" });
    expect(positions).toEqual([0, 200, 400]);
  });

  test("is the whole failure when it is the first", async () => {
    const { fetchPage } = failing("Unavailable", () => true, 10);
    expect((await read(fetchPage)).failure?.message).toBe("page 0 is broken");
  });

  test("by a bug is thrown on", async () => {
    const { fetchPage } = server(450);
    const bug = new TypeError("bug");
    await expect(read(async (position) => (position === 0 ? fetchPage(0) : Promise.reject(bug)))).rejects.toBe(bug);
  });
});

test("what was listed before an abort is kept", async () => {
  const abort = new AbortController();
  const { fetchPage } = server(450);
  const listing = await read(async (position) => {
    if (position > 0) abort.abort(new Error("stop"));
    abort.signal.throwIfAborted();
    return fetchPage(position);
  }, abort.signal);
  expect(listing.rows.size).toBe(200);
});

test.each([
  ["with a total", undefined, [200, 200, 200, 50]],
  ["without a total", () => null, [200, 200, 200, 50]],
])("%s, every row is told once, page by page", async (_, total, expected) => {
  const { told, rows } = await read(server(650, total === undefined ? {} : { total }).fetchPage);
  expect(told.map((news) => news.rows.length)).toEqual(expected);
  expect(told.flatMap((news) => news.rows)).toEqual([...rows.values()]);
});

describe("the next pages travel while one is worked on, or late", () => {
  const optionsOf = (fetchPage: (position: number) => Promise<Page>) =>
    ({ client: { fetchPage }, filter: null, concurrency: 2, most: 20_000, expected: [], coverage: "entry" }) as const;
  const contextOf = () => createCallContext("sectigo", quote, new AbortController().signal);

  test("never more at once than may be", async () => {
    const { positions, fetchPage } = server(2_000);
    let [open, most] = [0, 0];
    const counted = async (position: number): Promise<Page> => {
      most = Math.max(most, (open += 1));
      await new Promise(setImmediate);
      open -= 1;
      return fetchPage(position);
    };
    for await (const { rows } of listRows(optionsOf(counted), contextOf())) {
      // The work on the rows takes a while, in which calls are answered.
      for (let turn = 0; turn < 4 && rows.length > 0; turn += 1) await new Promise(setImmediate);
    }
    expect(most).toBe(2);
    expect(positions).toEqual([0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000]);
  });

  test("a page that is late holds up others only when many wait for it", async () => {
    const { positions, fetchPage } = server(2_000);
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (release = resolve));
    const withLate = async (position: number): Promise<Page> => {
      if (position === 200) await late;
      return fetchPage(position);
    };
    const listing = (async () => {
      const found: ListedRow[] = [];
      for await (const { rows } of listRows(optionsOf(withLate), contextOf())) found.push(...rows);
      return found;
    })();
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(positions).toEqual([0, 400, 600, 800, 1_000]);
    release();
    expect((await listing).map(({ domain }) => domain)).toEqual(
      Array.from({ length: 2_000 }, (_, index) => `d${index}.example`),
    );
  });
});

test("a row that a later page contradicts is told again, with its problem", async () => {
  const clash = { domain: "d0.example", dcvStatus: "EXPIRED" };
  const { fetchPage } = server(201);
  const { told, rows, failure } = await read(async (position) =>
    position === 0 ? fetchPage(0) : { rows: [...rowsFrom(200, 201), clash], total: 201 },
  );
  expect(told[0]?.rows[0]).toMatchObject({ domain: "d0.example", problem: null });
  expect(told[1]?.rows.map(({ domain }) => domain)).toEqual(["d200.example", "d0.example"]);
  expect(told[1]?.rows[1]?.problem).toMatch(/contradicts an earlier row/);
  expect(rows.get("d0.example")).toBe(told[1]?.rows[1]);
  expect(failure).toBeNull();
});

describe("rows", () => {
  const page = (rows: readonly unknown[], total: number) => read(async () => ({ rows, total }));
  const row = { domain: "a.example", dcvStatus: "VALIDATED", expirationDate: "2026-07-09" };

  test("that contradict each other leave the name unclear", async () => {
    const { rows, warnings, failure } = await page(
      [row, { ...row, domain: "A.example.", expirationDate: "2027-01-01" }],
      2,
    );
    expect(rows.get("a.example")?.problem).toMatch(/row 2 at position 0 \(a.example\) contradicts an earlier row/);
    expect(warnings).toHaveLength(1);
    expect(failure).toBeNull();
  });

  test("that are the same in two spellings are one, and each counts", async () => {
    const { rows, warnings, failure } = await page([row, { ...row, domain: "A.example." }], 2);
    expect([...rows.values()]).toMatchObject([
      { domain: "a.example", listedAs: [{ name: "a.example" }], problem: null },
    ]);
    expect([warnings, failure]).toEqual([[], null]);
  });

  test("that are the same twice do not count twice", async () => {
    expect((await page([row, row], 2)).failure?.message).toMatch(/listed 2 domains but sent 1/);
  });

  test("that cannot be read let no domain be called absent", async () => {
    const { rows, warnings, failure } = await page([row, { dcvStatus: "VALIDATED" }], 2);
    expect(rows.size).toBe(1);
    expect(warnings).toEqual(["sectigo: row 2 at position 0 cannot be read: it has no domain name"]);
    expect(failure).toMatchObject({
      code: "UnexpectedResponse",
      message: expect.stringMatching(/no domain can be called absent/),
    });
  });

  test("keep a wildcard and its base apart", async () => {
    const { rows } = await page([row, { ...row, domain: "*.a.example" }], 2);
    expect([...rows.keys()]).toEqual(["a.example", "*.a.example"]);
  });
});

test("an abort is heard within a page, and what was read of it is told", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort("stop"), 30);
  const rows = rowsFrom(0, 500).map((row) => ({ ...row, dcvStatus: "odd" }));
  const slowly = (text: string): string => {
    for (const from = performance.now(); performance.now() - from < 2;);
    return text;
  };
  const client = { fetchPage: async () => ({ rows, total: 500 }) };
  const options = { client, filter: null, concurrency: 2, most: 20_000, expected: [], coverage: "entry" } as const;
  const reading = listRows(options, createCallContext("sectigo", slowly, abort.signal));
  const { value } = await reading.next();
  const told = (value as ListBatch).rows.length;
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThan(400);
  await expect(reading.next()).rejects.toBe("stop");
});

test.each([
  ["7", 7],
  ["0", 0],
  ["-1", { odd: "-1" }],
  ["1e3", { odd: "1e3" }],
  ["3, 9", { odd: "3, 9" }],
  ["", { odd: "" }],
  ["7.0", { odd: "7.0" }],
  ["+7", { odd: "+7" }],
  ["9999999999", { odd: "9999999999" }],
])("the total %j is %j", (text, total) => expect(parseTotal(text)).toEqual(total));
