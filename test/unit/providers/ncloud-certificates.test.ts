/** What is odd in the list of certificates is told in bounds, and no more of it is quoted than is told. */
import { createCallContext } from "../../../lib/providers/call-context";
import { readCertificates } from "../../../lib/providers/ncloud/certificates";

/** Reads these as one page; returns the warnings, and how often something was quoted. */
async function read(rows: readonly object[]) {
  let quoted = 0;
  const count = (text: string): string => {
    quoted += 1;
    return text;
  };
  const page = { rows, total: rows.length };
  const client = { fetchCertificates: async (number: number) => (number === 1 ? page : { ...page, rows: [] }) };
  const options = { client, concurrency: 2, most: 20_000, expected: [] };
  const { warnings, failure } = await readCertificates(
    options,
    createCallContext("ncloud", count, new AbortController().signal),
  );
  return { warnings, failure, quoted };
}

const odd = (count: number) => Array.from({ length: count }, (_, index) => `!${index}`);

test("of one certificate ten odd names are told and the others counted", async () => {
  const { warnings, failure, quoted } = await read([{ certificateNo: 1, dnsName: odd(30) }]);
  expect([failure, quoted, warnings.length]).toEqual([null, 10, 11]);
  expect(warnings[9]).toBe('ncloud: certificate 1 of page 1 names "!9", which is not a domain name');
  expect(warnings[10]).toBe("ncloud: certificate 1 of page 1 names 20 more that are not domain names");
});
