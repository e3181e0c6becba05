/** What is odd about a listing is told as long as anybody reads on, and counted beyond. */

export interface ListingWarnings {
  /** Takes a sentence; it is not made when it would not be told, since what it quotes may be long and made to be slow. */
  add(sentence: () => string): void;
  /** What has been added since this was asked last. */
  news(): readonly string[];
  /** How many were counted but not told. */
  omitted(): number;
}

/** With the sentence that counts the others it is as many as a run tells of one provider. */
const MOST_WARNINGS = 999;

export function createListingWarnings(): ListingWarnings {
  let untold: string[] = [];
  let all = 0;
  return {
    add(sentence) {
      all += 1;
      if (all <= MOST_WARNINGS) untold.push(sentence());
    },
    news() {
      const news = untold;
      untold = [];
      return news;
    },
    omitted: () => Math.max(0, all - MOST_WARNINGS),
  };
}
