/** Names that a CA lists and that cannot be read, acknowledged by the files of an estate. */
import type { Acknowledged } from "../core/acknowledged";
import { placeText } from "../core/diagnostic";
import type { Diagnostic } from "../core/diagnostic";
import { parseListedName } from "../core/domain-name";
import { asList, asMapping, asText } from "../core/loose-values";
import { DAY_MS, formatDay, parseDay } from "../core/time";
import type { EpochMs } from "../core/time";
import type { YamlDocument } from "../document/document";
import { createProblemList } from "../document/problems";
import { quoted } from "../document/quoted";

export interface AcknowledgedCollector {
  /** Takes the entries of one more file. */
  add(document: YamlDocument): readonly Diagnostic[];
  /** Those that can be read, in the order of the files. */
  found(): readonly Acknowledged[];
}

/** Whether an entry may hold this text of a CA: it is not blank, and no waiver can name it. */
export function canBeAcknowledged(name: string): boolean {
  return name.trim() !== "" && parseListedName(name) === null;
}

/** @param maxDays how far ahead of `now` an entry may end */
export function createAcknowledgedCollector(maxDays: number, now: EpochMs): AcknowledgedCollector {
  const found = new Map<string, Acknowledged>();
  const latest = now + maxDays * DAY_MS;
  return {
    add: (document) => {
      const problems = createProblemList();
      for (const [index, entry] of asList(asMapping(document.value).acknowledged).entries()) {
        const refuse = (message: string, ...key: string[]): void =>
          problems.add(() =>
            document.diagnostic("bad-acknowledged", "error", message, ["acknowledged", index, ...key]),
          );
        const written = asMapping(entry);
        const [name, reason, owner, expires] = [written.name, written.reason, written.owner, written.expires].map(
          asText,
        );
        const lastDay = parseDay(expires ?? "");
        if (!name || !reason || !owner || lastDay === null) continue; // the schema check has reported it
        const twin = found.get(name);
        if (parseListedName(name) !== null) {
          refuse(`${quoted(name)} can be read as a name; declare it, or waive undeclared-domain for it`, "name");
        } else if (lastDay > latest) {
          refuse(`an entry may end ${maxDays} days ahead at most, on ${formatDay(latest)}`, "expires");
        } else if (twin !== undefined) {
          refuse(`${quoted(name)} is acknowledged at ${placeText(twin.place)} already; remove one of the two`);
        } else {
          found.set(name, { name, reason, owner, lastDay, place: document.placeOf(["acknowledged", index]) });
        }
      }
      return problems.found();
    },
    found: () => [...found.values()],
  };
}
