/** The tables as they ship, for tests that are about what they say. */
import { join } from "node:path";
import type { Tables } from "../../lib/core/tables";
import { readTables, readWrittenTables, tablesFor } from "../../lib/policy/tables";
import type { PublishedTables } from "../../lib/policy/tables";
import type { WrittenTables } from "../../lib/policy/tables-schema";

export const REPOSITORY = join(__dirname, "../..");
export const POLICIES = join(REPOSITORY, "policies");

export async function publishedTables(): Promise<PublishedTables> {
  const { tables, diagnostics } = await readTables(join(POLICIES, "tables"), REPOSITORY);
  if (tables === null) throw new Error(JSON.stringify(diagnostics));
  return tables;
}

/** The shipped tables for a file with one provider of each kind, named after it. */
export async function shippedTables(): Promise<Tables> {
  return tablesFor(await publishedTables(), [
    { name: "sectigo", type: "sectigo", reuseLimit: null },
    { name: "ncloud", type: "ncloud", reuseLimit: null },
  ]);
}

/** The shipped tables as their files have them. */
export async function writtenTables(): Promise<WrittenTables> {
  const {
    "reuse-periods": periods,
    methods,
    "ca-profiles": profiles,
  } = await readWrittenTables(join(POLICIES, "tables"), REPOSITORY);
  if (periods.value === null || methods.value === null || profiles.value === null) throw new Error("a broken table");
  return { "reuse-periods": periods.value, methods: methods.value, "ca-profiles": profiles.value };
}
