/** The records as a JSON list, for programs that no other format suits. */
import { sorted } from "./record";
import type { RecordsRenderer } from "./record";

export const renderJson: RecordsRenderer = (records) => [
  { name: null, text: `${JSON.stringify({ records: sorted(records) }, null, 2)}\n` },
];
