/**
 * Puts environment variables into texts below `providers` and `dns`: `${NAME}` must be set, `${NAME:-default}` need not be, and
 * `$${` stands for a literal `${`. It works on parsed values, so that no variable can change the structure of the file.
 * Elsewhere a reference is refused: what stands there is printed, and a change of the file could print a credential.
 */
import type { Diagnostic } from "../core/diagnostic";
import type { Path, YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Substituted {
  /** The data with its references replaced. A reference that cannot be replaced stays, and is reported. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The variables' values that are texts in this data, which was made of `value`: a number computed from one is no secret, nor
   * is an address, whose host messages name.
   */
  readonly secretsIn: (data: unknown) => ReadonlySet<string>;
  /** Whether a part of the value at this path came from the environment. */
  readonly isSecret: (path: Path) => boolean;
}

const FILLED_IN: readonly unknown[] = ["providers", "dns"];

const ADDRESS = /^https?:\/\//i;

/** How a file writes this text, so that no part of it is taken for a reference. */
export function withoutReferences(text: string): string {
  return text.replaceAll("${", () => "$${");
}

const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{/g;

export function substitute(document: YamlDocument, env: Environment): Substituted {
  const problems = createProblemList();
  const filledIn: { readonly path: Path; readonly value: string }[] = [];
  const report = (code: string, message: string, path: Path): void =>
    problems.add(() => document.diagnostic(code, "error", message, path));

  const replaceText = (text: string, path: Path): string =>
    text.replace(REFERENCE, (whole: string, name: string | undefined, otherwise: string | undefined) => {
      if (whole === "$${") return "${";
      if (!FILLED_IN.includes(path[0])) {
        const message =
          "a reference ${…} may stand below providers and dns only; write the value here, or $${ for a literal ${";
        report("misplaced-reference", message, path);
        return whole;
      }
      if (name === undefined) {
        const forms = isCredential(path) ? "${NAME}" : "${NAME} or ${NAME:-default}";
        const message = `a reference is written ${forms}; write $\${ for a literal \${`;
        report("bad-reference", message, path);
        return whole;
      }
      const value = env[name] ?? "";
      if (value !== "") {
        filledIn.push({ path, value });
        return value;
      }
      if (otherwise !== undefined) return otherwise;
      const state = env[name] === undefined ? "not set" : "empty";
      const advice = isCredential(path) ? "set it" : `set it, or write \${${name}:-default}`;
      report("missing-variable", `the environment variable ${name} is ${state}; ${advice}`, path);
      return whole;
    });
  const reportKey = (path: Path): void =>
    problems.add(() => {
      const message = "a key cannot hold a reference ${…}; write the key itself, and a reference as its value";
      return document.diagnostic("misplaced-reference", "error", message, path, "key");
    });
  /** A part without a reference is not copied. */
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === "string") return value.includes("${") ? replaceText(value, path) : value;
    if (typeof value !== "object" || value === null || !mentions(value)) return value;
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const place = [...path, key];
        if (key.replaceAll("$${", "").includes("${")) reportKey(place);
        return [key, walk(inner, place)];
      }),
    );
  };
  const value = walk(document.value, []);
  const secretPaths = new Set(filledIn.map(({ path }) => keyOf(path)));
  return {
    value,
    diagnostics: problems.found(),
    secretsIn: (data) =>
      new Set(
        filledIn
          .filter(({ path, value }) => typeof valueAt(data, path) === "string" && !ADDRESS.test(value))
          .map(({ value }) => value),
      ),
    isSecret: (path) => secretPaths.has(keyOf(path)),
  };
}

/** Credentials belong into the environment, so no message advises to write a default for one. */
function isCredential(path: Path): boolean {
  return path.includes("auth");
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], data);
}

function mentions(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${");
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.some(mentions) : Object.entries(value).some((entry) => entry.some(mentions));
}
