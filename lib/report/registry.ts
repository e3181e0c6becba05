/** The output formats, one file each; a format is loaded only when it is asked for. */
import type { JudgedPlan } from "../core/finding";
import type { Listing } from "../core/listing";

export interface RenderContext {
  readonly toolVersion: string;
  /** Whether ANSI colours may be used. */
  readonly color: boolean;
  /** Columns to fit into. */
  readonly columns: number;
}

/** Turns data into the whole text of an output, newline at the end included. Pure: the same input, the same bytes. */
export type Renderer<T> = (input: T, context: RenderContext) => string;

interface FormatRenderers {
  readonly plan: () => Promise<Renderer<JudgedPlan>>;
  readonly list: () => Promise<Renderer<Listing>>;
}

export const FORMATS = {
  text: {
    plan: async () => (await import("./text")).renderText,
    list: async () => (await import("./list-text")).renderListText,
  },
  json: {
    plan: async () => (await import("./json")).renderJson,
    list: async () => (await import("./list-json")).renderListJson,
  },
} as const satisfies Record<string, FormatRenderers>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
