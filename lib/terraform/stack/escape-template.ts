/** Makes text from outside inert: neither Terraform nor cdktf finds anything in it to evaluate. */
import { printable } from "../../core/printable";

/**
 * What opens a template in Terraform's JSON syntax (`${`, `%{`) and a token in cdktf (`${TfToken[`, `#{TfToken[`,
 * `&{TfToken[`), with all such signs before it: `$${` is Terraform's own escape, so a sign in front changes the meaning.
 */
const OPENING = /[$%#&]+(?=\{)/g;

/**
 * The text as a Terraform template that evaluates to it. The signs go through an expression of their own, `${"$"}{name}`,
 * because the shorter `$${name}` would still hold a cdktf token where the text looks like one. Characters that could act
 * on a terminal are written visibly, for Terraform prints these strings.
 */
export function escapeTemplate(text: string): string {
  return printable(text).replace(OPENING, (signs) => quoted(signs));
}

/**
 * The same for the key of an object. cdktf copies objects by assignment, where `__proto__` is no key and `constructor` is
 * taken already, so names that every JavaScript object has are quoted too; Terraform evaluates keys like values.
 */
export function escapeTemplateKey(text: string): string {
  const key = escapeTemplate(text);
  return key in {} ? quoted(key) : key;
}

function quoted(text: string): string {
  return `\${"${text}"}`;
}
