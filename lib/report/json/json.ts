/** The plan as JSON, the format that scripts and other policy engines read. */
import { jsonText } from "./json-text";
import type { PlanDocument } from "../plan-document";
import type { Renderer } from "../renderer";

export const renderJson: Renderer<PlanDocument> = (plan) => jsonText(plan, 2);
