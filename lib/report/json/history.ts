/** An estate over time, as JSON. Its shape is `HISTORY_SCHEMA`. */
import type { EstateHistory } from "../../core/estate-history";
import { describeHistory } from "../history-document";
import type { Renderer } from "../renderer";
import { jsonText } from "./json-text";

export const renderHistoryJson: Renderer<EstateHistory> = (history, { toolVersion }) =>
  jsonText(describeHistory(history, toolVersion), 2);
