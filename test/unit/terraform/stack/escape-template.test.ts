import { escapeTemplate, escapeTemplateKey } from "../../../../lib/terraform/stack/escape-template";

describe("text from outside as a Terraform template that evaluates to it", () => {
  test.each([
    ["plain text stays", "validated on 2026-11-01", "validated on 2026-11-01"],
    ["signs without a brace stay", "100 % of $5 & #1 {x}", "100 % of $5 & #1 {x}"],
    ["an interpolation", "${path.module}", '${"$"}{path.module}'],
    ["a directive", "%{ if true }", '${"%"}{ if true }'],
    ["what is escaped already", "$${x}", '${"$$"}{x}'],
    ["signs in a row", "$%{x} %${y}", '${"$%"}{x} ${"%$"}{y}'],
    ["a cdktf token", "${TfToken[TOKEN.0]}", '${"$"}{TfToken[TOKEN.0]}'],
    ["a cdktf list token", "#{TfToken[TOKEN.0]}", '${"#"}{TfToken[TOKEN.0]}'],
    ["a cdktf map token", "&{TfToken[TOKEN.0]}", '${"&"}{TfToken[TOKEN.0]}'],
    ["what moves a cursor", "a\u001b[2Jb\nc", "a\\u{1b}[2Jb\\u{a}c"],
  ])("%s", (_, text, expected) => expect(escapeTemplate(text)).toBe(expected));
});

describe("a name as the key of an object", () => {
  test.each([
    ["*.example.com", "*.example.com"],
    ["__proto__", '${"__proto__"}'],
    ["constructor", '${"constructor"}'],
    ["${x}.example.com", '${"$"}{x}.example.com'],
  ])("%s", (name, expected) => expect(escapeTemplateKey(name)).toBe(expected));
});
