import { baseName, isWildcard, parseDomainName } from "../../../lib/core/domain-name";

describe("names that are taken", () => {
  test.each([
    ["a plain name", "www.example.com", "www.example.com", null],
    ["capitals fold", "WWW.Example.COM", "www.example.com", null],
    ["a final dot goes", "www.example.com.", "www.example.com", null],
    ["a wildcard", "*.example.com", "*.example.com", null],
    ["digits first", "1and1.com", "1and1.com", null],
    ["a label of digits", "123.example.com", "123.example.com", null],
    ["an IDN", "bücher.example", "xn--bcher-kva.example", "bücher.example"],
    ["an IDN wildcard", "*.bücher.example", "*.xn--bcher-kva.example", "*.bücher.example"],
    ["an A-label shows its U-label", "xn--bcher-kva.example", "xn--bcher-kva.example", "bücher.example"],
    ["an ideographic full stop", "例え。テスト", "xn--r8jz45g.xn--zckzah", "例え.テスト"],
    ["a label of 63", `${"a".repeat(63)}.example`, `${"a".repeat(63)}.example`, null],
    ["a name of 253", `${"a.".repeat(123)}example`, `${"a.".repeat(123)}example`, null],
    ["a hyphen inside", "a-b.example", "a-b.example", null],
    ["something below arpa that is no reverse zone", "home.arpa", "home.arpa", null],
    ["a reverse zone's name within another", "in-addr.arpa.example.com", "in-addr.arpa.example.com", null],
    ["a last label that begins like a number", "example.0xg", "example.0xg", null],
  ])("%s", (_, text, name, unicode) => {
    expect(parseDomainName(text)).toEqual({ ok: true, domain: { name, unicode } });
  });
});

describe("names that are refused", () => {
  test.each([
    ["nothing", "", "is empty"],
    ["a wildcard of nothing", "*.", "is empty"],
    ["an asterisk alone", "*", "asterisk"],
    ["two wildcards", "*.*.example.com", "asterisk"],
    ["a wildcard inside", "www.*.example.com", "asterisk"],
    ["half a wildcard", "w*.example.com", "asterisk"],
    ["an IPv4 address", "192.0.2.1", "IP address"],
    ["an IPv4 address that ends in two digits", "192.0.2.10", "IP address"],
    ["a short IPv4 address", "192.1", "IP address"],
    ["a number", "3221225985", "IP address"],
    ["a hexadecimal IPv4 address", "0x7f.1", "IP address"],
    ["an IPv4 address in full-width digits", "１９２.0.2.1", "IP address"],
    ["an IPv6 address", "2001:db8::1", "IP addresses"],
    ["an IPv6 address in brackets", "[2001:db8::1]", "IP addresses"],
    ["a port", "example.com:443", "ports"],
    ["an underscore", "_dmarc.example.com", '"_"'],
    ["a blank", "exa mple.com", '" "'],
    ["a percent escape", "ex%61mple.com", '"%"'],
    ["a path", "example.com/x", '"/"'],
    ["a control character", "exa\u0007mple.com", '"\\u0007"'],
    ["two dots in a row", "www..example.com", "empty label"],
    ["a dot in front", ".example.com", "empty label"],
    ["a hyphen in front", "-www.example.com", "hyphen"],
    ["a hyphen behind", "www-.example.com", "hyphen"],
    ["a label of 64", `${"a".repeat(64)}.example`, "longer than 63"],
    ["a name of 254", `b${"a.".repeat(123)}example`, "longer than 253"],
    ["a wildcard that makes it 255", `*.${"a.".repeat(123)}example`, "longer than 253"],
    ["a broken A-label", "xn--a.example", "internationalized"],
    ["an IPv4 reverse zone", "2.0.192.in-addr.arpa", "reverse zone"],
    ["the reverse zone itself", "in-addr.arpa", "reverse zone"],
    ["an IPv6 reverse zone", "8.b.d.0.1.0.0.2.ip6.arpa", "reverse zone"],
  ])("%s", (_, text, problem) => {
    expect(parseDomainName(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) as string });
  });
});

test("a wildcard and its base are two names", () => {
  expect([isWildcard("*.example.com"), isWildcard("example.com")]).toEqual([true, false]);
  expect([baseName("*.example.com"), baseName("example.com")]).toEqual(["example.com", "example.com"]);
});
