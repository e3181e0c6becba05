/** However slow what a CA sends is to read, an abort ends the reading, and the warnings stay bounded. How soon: `npm run bench`. */
import type { ProviderSettings } from "../../lib/core/provider-module";
import { floodingCa } from "./foreign-ca";
import {
  digicertSettings,
  ncloudSettings,
  NOW,
  observe,
  openProvider,
  requestFor,
  sectigoSettings,
} from "./provider-cases";

const ABORTED_AFTER_MS = 300;

/** A text of so many characters, nearly all of them escapes, and each another. */
function hostile(index: number, length: number): string {
  return `!${index}%2525256&amp;amp;amp;${"\\".repeat(8)}`.repeat(length).slice(0, length);
}

/** As many as fit into an answer, and each as long as may be for that. */
const rows = (count: number, row: (text: string, index: number) => object, characters = 3_600_000): readonly object[] =>
  Array.from({ length: count }, (_, index) => row(hostile(index, Math.floor(characters / count / 1.5)), index));
const certificates = (list: readonly object[]) => ({
  returnCode: "0",
  totalCount: list.length,
  sslCertificateList: list,
});

interface Slow {
  readonly what: string;
  readonly settings: (url: string) => ProviderSettings;
  readonly answers: () => readonly unknown[];
  readonly head?: Readonly<Record<string, string>>;
}

const SLOW: readonly Slow[] = [
  {
    what: "Sectigo: rows of long words",
    settings: (url) => sectigoSettings(url),
    answers: () =>
      [0, 1].map((page) =>
        rows(2_000, (dcvStatus, index) => ({ domain: `d${index}.page${page}.example`, dcvStatus }), 5_000_000),
      ),
    head: { "x-total-count": "4000" },
  },
  {
    what: "Sectigo: as many rows as are believed",
    settings: (url) => sectigoSettings(url),
    answers: () => [rows(20_000, (dcvStatus, index) => ({ domain: `d${index}.example`, dcvStatus }), 2_400_000)],
  },
  {
    what: "DigiCert: rows of long words",
    settings: (url) => digicertSettings(url),
    answers: () =>
      [0, 1].map((page) => ({
        domains: rows(
          1_000,
          (dcv_method, index) => ({ id: 1_000 * page + index + 1, name: `d${index}.page${page}.example`, dcv_method }),
          5_000_000,
        ),
        page: { total: 2_000 },
      })),
  },
  {
    what: "Ncloud: certificates of long names",
    settings: (url) => ncloudSettings(url),
    answers: () => [certificates(rows(1_000, (dnsName, certificateNo) => ({ certificateNo, dnsName: [dnsName] })))],
  },
  {
    what: "Ncloud: one certificate of as many names as are believed",
    settings: (url) => ncloudSettings(url),
    answers: () => [
      certificates([{ certificateNo: 1, dnsName: Array.from({ length: 19_000 }, (_, index) => hostile(index, 60)) }]),
      certificates([]),
    ],
  },
  {
    what: "Ncloud: verifications of long words, of one name in five certificates",
    settings: (url) => ncloudSettings(url),
    answers: () => [
      certificates([1, 2, 3, 4, 5].map((certificateNo) => ({ certificateNo, dnsName: "a.example.com" }))),
      ...Array.from({ length: 5 }, () => ({
        returnCode: "0",
        dnsVerificationList: rows(1_000, (text, validSn) => ({ validSn, validStatusCode: text }), 5_000_000),
      })),
    ],
  },
];

test.each(SLOW)("$what", async ({ settings, answers, head }) => {
  const abort = new AbortController();
  const texts = answers().map((answer) => JSON.stringify(answer));
  const ca = await floodingCa((index) => {
    if (index === texts.length - 1) {
      setTimeout(() => abort.abort("the deadline has come"), ABORTED_AFTER_MS);
    }
    return texts[index] ?? "[]";
  }, head);
  const provider = await openProvider(settings(ca.url), {
    now: () => NOW,
    proxy: null,
  });
  try {
    const { error, warnings } = await observe(provider, requestFor([]), abort.signal);
    expect(warnings.length).toBeLessThanOrEqual(1_001);
    // What was read before the abort came is as good.
    if (error !== "the deadline has come" && error !== null) expect(error).toMatchObject({ name: "ProviderError" });
  } finally {
    await provider.close();
    await ca.close();
  }
});
