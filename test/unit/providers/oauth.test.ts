/** How many tokens one run asks for, whatever their lifetime is, and how long each is used. */
import type { HttpClient } from "../../../lib/providers/http/http-client";
import { createTokenSource, keepTokenMs } from "../../../lib/providers/http/oauth";

const CREDENTIALS = {
  provider: "ca",
  clientId: "robot",
  clientSecret: "hunter2",
  tokenUrl: new URL("https://ca.example/token"),
};

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
  const tokenSource = createTokenSource({ ...CREDENTIALS, retries }, http, () => now);
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

test.each([
  ["a minute less than it lives", 300, 240_000],
  ["half of a life shorter than two minutes", 100, 50_000],
  ["what a string says too", "3600", 3_540_000],
  ["five minutes less the margin where nothing is said", null, 240_000],
  ["and where nonsense is said", "soon", 240_000],
  ["half of a life of twenty seconds", 20, 10_000],
  ["ten seconds when it has no life", 0, 10_000],
])("a token is kept %s", (_, expiresIn, keptMs) => expect(keepTokenMs(expiresIn)).toBe(keptMs));
