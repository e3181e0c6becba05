/** How many tokens one run asks for, whatever the CA says of their lives. */
import type { HttpClient } from "../../../lib/providers/http/http-client";
import { createTokenSource } from "../../../lib/providers/sectigo/token";

const AUTH = {
  kind: "oauth",
  clientId: "robot",
  clientSecret: "hunter2",
  tokenUrl: "https://ca.example/token",
} as const;

/** A CA whose tokens have no life, at a clock that is wound by hand. */
function source(retries: number) {
  let made = 0;
  let now = 0;
  const http: HttpClient = {
    fetchJson: async () => ({
      value: { access_token: `token-${(made += 1)}`, expires_in: 0 },
      headers: {},
    }),
    sendOnce: () => Promise.reject(new Error("a token is not sent once")),
    quote: (text) => text,
    withoutSecrets: (text) => text,
    hide: () => undefined,
    hideRecent: () => undefined,
    close: async () => undefined,
  };
  const tokenSource = createTokenSource("sectigo", retries, AUTH, new URL(AUTH.tokenUrl), http, () => now);
  return { tokens: tokenSource, later: () => (now += 10_000) };
}

test.each([0, 1, 3])(
  "with %i retries no more refused tokens are replaced in a run, though they run out of time",
  async (retries) => {
    const { tokens, later } = source(retries);
    const { signal } = new AbortController();
    let replaced = 0;
    for (let call = 0; call < 20; call += 1) {
      if (tokens.drop(await tokens.token(signal))) replaced += 1;
      later();
      // What has run out of time is not what was refused: it is replaced without being counted.
      await tokens.token(signal);
    }
    expect(replaced).toBe(retries);
  },
);

test("a token that was dropped already is not counted again", async () => {
  const { tokens } = source(1);
  const { signal } = new AbortController();
  const first = await tokens.token(signal);
  expect([tokens.drop(first), tokens.drop(first), tokens.drop(first)]).toEqual([true, true, true]);
  expect(tokens.drop(await tokens.token(signal))).toBe(false);
});
