/** Numbers and booleans that came as texts from the environment, in settings of providers. */
import type { TSchema } from "@sinclair/typebox";
import { asMapping } from "../core/loose-values";
import type { ProviderModule } from "../core/provider-module";
import { providerSchema } from "./provider-schema";

const WHOLE_REFERENCE = /^\$\{[^}]*\}$/;
const NUMERAL = /^-?\d{1,15}(\.\d{1,9})?$/;

/**
 * The file's value with references filled in, where a reference that is the whole value of a setting has the type of that
 * setting: `org: ${ORG}` is a number. A text that is no number stays one, which the schema check then refuses. A setting
 * that is a text stays a text: a password may consist of digits.
 *
 * @param written the value of the file before references were filled in
 */
export function readReferences(written: unknown, filled: unknown, modules: readonly ProviderModule[]): unknown {
  const root = asMapping(filled);
  if (root !== filled || root.providers !== asMapping(root.providers)) return filled;
  const before = asMapping(asMapping(written).providers);
  const providers = Object.entries(asMapping(root.providers)).map(([name, settings]) => {
    const module = modules.find(({ type }) => type === asMapping(settings).type);
    return [name, module === undefined ? settings : read(before[name], settings, providerSchema(module))];
  });
  return { ...root, providers: Object.fromEntries(providers) as unknown };
}

function read(written: unknown, filled: unknown, schema: TSchema | undefined): unknown {
  if (schema === undefined || written === filled) return filled;
  if (typeof filled === "string") {
    const isReference = typeof written === "string" && WHOLE_REFERENCE.test(written);
    return isReference ? typed(filled, schema.type) : filled;
  }
  if (Array.isArray(filled)) {
    return filled.map((item, index) => read((written as unknown[])[index], item, schema.items as TSchema | undefined));
  }
  const properties = (schema.properties ?? {}) as Readonly<Record<string, TSchema>>;
  const entries = Object.entries(asMapping(filled)).map(([key, value]) => {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    return [key, read(asMapping(written)[key], value, own)];
  });
  return Object.fromEntries(entries);
}

function typed(text: string, type: unknown): unknown {
  if ((type === "integer" || type === "number") && NUMERAL.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
