import { bypassesProxy } from "../../../lib/providers/http/no-proxy";
import { parseProxy } from "../../../lib/providers/http/proxy";

describe("NO_PROXY", () => {
  test.each([
    ["nothing", "", "ca.example.com", false],
    ["a star alone", "*", "ca.example.com", true],
    ["a star in a list", "other.test,*", "ca.example.com", true],
    ["a star with blanks", " * ", "ca.example.com", true],
    ["a star within a name, which is none", "*a.example.com", "ca.example.com", false],
    ["the host", "other.test, ca.example.com", "ca.example.com", true],
    ["the host in capitals", "CA.Example.COM", "ca.example.com", true],
    ["the host with a final dot", "ca.example.com.", "ca.example.com", true],
    ["a parent domain", "example.com", "ca.example.com", true],
    ["a parent domain with a dot", ".example.com", "ca.example.com", true],
    ["a parent domain with a star", "*.example.com", "ca.example.com", true],
    ["the domain itself, with a dot", ".ca.example.com", "ca.example.com", true],
    ["the end of a label, which is no parent", "a.example.com", "ca.example.com", false],
    ["a child", "www.ca.example.com", "ca.example.com", false],
    ["entries that blanks separate", "other.test ca.example.com", "ca.example.com", true],
    ["the port", "ca.example.com:443", "ca.example.com", true],
    ["another port", "ca.example.com:8443", "ca.example.com", false],
    ["a port that is written", "ca.example.com:8443", "ca.example.com:8443", true],
    ["an address", "192.0.2.7", "192.0.2.7", true],
    ["an address and a port", "192.0.2.7:443", "192.0.2.7", true],
    ["another address", "192.0.2.7", "192.0.2.77", false],
    ["the end of an address, which is no parent", "2.7", "192.0.2.7", false],
    ["a network", "192.0.2.0/24", "192.0.2.7", true],
    ["another network", "192.0.3.0/24", "192.0.2.7", false],
    ["every IPv4 address", "0.0.0.0/0", "192.0.2.7", true],
    ["a network, for a name", "0.0.0.0/0", "ca.example.com", false],
    ["a network of IPv6, for IPv4", "::/0", "192.0.2.7", false],
    ["a prefix that is too long", "192.0.2.7/33", "192.0.2.7", false],
    ["a prefix that is no number", "192.0.2.7/x", "192.0.2.7", false],
    ["a network that is none", "example.com/24", "192.0.2.7", false],
    ["an IPv6 address", "2001:db8::1", "[2001:db8::1]", true],
    ["an IPv6 address, written differently", "2001:DB8:0::1", "[2001:db8::1]", true],
    ["an IPv6 address in brackets", "[2001:db8::1]", "[2001:db8::1]", true],
    ["an IPv6 address and a port", "[2001:db8::1]:443", "[2001:db8::1]", true],
    ["an IPv6 address and another port", "[2001:db8::1]:80", "[2001:db8::1]", false],
    ["an IPv6 network", "2001:db8::/32", "[2001:db8:1::1]", true],
    ["another IPv6 network", "2001:db9::/32", "[2001:db8:1::1]", false],
  ])("%s", (_, noProxy, host, expected) => {
    expect(bypassesProxy(noProxy, new URL(`https://${host}/api`))).toBe(expected);
  });

  test("the port of plain HTTP is 80", () => {
    expect(bypassesProxy("ca.example.com:80", new URL("http://ca.example.com"))).toBe(true);
  });
});

describe("the proxy's address", () => {
  const parse = (address: string) => parseProxy("sectigo", { address, variable: "ALL_PROXY", noProxy: "" });

  test.each([
    ["with a scheme", "http://proxy:3128", "http://proxy:3128/"],
    ["without a scheme", "proxy:3128", "http://proxy:3128/"],
    ["a host alone", "proxy", "http://proxy/"],
    ["without a scheme, with a user", "me:hunter2@proxy:3128", "http://me:hunter2@proxy:3128/"],
    ["https", "https://proxy", "https://proxy/"],
    ["socks5", "socks5://proxy:1080", "socks5://proxy:1080"],
    ["socks5h", "socks5h://proxy:1080", "socks5://proxy:1080"],
  ])("%s", (_, address, href) => expect(parse(address).url.href).toBe(href));

  test("its password is a secret as written and as sent", () => {
    expect(parse("http://me:p%40ss@proxy:3128").secrets).toEqual(["p%40ss", "p@ss"]);
  });

  test.each([
    ["no host", "http://me:hunter2@", /is not a URL; write http:\/\/host:port$/],
    ["a port that is none", "proxy:hunter2", /is not a URL/],
    ["another scheme", "ftp://hunter2@proxy", /must begin with http:\/\/, https:\/\/ or socks5:\/\/$/],
    ["a % in the password", "http://me:hunter2%zz@proxy:3128", /write %25 for the character itself$/],
    ["a % in the user name", "http://hunter2%:x@proxy:3128", /escapes nothing/],
  ])("%s is refused without being quoted, and its variable is named", (_, address, message) => {
    expect(() => parse(address)).toThrow(expect.objectContaining({ code: "Unsupported" }));
    expect(() => parse(address)).toThrow(message);
    expect(() => parse(address)).toThrow(/^sectigo: the proxy's address in ALL_PROXY/);
    expect(() => parse(address)).not.toThrow(/hunter2/);
  });
});
