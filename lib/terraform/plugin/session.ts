/** What the calls of one configured provider share. */
import { errorAt } from "./diagnostics";
import type { Engine } from "./engine";
import type { TfDiagnostic } from "./schema";

export interface Session {
  /** Null where a value of the provider's block is known after apply only: then nothing can be read. */
  readonly engine: Engine | null;
}

export const NOT_CONFIGURED: TfDiagnostic = errorAt(
  null,
  "The provider is not configured yet",
  "A value of the provider block of dcv is known after apply only, so no CA can be read now. Give it a value that is known at the plan, or apply what it comes from first with -target",
);
