import {
  baseName,
  isWildcard,
  parseDomainName,
  parseListedName,
  parseReferredName,
} from "../../../lib/core/domain-name";

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
    ["hyphens in the second and third place", "a--b.example", "a--b.example", null],
    ["hyphens in the fourth and fifth place", "abc--d.example", "abc--d.example", null],
    ["an A-label in capitals", "XN--BCHER-KVA.example", "xn--bcher-kva.example", "bücher.example"],
    ["a decomposed letter", "bu\u0308cher.example", "xn--bcher-kva.example", "bücher.example"],
    ["sharp s, small", "straße.example", "xn--strae-oqa.example", "straße.example"],
    ["sharp s, capital", "STRAẞE.example", "xn--strae-oqa.example", "straße.example"],
    ["a non-joiner in Persian", "نامه\u200cای.com", "xn--mgba3gch31f060k.com", "نامه\u200cای.com"],
    ["a joiner after a virama", "क्\u200dष.example", "xn--11b2ezcw70k.example", "क्\u200dष.example"],
    ["a middle dot between two letters l", "paral·lel.cat", "xn--parallel-koa.cat", "paral·lel.cat"],
    ["a Greek keraia", "α͵β.example", "xn--wva3je.example", "α͵β.example"],
    ["a Hebrew geresh", "א׳.example", "xn--4db4e.example", "א׳.example"],
    ["a Katakana middle dot", "ア・イ.example", "xn--ccke4x.example", "ア・イ.example"],
    ["Arabic-Indic digits", "س٠.example", "xn--ygb4g.example", "س٠.example"],
    ["Extended Arabic-Indic digits", "س۰.example", "xn--ygb29a.example", "س۰.example"],
    ["full-width letters and dots", "ｗｗｗ．example．com", "www.example.com", null],
    ["an ideographic full stop at the end", "例え.テスト。", "xn--r8jz45g.xn--zckzah", "例え.テスト"],
    ["a name in a right-to-left script", "דוגמה.example", "xn--6dbbec0c.example", "דוגמה.example"],
    ["a last label that begins like a number", "example.0xg", "example.0xg", null],
  ])("%s", (_, text, name, unicode) => {
    expect(parseDomainName(text)).toEqual({ ok: true, domain: { name, unicode }, doubt: null });
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
    ["an A-label that decodes to nothing", "xn--a.example.com", 'U+0080 in the label "xn--a", which no label'],
    ["a longer one", "xn--zzzzzz99999.com", '"xn--zzzzzz99999", which is not a valid internationalized label'],
    ["an A-label without a rest", "xn--.example", '"xn--", which'],
    ["an A-label of ASCII", "xn--abc-.example", '"xn--abc-", which'],
    ["an A-label within an A-label", "xn--xn---epa.example", "which is not a valid"],
    ["an A-label with characters beyond ASCII", "xn--bücher.example", "which is not a valid"],
    ["an A-label of a capital", "xn--cher-fna.example", "U+00DC"],
    ["an A-label that is not normalized", "xn--bucher-xyd.example", "which is not a valid"],
    ["typographic quotation marks", "“www.example.com”", '“" (U+201C), which no label'],
    ["a hyphen that is none", "my‐shop.example.com", "(U+2010), which"],
    ["a slash that is none", "example.com∕login.example.net", "(U+2215), which"],
    ["a full-width slash", "example.com／login", '"／" (U+FF0F), a form of "/"'],
    ["a full-width asterisk", "＊.example.com", '"＊" (U+FF0A), a form of "*"; write a wildcard as *.example.com'],
    ["a full-width underscore", "＿foo.example.com", '"＿" (U+FF3F), a form of "_"'],
    ["an en dash", "a–b.example", "(U+2013)"],
    ["a no-break space", "a\u00a0b.example", "(U+00A0), a form of"],
    ["a C1 control character", "a\u0085b.example", "U+0085, which"],
    ["a lone surrogate", "a\ud800b.example", "(U+D800)"],
    ["a private character", "a\ue000b.example", "(U+E000)"],
    ["a letter of a later Unicode", "\u{11384}a.example", "(U+11384)"],
    ["a capital of a later Unicode", "\u1c89.example", "U+1C8"],
    ["a middle dot elsewhere", "a·b.example", "only between two letters l"],
    ["a Greek keraia before Latin", "α͵b.example", "(U+0375)"],
    ["a Hebrew geresh after Latin", "a׳.example", "(U+05F3)"],
    ["a Katakana middle dot among Latin", "a・b.example", "(U+30FB)"],
    ["Arabic digits of both kinds", "س٠۰.example", "(U+0660)"],
    ["Arabic digits of both kinds, the other first", "س۰٠.example", "(U+06F0)"],
    ["a joiner among Latin letters", "a\u200db.example", "zero width joiner"],
    ["a combining mark in front", "\u0301a.example", "begins with a combining mark"],
    ["both directions in one label", "אa.example", "RFC 5893"],
    ["a digit before a right-to-left label", "1.אב.example", "RFC 5893"],
    ["hyphens in the third and fourth place", "ab--cd.example.com", "third and fourth place"],
    ["three hyphens from the third place", "ab---c.example.com", "third and fourth place"],
    ["the same below a wildcard", "*.r3--sn.example.com", "third and fourth place"],
    ["the same beyond ASCII", "bü--cher.example", "third and fourth"],
    ["a hyphen before an international label", "-bücher.example", "hyphen in its first or last place"],
    ["a hyphen after an international label", "bücher-.example", "hyphen in its first or last place"],
    ["an IPv4 reverse zone", "2.0.192.in-addr.arpa", "reverse zone"],
    ["the reverse zone itself", "in-addr.arpa", "reverse zone"],
    ["an IPv6 reverse zone", "8.b.d.0.1.0.0.2.ip6.arpa", "reverse zone"],
  ])("%s", (_, text, problem) => {
    expect(parseDomainName(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) as string });
  });
});

