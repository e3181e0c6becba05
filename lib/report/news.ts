/** What has happened since the reading before, in words that every format shares. */
import type { News, NewsKind } from "../core/since";
import { counted } from "../core/printable";
import type { PlanDocument, StateDocument } from "./plan-document";

const WORDS: Readonly<Record<NewsKind, string>> = {
  revalidated: "validated again",
  lapsed: "no longer validated",
  "entered-window": "is now due to be validated again",
  appeared: "newly listed",
  vanished: "no longer listed",
  "order-moved": "its order moved",
  changed: "changed",
  unreadable: "can no longer be read",
  readable: "can be read again",
};

export function newsText({ kind, detail }: Pick<News, "kind" | "detail">): string {
  return detail === "" ? WORDS[kind] : `${WORDS[kind]} (${detail})`;
}

/** `my-ca/www.example.com: validated again (CNAME)`. */
export function newsLine({ provider, domain, ...what }: News): string {
  return `${provider}/${domain}: ${newsText(what)}`;
}

/** `Since 2026-11-24T02:00:00Z: 3 changes`; null for a plan without a state from before. */
export function sinceTitle({ state }: PlanDocument): string | null {
  const since = state?.since ?? null;
  return since === null ? null : `Since ${since.at}: ${counted(since.news.length, "change")}`;
}

/** `State of 2026-11-25T02:00:00Z: my-ca 450 listed, 3 asked, 402 known`. */
export function stateText({ at, refreshed, providers }: StateDocument): string {
  const counts = providers.map(
    ({ name, listed, asked, known }) => `${name} ${listed} listed, ${asked} asked, ${known} known`,
  );
  return `State of ${at}${refreshed ? "" : ", no CA was asked"}: ${counts.join("; ")}`;
}
