/** Where credentials may go. */
import { isAllowedAddress, isLoopback, parseBaseUrl } from "../../../lib/core/base-url";

test.each([
  ["https", "https://ca.example/api"],
  ["https with a port", "https://ca.example:8443"],
  ["http to localhost", "http://localhost:1/api"],
  ["http to another spelling of 127.0.0.1", "http://127.1:1/api"],
  ["http to ::1", "http://[::1]:1"],
])("%s is an address", (_, text) => {
  expect(parseBaseUrl(text)).toEqual({ ok: true, url: new URL(text) });
});

test.each([
  ["no URL", "ca.example", "is not an absolute URL; write https:// and the host"],
  ["nothing", "", "is not an absolute URL; write https:// and the host"],
  ["a user", "https://me@ca.example", "holds credentials; put them under auth"],
  ["a password", "https://:hunter2@ca.example", "holds credentials; put them under auth"],
  ["a query", "https://ca.example?x", "must end with its path; remove what follows ? or #"],
  ["a fragment", "https://ca.example#x", "must end with its path; remove what follows ? or #"],
  ["http", "http://ca.example", "would send credentials in the clear; use https:// (http:// is for loopback only)"],
  [
    "http to a private address",
    "http://10.0.0.1",
    "would send credentials in the clear; use https:// (http:// is for loopback only)",
  ],
  ["another scheme", "file:///etc/passwd", "must begin with https:// (or http:// for loopback)"],
])("%s is refused", (_, text, problem) => {
  expect(parseBaseUrl(text)).toEqual({ ok: false, problem });
});

test.each([
  ["localhost", true],
  ["[::1]", true],
  ["127.255.0.1", true],
  ["127.0.0.1.ca.example", false],
  ["localhost.ca.example", false],
  ["0.0.0.0", false],
  ["128.0.0.1", false],
])("loopback: %s is %s", (hostname, expected) => {
  expect(isLoopback(hostname)).toBe(expected);
});

test.each([
  ["the CA's host", "https://ca.example", "", true],
  ["the CA's host on another port", "https://ca.example:1", "", true],
  ["loopback", "http://127.0.0.1:1", "", true],
  ["a stranger", "https://evil.example", "", false],
  ["an allowed host on any port", "https://own.example:1", "own.example", true],
  ["an allowed port", "https://own.example:1", " Own.example:1 ", true],
  ["a port that is not allowed", "https://own.example:2", "own.example:1", false],
  ["an allowed port that is the one of https", "https://own.example:443/api", "own.example:443", true],
  ["an allowed port, which the address leaves out", "https://own.example", "own.example:443", true],
  ["an allowed port that is the one of http", "http://own.example", "own.example:80", true],
  ["the port of https where the one of http is allowed", "https://own.example", "own.example:80", false],
  ["an empty entry", "https://evil.example", ",,", false],
])("credentials may go there: %s", (_, url, allowed, expected) => {
  expect(isAllowedAddress(new URL(url), ["ca.example"], allowed)).toBe(expected);
});

test("nothing is allowed where the variable is not set", () => {
  expect(isAllowedAddress(new URL("https://own.example"), [], undefined)).toBe(false);
});
