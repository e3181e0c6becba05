/** What an output format is: a pure function from data to text. */

export interface RenderContext {
  readonly toolVersion: string;
  /** Whether ANSI colours may be used. */
  readonly color: boolean;
  /** Columns to fit into. */
  readonly columns: number;
  readonly detail: Detail;
  /** Labels of the file that metrics carry, by key; no two of them have the same name there. None where it is absent. */
  readonly metricLabels?: readonly string[];
}

/** How much a text for people says: the verdict alone, what must be done, or every domain and finding. */
export type Detail = "verdict" | "work" | "everything";

/**
 * Turns data into the text of an output, newline at the end included. Pure: the same input, the same bytes.
 *
 * The text comes in pieces of any length, to be walked through once. What grows with the estate is made piece by piece, each
 * when it is asked for, so that no memory holds it whole; what stays small is one piece.
 */
export type Renderer<T> = (input: T, context: RenderContext) => Iterable<string>;

/** A file of an output that is a folder. */
export interface RenderedFile {
  /** Without a path. */
  readonly name: string;
  readonly text: Iterable<string>;
}

export type FolderRenderer<Subject> = (subject: Subject) => readonly RenderedFile[];
