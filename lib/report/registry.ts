/**
 * The output formats, each of them a file or a folder and one line here; a format is loaded only when it is asked for.
 *
 * `lib/report` shows a plan. `describe-plan.ts` makes the plan document (`plan-document.ts`, also its schema) of it once; each format
 * is a renderer (`renderer.ts`) from that document to pieces of text, so a saved plan can be rendered again (`parse-plan.ts`).
 */
import type { EstateHistory } from "../core/estate-history";
import type { Listing } from "../core/listing";
import type { FileCheck } from "./file-check";
import type { PlanDocument } from "./plan-document";
import { RECORDS_FORMATS } from "./records/registry";
import type { RecordsFormat } from "./records/registry";
import type { FolderRenderer, Renderer } from "./renderer";

export interface FormatEntry {
  /** What the name of a file of this format ends in. */
  readonly extension: string;
  /** What the paths of places in it are relative to: hosts of code read them from the root of the repository. Default: the working directory. */
  readonly paths?: "repository";
  readonly plan: () => Promise<Renderer<PlanDocument>>;
  /** This and what follows is absent where a format has no such form. */
  readonly list?: () => Promise<Renderer<Listing>>;
  /** For the problems of the files, which there is no plan of. */
  readonly check?: () => Promise<Renderer<FileCheck>>;
  /** An estate over time. */
  readonly history?: () => Promise<Renderer<EstateHistory>>;
  /** A plan as the files of a folder. */
  readonly folder?: () => Promise<FolderRenderer<PlanDocument>>;
  /** What of a plan the format leaves out because it cannot say it, as sentences: then the output counts as not written. */
  readonly problems?: (plan: PlanDocument) => Promise<readonly string[]>;
}

/** A format of `dcv records` as one of the plan. */
function recordsFormat(name: RecordsFormat): FormatEntry {
  const { extension, load } = RECORDS_FORMATS[name];
  return {
    extension: `records.${extension}`,
    plan: async () => (await import("./records/plan-renderer")).planRecordsRenderer(await load()),
    problems: async (plan) => (await import("./records/plan-renderer")).planRecordsProblems(plan),
  };
}

const ENTRIES = {
  text: {
    extension: "txt",
    plan: async () => (await import("./text/text")).renderText,
    list: async () => (await import("./text/list")).renderListText,
    history: async () => (await import("./text/history")).renderHistoryText,
  },
  json: {
    extension: "json",
    plan: async () => (await import("./json/json")).renderJson,
    list: async () => (await import("./json/list")).renderListJson,
    history: async () => (await import("./json/history")).renderHistoryJson,
  },
  markdown: {
    extension: "md",
    plan: async () => (await import("./markdown/markdown")).renderMarkdown,
    check: async () => (await import("./markdown/check")).renderMarkdownCheck,
  },
  github: {
    extension: "github.txt",
    paths: "repository",
    plan: async () => (await import("./github")).renderGithub,
    check: async () => (await import("./github")).renderGithubCheck,
  },
  sarif: {
    extension: "sarif",
    paths: "repository",
    plan: async () => (await import("./sarif/sarif")).renderSarif,
    check: async () => (await import("./sarif/check")).renderSarifCheck,
  },
  junit: {
    extension: "junit.xml",
    plan: async () => (await import("./junit/junit")).renderJunit,
    check: async () => (await import("./junit/junit")).renderJunitCheck,
  },
  codequality: {
    extension: "codequality.json",
    paths: "repository",
    plan: async () => (await import("./codequality")).renderCodequality,
  },
  html: {
    extension: "html",
    plan: async () => (await import("./html/page")).renderHtml,
    history: async () => (await import("./html/history")).renderHistoryHtml,
  },
  csv: {
    extension: "csv",
    plan: async () => (await import("./csv/csv")).renderCsv,
    list: async () => (await import("./csv/list")).renderListCsv,
    history: async () => (await import("./csv/history")).renderHistoryCsv,
  },
  prometheus: {
    extension: "prom",
    plan: async () => (await import("./prometheus/prometheus")).renderPrometheus,
  },
  ics: {
    extension: "ics",
    plan: async () => (await import("./ics/ics")).renderIcs,
    folder: async () => (await import("./ics/by-owner")).renderIcsByOwner,
  },
  "records-zone": recordsFormat("zone"),
  "records-terraform": recordsFormat("terraform"),
  "records-dnscontrol": recordsFormat("dnscontrol"),
  "records-external-dns": recordsFormat("external-dns"),
  "records-json": recordsFormat("json"),
} as const satisfies Record<string, FormatEntry>;

export type Format = keyof typeof ENTRIES;
export const FORMATS: Readonly<Record<Format, FormatEntry>> = ENTRIES;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
