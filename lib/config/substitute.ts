/**
 * Puts environment variables into texts: `${NAME}` must be set, `${NAME:-default}` need not be (nor may it be empty), and
 * `$${` stands for a literal `${`. It works on parsed values, so that no variable can change the structure of the file.
 */
import type { Diagnostic } from "../core/diagnostic";
import type { Path, YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{/g;

/** The value of the document with its references replaced; one that cannot be replaced stays and is reported. */
export function substitute(
  document: YamlDocument,
  env: Environment,
): { value: unknown; diagnostics: readonly Diagnostic[] } {
  const problems = createProblemList();
  const report = (code: string, message: string, path: Path): void =>
    problems.add(() => document.diagnostic(code, "error", message, path));
  const replaceText = (text: string, path: Path): string =>
    text.replace(REFERENCE, (whole: string, name: string | undefined, otherwise: string | undefined) => {
      if (whole === "$${") return "${";
      if (name === undefined) {
        const message = "a reference is written ${NAME} or ${NAME:-default}; write $${ for a literal ${";
        report("bad-reference", message, path);
        return whole;
      }
      const value = env[name];
      if (otherwise !== undefined) return value === undefined || value === "" ? otherwise : value;
      if (value !== undefined) return value;
      const message = `the environment variable ${name} is not set; set it, or write \${${name}:-default}`;
      report("missing-variable", message, path);
      return whole;
    });
  /** What holds no reference stays what it is: of 100,000 domains there need not be two. */
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === "string") return value.includes("${") ? replaceText(value, path) : value;
    if (typeof value !== "object" || value === null || !mentions(value)) return value;
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]));
  };
  return { value: walk(document.value, []), diagnostics: problems.found() };
}

function mentions(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${");
  return typeof value === "object" && value !== null && Object.values(value).some(mentions);
}
