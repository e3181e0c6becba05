/**
 * The output formats, each of them a file or a folder; a format is loaded only when it is asked for.
 *
 * `lib/report` shows a plan. `describe-plan.ts` makes the plan document (`plan-document.ts`, also its schema) of it once; each format
 * is a renderer (`renderer.ts`) from that document to pieces of text, so a saved plan can be rendered again (`parse-plan.ts`).
 */
import type { Listing } from "../core/listing";
import type { PlanDocument } from "./plan-document";
import type { Renderer } from "./renderer";

interface FormatRenderers {
  readonly plan: () => Promise<Renderer<PlanDocument>>;
  /** Null where a format is about a plan only. */
  readonly list: (() => Promise<Renderer<Listing>>) | null;
}

export const FORMATS = {
  text: {
    plan: async () => (await import("./text/text")).renderText,
    list: async () => (await import("./text/list")).renderListText,
  },
  json: {
    plan: async () => (await import("./json/json")).renderJson,
    list: async () => (await import("./json/list")).renderListJson,
  },
  markdown: { plan: async () => (await import("./markdown/markdown")).renderMarkdown, list: null },
  github: { plan: async () => (await import("./github")).renderGithub, list: null },
  sarif: { plan: async () => (await import("./sarif/sarif")).renderSarif, list: null },
  junit: { plan: async () => (await import("./junit/junit")).renderJunit, list: null },
  codequality: { plan: async () => (await import("./codequality")).renderCodequality, list: null },
  html: { plan: async () => (await import("./html/page")).renderHtml, list: null },
  csv: {
    plan: async () => (await import("./csv/csv")).renderCsv,
    list: async () => (await import("./csv/list")).renderListCsv,
  },
  prometheus: { plan: async () => (await import("./prometheus/prometheus")).renderPrometheus, list: null },
  ics: { plan: async () => (await import("./ics/ics")).renderIcs, list: null },
} as const satisfies Record<string, FormatRenderers>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
