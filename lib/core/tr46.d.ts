/** The part of tr46 that lib/core/idna.ts uses; the package has no types. */
declare module "tr46" {
  interface Checks {
    /** CONTEXTJ (RFC 5892, A.1 and A.2). */
    readonly checkJoiners?: boolean;
    /** The bidi rule (RFC 5893). */
    readonly checkBidi?: boolean;
  }
  /** Null where a label breaks a rule. */
  export function toASCII(domain: string, checks?: Checks): string | null;
  /** `domain` is mapped and normalized; a label that cannot be decoded stays as it is. */
  export function toUnicode(domain: string, checks?: Checks): { readonly domain: string; readonly error: boolean };
}
