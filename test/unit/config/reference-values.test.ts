/** Settings of providers that are numbers may come from the environment. */
import { parseConfig } from "../../../lib/config/load";
import { PROVIDER_MODULES } from "../../../lib/providers/registry";
import { at } from "../../support/domains";

const load = (settings: string, env: Readonly<Record<string, string>>) =>
  parseConfig(
    `version: 1\nproviders:\n  p: { type: sectigo, auth: { login: l, password: "\${PW:-p}", customerUri: c }, ${settings} }\ndomains: [www.example.com]\n`,
    "domains.yaml",
    "/estate",
    { modules: PROVIDER_MODULES, env, cwd: "/estate", now: at("2026-11-21"), needs: "domains" },
  );

test.each([
  ["a whole number", 'org: "${N}"', { N: "12" }, { org: 12 }],
  ["a default that is one", 'org: "${N:-34}"', {}, { org: 34 }],
  ["a fraction where one may stand", 'timeoutSeconds: "${N}"', { N: "1.5" }, { timeoutMs: 1500 }],
  ["digits where a text must stand", 'org: "${N}"', { N: "1", PW: "123456" }, { auth: { password: "123456" } }],
])("%s is read by the type of its setting", (_, settings, env, expected) => {
  const { config, diagnostics } = load(settings, env);
  expect(diagnostics).toEqual([]);
  expect(config?.providers[0]?.settings).toMatchObject(expected);
});

test("numbers below a setting that is a list", () => {
  const { config } = load('reuseLimit: [{ days: "${A}" }, { issuedFrom: 2027-03-15, days: "${B}" }]', {
    A: "198",
    B: "98",
  });
  expect(config?.providers[0]?.reuseLimit?.map(({ days }) => days)).toEqual([198, 98]);
});

test.each([
  ["no number", 'org: "${N}"', { N: "acme" }, "wrong-type expected a whole number, 1 or more, found text"],
  ["an exponent", 'org: "${N}"', { N: "1e3" }, "wrong-type expected a whole number, 1 or more, found text"],
  ["a number and more", 'org: "${N}0"', { N: "12" }, "wrong-type expected a whole number, 1 or more, found text"],
  [
    "a number in quotes, without a reference",
    'org: "12"',
    {},
    "wrong-type expected a whole number, 1 or more, found text",
  ],
  ["a number that is too small", 'org: "${N}"', { N: "0" }, "bad-value this value: expected a whole number, 1 or more"],
])("%s is refused", (_, settings, env, expected) => {
  expect(load(settings, env).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([expected]);
});
