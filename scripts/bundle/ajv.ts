/**
 * Takes the place of ajv in the bundles: gives the check of a schema that `precompile.mjs` compiled when the bundle was made, and
 * loads ajv itself only for any other schema, such as that of a user's own rule.
 */
import type { Ajv as RealAjv, AnySchema, ErrorObject, Format, Options, ValidateFunction } from "ajv";
import { CHECKS } from "precompiled-checks";
import type { Maker } from "precompiled-checks";
import { keyOf } from "./check-key.mjs";

export class Ajv {
  errors: ErrorObject[] | null | undefined = null;
  private readonly formats: Record<string, Format>;
  private readonly words: string[] = [];
  private loaded: RealAjv | null = null;

  constructor(private readonly options: Options = {}) {
    this.formats = { ...(options.formats as Record<string, Format> | undefined) };
  }

  addVocabulary(words: string[]): void {
    this.words.push(...words);
  }

  addFormat(name: string, format: Format): void {
    this.formats[name] = format;
  }

  compile(schema: AnySchema): ValidateFunction {
    const key = keyOf(this.options, this.words, this.formats, schema);
    const known = key === null ? undefined : CHECKS[key];
    if (known === undefined) return this.real().compile(schema);
    return known.quick === null ? known.whole(this.formats) : this.firstQuick(known.quick, known.whole);
  }

  /** The whole check is made where the quick one says no. */
  private firstQuick(quick: Maker, whole: Maker): ValidateFunction {
    const isValid = quick(this.formats);
    let find: ValidateFunction | null = null;
    const check = (data: unknown): boolean => {
      check.errors = null;
      if (isValid(data) === true) return true;
      find ??= whole(this.formats);
      find(data);
      check.errors = find.errors ?? null;
      return false;
    };
    check.errors = null as ErrorObject[] | null;
    return check as unknown as ValidateFunction;
  }

  validateSchema(schema: AnySchema): boolean | Promise<unknown> {
    const isValid = this.real().validateSchema(schema);
    this.errors = this.real().errors;
    return isValid;
  }

  private real(): RealAjv {
    if (this.loaded !== null) return this.loaded;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a load on demand that is not asynchronous
    const { Ajv: Real } = require("ajv/dist/ajv") as typeof import("ajv");
    const ajv = new Real(this.options);
    ajv.addVocabulary(this.words);
    for (const [name, format] of Object.entries(this.formats)) ajv.addFormat(name, format);
    return (this.loaded = ajv);
  }
}
