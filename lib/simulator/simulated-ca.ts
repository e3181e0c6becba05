/** A CA that the simulator can stand for: everything about it lies in its folder. */
import type { TObject } from "@sinclair/typebox";
import type { CertificateAuthority } from "./call";
import type { Perspectives } from "./perspectives";
import type { ScenarioReader } from "./scenario-reader";

export interface SimulatedCa {
  /** The word in `type` of a provider, and its key in a scenario. */
  readonly type: string;
  /** What follows the simulator's URL in each address of a provider's settings, by the name of the setting. */
  readonly endpoints: { readonly url: string } & Readonly<Record<string, string>>;
  /** What can be asked, as `TYPE.WORD`: the words that a scenario's faults use. */
  readonly operations: readonly string[];
  /** Names of request headers that are not recorded, in lower case. */
  readonly secretHeaders: readonly string[];
  /** What it holds, as a scenario's file has it. */
  readonly scenario: TObject;
  /** The same with every default filled in. `written` has passed the schema. */
  read(written: unknown, reader: ScenarioReader): unknown;
  /** The CA that answers from what `read` returned, and looks for challenges where it is let. */
  create(held: unknown, perspectives: Perspectives): CertificateAuthority;
}

/** One CA, with the types of its own folder. */
export function simulatedCa<Written, Held>(
  ca: Omit<SimulatedCa, "read" | "create"> & {
    read(written: Written, reader: ScenarioReader): Held;
    create(held: Held, perspectives: Perspectives): CertificateAuthority;
  },
): SimulatedCa {
  return {
    ...ca,
    read: (written, reader) => ca.read(written as Written, reader),
    create: (held, perspectives) => ca.create(held as Held, perspectives),
  };
}
