/** The domains of the account: what they are, and what the API shows of them, which may lag. */
import type { EpochMs } from "../../core/time";
import type { SectigoDomain } from "./scenario";

export interface Estate {
  /** What is shown at an instant, in the order of the listing. The same array while nothing has changed. */
  rows(asOf: EpochMs): readonly SectigoDomain[];
  /** What is shown of one domain, in whatever case it is asked for; null where there is none. */
  shown(name: string, asOf: EpochMs): SectigoDomain | null;
  /** What it is. */
  current(name: string): SectigoDomain | null;
  byId(id: number): SectigoDomain | null;
  /** Puts a domain in the place of what it was. */
  change(domain: SectigoDomain, at: EpochMs): void;
  /** Ends the lag of a domain. */
  reveal(name: string): void;
  /** Adds a domain, which gets an id. */
  add(domain: SectigoDomain): SectigoDomain;
  remove(name: string): void;
}

interface Row {
  /** The latest last; the first holds since ever. */
  versions: readonly { readonly at: EpochMs; readonly domain: SectigoDomain }[];
}

/** @param lagMs for how long a change is not shown */
export function createEstate(domains: readonly SectigoDomain[], lagMs: number): Estate {
  const byName = new Map<string, Row>();
  const rowOf = (domain: SectigoDomain): Row => ({ versions: [{ at: -Infinity, domain }] });
  /** Two entries of the scenario may have one name; the first is the one that is found. */
  const rows = domains.map((domain) => {
    const row = rowOf(domain);
    const name = domain.domain.toLowerCase();
    if (!byName.has(name)) byName.set(name, row);
    return row;
  });
  let nextId = domains.length + 1;
  let kept: { readonly rows: readonly SectigoDomain[]; readonly until: EpochMs } | null = {
    rows: domains,
    until: Infinity,
  };

  const latest = ({ versions }: Row): SectigoDomain => (versions.at(-1) as Row["versions"][number]).domain;
  function shownOf({ versions }: Row, asOf: EpochMs): SectigoDomain {
    const visible = versions.findLast(({ at }) => at + lagMs <= asOf) ?? versions[0];
    return (visible as Row["versions"][number]).domain;
  }
  /** When the next change becomes visible. */
  function nextChange(asOf: EpochMs): EpochMs {
    const coming = rows.flatMap(({ versions }) => versions.map(({ at }) => at + lagMs)).filter((at) => at > asOf);
    return coming.reduce((a, b) => Math.min(a, b), Infinity);
  }
  const find = (name: string): Row | undefined => byName.get(name.toLowerCase());

  return {
    rows(asOf) {
      if (kept === null || asOf >= kept.until) {
        kept = { rows: rows.map((row) => shownOf(row, asOf)), until: lagMs === 0 ? Infinity : nextChange(asOf) };
      }
      return kept.rows;
    },
    shown(name, asOf) {
      const row = find(name);
      return row === undefined ? null : shownOf(row, asOf);
    },
    current(name) {
      const row = find(name);
      return row === undefined ? null : latest(row);
    },
    byId(id) {
      const row = rows.find((one) => latest(one).id === id);
      return row === undefined ? null : latest(row);
    },
    change(domain, at) {
      const row = find(domain.domain);
      if (row === undefined) return;
      // What is no longer shown is forgotten.
      const first = row.versions.findLastIndex((version) => version.at + lagMs <= at);
      row.versions = [...row.versions.slice(lagMs === 0 ? row.versions.length : Math.max(0, first)), { at, domain }];
      kept = null;
    },
    reveal(name) {
      const row = find(name);
      if (row === undefined) return;
      row.versions = [{ at: -Infinity, domain: latest(row) }];
      kept = null;
    },
    add(domain) {
      const added = { ...domain, id: nextId };
      nextId += 1;
      const row = rowOf(added);
      const at = rows.findIndex((one) => latest(one).domain > domain.domain);
      rows.splice(at < 0 ? rows.length : at, 0, row);
      byName.set(domain.domain.toLowerCase(), row);
      kept = null;
      return added;
    },
    remove(name) {
      const row = find(name);
      if (row === undefined) return;
      rows.splice(rows.indexOf(row), 1);
      byName.delete(name.toLowerCase());
      kept = null;
    },
  };
}
