/** The line under a diagnostic: what is quoted of it, and that no credential ever is. */
import { maskedLines } from "../../../lib/document/secrets";

const quoted = (text: string): readonly (string | null)[] => {
  const lines = text.split("\n");
  return lines.map((_, index) => maskedLines((line) => lines[line - 1])(index + 1));
};

test.each([
  ["ordinary lines are quoted", "domains: [x]", "domains: [x]"],
  ["a password is not", "password: hunter2", "password: ***"],
  ["nor is a misspelt one", "passwrod: hunter2", "passwrod: ***"],
  ["nor what stands behind it", 'secretKey: "hun, ter2" # note', "secretKey: ***"],
  ["nor one among others", "{ url: https://x, clientSecret: hunter2 }", "{ url: https://x, clientSecret: ***"],
  ["whatever stands in auth", "auth: { usr: hunter2, b: 'x' }", "auth: { usr: ***"],
  ["a colon that was forgotten", "- password hunter2", "- password ***"],
  ["a colon without its space", "password:hunter2", "password: ***"],
  ["another sign for the colon", "password=hunter2", "password= ***"],
  ["one that was commented out", "# password: hunter2", "# password: ***"],
  ["references are no secrets", "password: ${SCM_PASSWORD}", "password: ${SCM_PASSWORD}"],
  ["nor are references in quotes", "auth: { a: \"${A}\", b: '${B}' }, c: d", "auth: { a: \"${A}\", b: '${B}' }, c: d"],
  ["what follows them may be", 'auth: { a: "${A}" }, pw: hunter2', 'auth: { a: "${A}" }, pw: ***'],
  ["a part of a value is no reference", "password: ${A}hunter2", "password: ***"],
  ["nor is one with a comment", "password: ${A} # hunter2", "password: ***"],
  ["defaults of references may be secrets", "password: ${SCM_PASSWORD:-hunter2}", "password: ***"],
  ["those of the sample are not", 'password: "${SCM_PASSWORD:-demo}"', 'password: "${SCM_PASSWORD:-demo}"'],
  ["nor is an address", "password: ${URL:-simulator}", "password: ${URL:-simulator}"],
  ["a key without a value", "  password:", "  password:"],
  ["token URLs are no secrets", "tokenUrl: https://x.example", "tokenUrl: https://x.example"],
  ["nor is how long a token lives", "tokenLifetimeSeconds: 60", "tokenLifetimeSeconds: 60"],
  ["credentials in an address", "url: https://l:hunter2@ca.example/api", "url: https://***@ca.example/api"],
  ["a query in an address", "url: https://ca.example/api?t=hunter2", "url: https://ca.example/api?***"],
])("%s", (_, line, expected) => {
  expect(quoted(`a: 1\n${line}\n`)[1]).toBe(expected);
});

