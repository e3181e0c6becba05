import { serverKey } from "../../../lib/core/name-server";

test.each([
  ["an address", { address: "10.0.0.53", port: 5353, label: "ns1" }, "10.0.0.53#5353"],
  ["a host without an address", { address: null, port: 53, label: "ns1" }, "no address#53"],
  ["DNS over HTTPS", { url: "https://dns.corp/dns-query", label: "dns.corp" }, "https://dns.corp/dns-query"],
])("%s", (_, server, key) => {
  expect(serverKey(server)).toBe(key);
});
