/** What is odd in the list of certificates is told in bounds, and no more of it is quoted than is told. */
import { readCertificates } from "../../../lib/providers/ncloud/certificates";

/** Reads these as one page; returns the warnings, and how often something was quoted. */
async function read(items: readonly object[]) {
  let quoted = 0;
  const page = { items, totalCount: items.length };
  const { warnings, failure } = await readCertificates(
    "ncloud",
    20_000,
    async (number) => (number === 1 ? page : { ...page, items: [] }),
    () => false,
    (text) => {
      quoted += 1;
      return text;
    },
    new AbortController().signal,
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

test("of all certificates a thousand sentences are told and the others counted", async () => {
  const { warnings, quoted } = await read(odd(1_500).map((name, index) => ({ certificateNo: index, dnsName: [name] })));
  expect([quoted, warnings.length]).toEqual([999, 1_000]);
  expect(warnings.at(-1)).toBe("ncloud: and 501 more warnings about certificates of the list");
});