test.each([
  [
    "whatever its key is called",
    "auth:\n  usr: hunter2\n\n  x: hunter2\nafter: x",
    "auth:|  usr: ***||  x: ***|after: x",
  ],
  ["a colon that was forgotten", "auth:\n  password hunter2secret\n  a: ${A}", "auth:|  ***|  a: ${A}"],
  ["a list for a text", "auth:\n  password:\n    - hunter2secret", "auth:|  password:|    ***"],
  ["a list in the column of its key", "auth:\n  password:\n  - hunter2: x", "auth:|  password:|  ***"],
  ["a list in the column of auth", "auth:\n- hunter2\nafter: x", "auth:|***|after: x"],
  ["signs that look like the end", "auth:\n  pasword: abc,def}ghi#jkl", "auth:|  pasword: ***"],
  ["a tag before it", "auth:\n  pasword: !!int abc,hunter2", "auth:|  pasword: ***"],
  ["a comma in quotes", "p: { auth: { passwrod: 'it''s,hunter2' } }", "p: { auth: { passwrod: ***"],
  ["text behind the quotes", 'a: 1\npw: "x" hunter2', "a: 1|pw: ***"],
  ["beside the type", "p:\n  type: sectigo\n  scm_pw: hunter2", "p:|  type: sectigo|  scm_pw: ***"],
  ["braces over several lines", "auth: {\n  secretKy: a,\n  hunter2 }\nx: 1", "auth: {|  secretKy: ***|  ***|x: 1"],
  [
    "braces that are opened in the middle",
    'p: { type: x, auth: {\nusr: ab}c"d,\nb: hunter2 }, url: u }\nx: 1',
    "p: { type: x, auth: {|usr: ***|b: ***|x: 1",
  ],
  [
    "braces of their own line",
    "auth:\n  {\n    usr: a,\n    hunter2\n  }\nx: 1",
    "auth:|  ***|    usr: ***|    ***|  ***|x: 1",
  ],
  ["a brace in quotes", 'auth: {\n  usr: \'a}\',\n  b: "c\\"}",\n  hunter2 }', "auth: {|  usr: ***|  b: ***|  ***"],
  ["a brace in a comment", "auth: {\n  usr: a, # }\n  hunter2 }", "auth: {|  usr: ***|  ***"],
  ["braces within braces", "auth: {\n  a: { b: c },\n  hunter2 }", "auth: {|  a: ***|  ***"],
  ["references, and the end of the braces", "auth: {\n  a: ${A} }, b: c\nx: 1", "auth: {|  a: ${A} }, b: c|x: 1"],
  ["a brace before a key", "auth: {\n  }ogin: hunter2 }", "auth: {|  ***"],
  ["the end of braces that were none", "auth:\n  a: ${A} } hunter2: x", "auth:|  a: ${A} ***"],
  [
    "a text of several lines",
    "auth:\n  password: |\n    hunter2: x\n  a: ${A}",
    "auth:|  password: ***|    ***|  a: ${A}",
  ],
  ["a text whose indentation was forgotten", 'auth:\n  password: "a\nhunter2"\nx: 1', "auth:|  password: ***|***|x: 1"],
  ["a text that looks like a key", 'p:\n  pw: "a\nhunter2: x"\nx: 1', "p:|  pw: ***|***|x: 1"],
  ["a quote that is never closed", 'auth:\n  usr: "a\nhunter2: x\nx: hunter2', "auth:|  usr: ***|***|***"],
  ["a text in another line", "auht:\n  password:\n    hunter2\n  b: x", "auht:|  password:|    ***|  b: x"],
  ["a reference in another line", "password:\n  ${PW}", "password:|  ${PW}"],
  ["a text that goes on between braces", "{ password: a\n hunter2 }", "{ password: ***| ***"],
  ["a comment among credentials", "auth:\n  a: ${A}\n  # was hunter2\n", "auth:|  a: ${A}|  ***|"],
  ["a provider in a list", "- auth:\n    usr: hunter2\n  url: x\n- y", "- auth:|    usr: ***|  url: x|- y"],
  ["a list of keys", "- key: hunter2\n  name: x\n- name: y", "- key: ***|  name: x|- name: y"],
  ["a comment that opens a brace", "# auth: {\nx: 1", "# auth: {|x: 1"],
])("credentials: %s", (_, text, expected) => {
  expect(quoted(text).join("|")).toBe(expected);
  expect(quoted(text).join("|")).not.toContain("hunter2");
});

test("a long line is cut, and a line that is not there is none", () => {
  expect(quoted(`# ${"x".repeat(500)}`)[0]).toHaveLength(200);
  expect(maskedLines((line) => ["x"][line - 1])(9)).toBeNull();
});

test("neither a line that is too long to be looked through is quoted, nor what follows it", () => {
  const long = `a: [${"x, ".repeat(1000)}]`;
  expect(quoted(`first: 1\n${long}\nlast: 1`)).toEqual(["first: 1", null, null]);
});

test.each(["-", "a-", "- ", "a: ", "&a ", "'", '"', "{", "://", "${", "#", "!x "])(
  "a line full of %j takes no time",
  (part) => {
    const started = performance.now();
    quoted(`a: 1\n!${part.repeat(1999 / part.length)}\npw: ${part.repeat(1990 / part.length)}\n`);
    expect(performance.now() - started).toBeLessThan(1000);
  },
);
