import { createCallTally } from "../../../lib/providers/call-tally";
import { ProviderError, type ProviderErrorCode } from "../../../lib/providers/provider-error";

const never = new AbortController().signal;
const FAILURES: Readonly<Record<string, ProviderErrorCode>> = { x: "Unavailable", u: "Unauthorized" };

/** Makes one call for each sign: a dot is answered, anything else fails. Says which of them were made. */
async function call(signs: string) {
  const tally = createCallTally("sectigo", "status call");
  let made = "";
  for (const sign of signs) {
    await tally.call(async () => {
      made += sign;
      const code = FAILURES[sign];
      if (code !== undefined) throw new ProviderError(code, "sectigo: it is broken");
    }, never);
  }
  return { made, failure: tally.failure()?.message ?? null };
}

const broken = (counts: string) => `sectigo: ${counts}; the first: it is broken`;

test.each([
  ["all are answered", "......", "......", null],
  [
    "five failures in a row end the asking",
    "..xxxxx...",
    "..xxxxx",
    broken("5 of 10 status calls failed, 3 were not made after that"),
  ],
  ["failures that are not in a row do not", "xxxx.xxxx.xx", "xxxx.xxxx.xx", broken("10 of 12 status calls failed")],
  ["nor do four", "xxxx.", "xxxx.", broken("4 of 5 status calls failed")],
  ["refused credentials do at once", ".u..", ".u", broken("1 of 4 status calls failed, 2 were not made after that")],
])("%s", async (_, signs, made, failure) => expect(await call(signs)).toEqual({ made, failure }));
