import { parseTsigKey } from "../../../lib/core/tsig-key";

const SECRET = Buffer.alloc(16, 1).toString("base64");

test.each<[string, object]>([
  [`dcv-key:${SECRET}`, { name: "dcv-key", algorithm: "hmac-sha256", secret: SECRET }],
  [` HMAC-SHA512:Dcv.Example.:${SECRET}\n`, { name: "dcv.example", algorithm: "hmac-sha512", secret: SECRET }],
])("the key %j", (text, key) => {
  expect(parseTsigKey(text)).toEqual({ ok: true, key });
});

test.each([
  ["one part", SECRET, "write NAME:SECRET"],
  ["four parts", `hmac-sha256:a:b:${SECRET}`, "write NAME:SECRET"],
  ["an algorithm that is forbidden", `hmac-md5:a:${SECRET}`, "the algorithm is none of hmac-sha256, "],
  ["a name that DNS cannot hold", `a..b:${SECRET}`, "the name of the key"],
  ["no name", `:${SECRET}`, "the name of the key"],
  ["a secret that is no Base64", "a:hunter2!", "the secret is not Base64"],
  ["no secret", "a:", "the secret is not Base64"],
  ["a secret without its padding", `a:${SECRET.replaceAll("=", "")}`, "the secret is not Base64"],
  ["a short secret", "a:aHVudGVyMg==", "the secret has 7 bytes; it must have at least 16"],
])("%s is refused, and not quoted", (_, text, problem) => {
  const parsed = parseTsigKey(text);
  expect(parsed).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  expect(JSON.stringify(parsed)).not.toMatch(/hunter2|AQEB|aHVu/);
});
