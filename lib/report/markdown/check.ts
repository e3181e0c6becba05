/** The problems of the files as a comment in the place of that of a plan. */
import { placeText } from "../../core/diagnostic";
import { code, prose } from "../markdown-text";
import type { Diagnostic } from "../../core/diagnostic";
import { checkText, hasErrors } from "../file-check";
import type { FileCheck } from "../file-check";
import type { Renderer } from "../renderer";
import { LIMIT_BYTES, markerOf } from "./markdown";
import { fitSections } from "./sections";
import { table } from "./table";
import type { Column } from "./table";

const COLUMNS: readonly Column<Diagnostic>[] = [
  { title: "place", cell: ({ place }) => code(placeText(place)) },
  { title: "level", cell: ({ severity }) => severity },
  { title: "problem", cell: ({ message }) => prose(message) },
  { title: "code", cell: ({ code: id }) => code(id) },
];

export const renderMarkdownCheck: Renderer<FileCheck> = (check) => {
  const { diagnostics } = check;
  const head = `${markerOf(check.estate)}\n## ${hasErrors(check) ? "❌" : "✅"} DCV: ${prose(checkText(check))}\n`;
  if (diagnostics.length === 0) return [head];
  const { head: titles, rows } = table(COLUMNS, diagnostics);
  const section = { open: `\n${titles}`, rows, close: "", noun: "problem" };
  return [head, fitSections([section], LIMIT_BYTES - Buffer.byteLength(head))];
};
