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
import type { RecordsRenderer } from "./records/record";
import type { FolderRenderer, Renderer } from "./renderer";

export interface FormatEntry {
  /** What the name of a file of this format ends in. */
  readonly extension: string;
  /** What the paths of places in it are relative to: hosts of code read them from the root of the repository. */
  readonly paths: "repository" | "working-directory";
  readonly plan: () => Promise<Renderer<PlanDocument>>;
  /** Null where a format is about a plan only. */
  readonly list: (() => Promise<Renderer<Listing>>) | null;
  /** Likewise: for the problems of the files, which there is no plan of. */
  readonly check: (() => Promise<Renderer<FileCheck>>) | null;
  /** Absent where a format is not about an estate over time. */
  readonly history?: () => Promise<Renderer<EstateHistory>>;
  /** A plan as the files of a folder, for formats that have such a form. */
  readonly folder?: () => Promise<FolderRenderer<PlanDocument>>;
  /** What of a plan the format leaves out because it cannot say it, as sentences: then the output counts as not written. */
  readonly problems?: (plan: PlanDocument) => Promise<readonly string[]>;
}

async function planRecords(render: RecordsRenderer): Promise<Renderer<PlanDocument>> {
  return (await import("./records/plan-renderer")).planRecordsRenderer(render);
}

async function recordProblems(plan: PlanDocument): Promise<readonly string[]> {
  return (await import("./records/plan-renderer")).planRecordsProblems(plan);
}

export const FORMATS = {
  text: {
    extension: "txt",
    paths: "working-directory",
    check: null,
    plan: async () => (await import("./text/text")).renderText,
    list: async () => (await import("./text/list")).renderListText,
    history: async () => (await import("./text/history")).renderHistoryText,
  },
  json: {
    extension: "json",
    paths: "working-directory",
    check: null,
    plan: async () => (await import("./json/json")).renderJson,
    list: async () => (await import("./json/list")).renderListJson,
    history: async () => (await import("./json/history")).renderHistoryJson,
  },
  markdown: {
    extension: "md",
    paths: "working-directory",
    list: null,
    plan: async () => (await import("./markdown/markdown")).renderMarkdown,
    check: async () => (await import("./markdown/check")).renderMarkdownCheck,
  },
  github: {
    extension: "github.txt",
    paths: "repository",
    list: null,
    plan: async () => (await import("./github")).renderGithub,
    check: async () => (await import("./github")).renderGithubCheck,
  },
  sarif: {
    extension: "sarif",
    paths: "repository",
    list: null,
    plan: async () => (await import("./sarif/sarif")).renderSarif,
    check: async () => (await import("./sarif/check")).renderSarifCheck,
  },
  junit: {
    extension: "junit.xml",
    paths: "working-directory",
    list: null,
    plan: async () => (await import("./junit/junit")).renderJunit,
    check: async () => (await import("./junit/junit")).renderJunitCheck,
  },
  codequality: {
    extension: "codequality.json",
    paths: "repository",
    list: null,
    check: null,
    plan: async () => (await import("./codequality")).renderCodequality,
  },
  html: {
    extension: "html",
    paths: "working-directory",
    list: null,
    check: null,
    plan: async () => (await import("./html/page")).renderHtml,
    history: async () => (await import("./html/history")).renderHistoryHtml,
  },
  csv: {
    extension: "csv",
    paths: "working-directory",
    check: null,
    plan: async () => (await import("./csv/csv")).renderCsv,
    list: async () => (await import("./csv/list")).renderListCsv,
    history: async () => (await import("./csv/history")).renderHistoryCsv,
  },
  prometheus: {
    extension: "prom",
    paths: "working-directory",
    list: null,
    check: null,
    plan: async () => (await import("./prometheus/prometheus")).renderPrometheus,
  },
  ics: {
    extension: "ics",
    paths: "working-directory",
    list: null,
    check: null,
    plan: async () => (await import("./ics/ics")).renderIcs,
    folder: async () => (await import("./ics/by-owner")).renderIcsByOwner,
  },
  "records-zone": {
    ...{ extension: "records.zone", paths: "working-directory", list: null, check: null, problems: recordProblems },
    plan: async () => planRecords((await import("./records/zone")).renderZone),
  },
  "records-terraform": {
    ...{ extension: "records.tf.json", paths: "working-directory", list: null, check: null, problems: recordProblems },
    plan: async () => planRecords((await import("./records/terraform")).renderTerraform),
  },
  "records-dnscontrol": {
    ...{ extension: "records.js", paths: "working-directory", list: null, check: null, problems: recordProblems },
    plan: async () => planRecords((await import("./records/dnscontrol")).renderDnscontrol),
  },
  "records-external-dns": {
    ...{ extension: "records.yaml", paths: "working-directory", list: null, check: null, problems: recordProblems },
    plan: async () => planRecords((await import("./records/external-dns")).renderExternalDns),
  },
  "records-json": {
    ...{ extension: "records.json", paths: "working-directory", list: null, check: null, problems: recordProblems },
    plan: async () => planRecords((await import("./records/json")).renderJson),
  },
} as const satisfies Record<string, FormatEntry>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