test("an emoji is accepted with a doubt, for there are such registrations", () => {
  expect(parseDomainName("*.i❤.example")).toEqual({
    ok: true,
    domain: { name: "*.xn--i-7iq.example", unicode: "*.i❤.example" },
    doubt: 'holds "❤" (U+2764), which IDNA 2008 does not allow (RFC 5892)',
  });
});

describe("names as a CA lists them", () => {
  test.each([
    ["capitals, blanks around and a final dot", " WWW.Example.COM. ", "www.example.com"],
    ["a wildcard", "*.example.com", "*.example.com"],
    ["an underscore", "_acme.example.com", "_acme.example.com"],
    ["an address", "192.0.2.7", "192.0.2.7"],
    ["U-labels", "Bücher.example", "xn--bcher-kva.example"],
    ["U-labels below a wildcard", "*.bücher.example", "*.xn--bcher-kva.example"],
    ["an A-label that is not valid, since it is listed", "xn--a.example", "xn--a.example"],
    ["a character that may not be declared", "my‐shop.example", "xn--myshop-cg0c.example"],
    ["two wildcards", "*.*.example.com", null],
    ["a mail address", "pki@example.com", null],
    ["an IPv6 address", "2001:db8::1", null],
    ["nothing", "", null],
    ["what no mapping makes a name", "a\u0085.example", null],
    ["more than 255 characters", `${"a.".repeat(128)}a`, null],
  ])("%s", (_, text, name) => expect(parseListedName(text)).toBe(name));
});

describe("names that waivers and filters refer to", () => {
  test.each([
    ["one that may be declared", "Bücher.example.", { name: "xn--bcher-kva.example", unicode: "bücher.example" }],
    ["an underscore", "_acme.example.com", { name: "_acme.example.com", unicode: null }],
    ["an address", "192.0.2.7", { name: "192.0.2.7", unicode: null }],
    ["a name in a reverse zone", "1.2.0.192.in-addr.arpa", { name: "1.2.0.192.in-addr.arpa", unicode: null }],
  ])("%s", (_, text, domain) => expect(parseReferredName(text)).toEqual({ ok: true, domain, doubt: null }));

  test("what no CA lists as a name is refused as in a declaration", () => {
    expect(parseReferredName("*.*.example.com")).toEqual(parseDomainName("*.*.example.com"));
  });
});

test("a wildcard and its base are two names", () => {
  expect([isWildcard("*.example.com"), isWildcard("example.com")]).toEqual([true, false]);
  expect([baseName("*.example.com"), baseName("example.com")]).toEqual(["example.com", "example.com"]);
});

test("a name in ASCII loads no tables", () => {
  jest.isolateModules(() => {
    jest.doMock("../../../lib/core/idna", () => {
      throw new Error("loaded");
    });
    const fresh = jest.requireActual<typeof import("../../../lib/core/domain-name")>("../../../lib/core/domain-name");
    expect(fresh.parseDomainName("www.example.com").ok).toBe(true);
    expect(fresh.parseListedName("_acme.EXAMPLE.com.")).toBe("_acme.example.com");
    expect(() => fresh.parseDomainName("bücher.example")).toThrow("loaded");
  });
});
