/** How the methods run that CertCentral can be asked for: a submission makes the random value, and CertCentral looks by itself. */
import type { MethodFlow } from "../../core/acting";
import type { Method } from "../../core/vocabulary";

/** E-mail is left to people: a submission sends messages to everyone who may approve. */
export const METHOD_FLOWS: Readonly<Partial<Record<Method, MethodFlow>>> = {
  CNAME: "submit-first",
  TXT: "submit-first",
  HTTP: "submit-first",
};
