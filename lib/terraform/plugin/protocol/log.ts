/** Log lines in the form of Terraform, which shows them with `TF_LOG` and drops them without it: JSON, one object a line. */

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** @param fields plain JSON without secrets, beside the message */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;

const MODULE = "dcv";

/** @param now in milliseconds since 1970 */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (level, message, fields = {}) => {
    const head = { "@level": level, "@message": message, "@module": MODULE };
    // Terraform reads a time with six digits after the second only, and takes any other line for plain text.
    const timestamp = new Date(now()).toISOString().replace("Z", "000Z");
    write(`${JSON.stringify({ ...fields, ...head, "@timestamp": timestamp })}\n`);
  };
}
