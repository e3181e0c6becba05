/**
 * The two spellings of Sectigo's words. The manual's samples and every client seen use constants (`NOT_VALIDATED`,
 * `CNAME`); the OpenAPI documents of the Admin API list labels (`Not validated`, `CNAME_CSR_HASH`).
 */
export type Vocabulary = "constants" | "labels";

const METHOD_LABELS: Readonly<Record<string, string>> = {
  CNAME: "CNAME_CSR_HASH",
  HTTP: "HTTP_CSR_HASH",
  HTTPS: "HTTPS_CSR_HASH",
  TXT: "DNSTXT_RANDOM_VALUE",
  PERSISTENT_TXT: "DNSTXT_PERSISTENT_VALUE",
};

const STATUS_WORDS = new Set([
  "VALIDATED",
  "NOT_VALIDATED",
  "EXPIRED",
  "NOT_INITIATED",
  "AWAITING_SUBMISSION",
  "SUBMITTED",
  "REJECTED",
]);

/** Words that are not Sectigo's stay as the scenario has them. */
export function statusWord(word: string, vocabulary: Vocabulary): string {
  if (vocabulary === "constants" || !STATUS_WORDS.has(word)) return word;
  return word.charAt(0) + word.slice(1).toLowerCase().replaceAll("_", " ");
}

/** For `dcvMethod`; the method of an order is a constant in both spellings. */
export function methodWord(word: string, vocabulary: Vocabulary): string {
  return vocabulary === "constants" ? word : (METHOD_LABELS[word] ?? word);
}

/** A filter may be spelled either way: which of them SCM accepts is not documented. */
export function comparableWord(word: string): string {
  return word.toUpperCase().replaceAll(" ", "_");
}
