/** How SCM runs each method. Sectigo REST manual, "Domain Control Validation". */
import type { MethodFlow } from "../../core/acting";
import type { Method } from "../../core/vocabulary";

/** The record of a TXT method comes with the answer of the submission: there is nothing to publish before it. */
export const METHOD_FLOWS: Readonly<Record<Method, MethodFlow>> = {
  CNAME: "start-first",
  HTTP: "start-first",
  HTTPS: "start-first",
  TXT: "submit-first",
  PERSISTENT_TXT: "submit-first",
  EMAIL: "email",
};
