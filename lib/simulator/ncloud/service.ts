/** What the service behind Ncloud's gateway says: `returnCode` "0" or not, mostly with HTTP 200 in either case. */
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";

export function success(fields: Readonly<Record<string, unknown>>): Answer {
  return jsonAnswer(200, { returnCode: "0", returnMessage: "Success", ...fields });
}

/** 1006, with HTTP 200. */
export const noSuchCertificate = (): Answer => refused(200, "1006", "The certificate does not exist.");

/** 2101, with HTTP 200. */
export const missingParameter = (name: string): Answer => refused(200, "2101", `The parameter ${name} is required.`);

/** 2100: input of the wrong type, which is refused with HTTP 400. */
export const invalidParameter = (name: string): Answer => refused(400, "2100", `The parameter ${name} is invalid.`);

function refused(status: number, returnCode: string, returnMessage: string): Answer {
  return jsonAnswer(status, { returnCode, returnMessage });
}
