/**
 * The published JSON Schemas below `schemas/` are what the program checks by. `UPDATE_GOLDEN=1 npx jest test/docs/schemas`
 * writes them anew; read the difference before you commit it.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { domainsSchema } from "../../lib/config/domains-schema";
import { NOTIFICATION_SCHEMA } from "../../lib/notify/payloads";
import { RULE_SCHEMA } from "../../lib/policy/rule-schema";
import { TABLES_SCHEMA } from "../../lib/policy/tables-schema";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import { APPLY_SCHEMA } from "../../lib/report/apply-document";
import { EVIDENCE_LIST_SCHEMA } from "../../lib/report/evidence-list-document";
import { HISTORY_SCHEMA } from "../../lib/report/history-document";
import { LIST_SCHEMA } from "../../lib/report/list-document";
import { PLAN_SCHEMA } from "../../lib/report/plan-document";
import { scenarioSchema } from "../../lib/simulator/scenario";
import { StateFileLine } from "../../lib/state/format";
import { REPOSITORY } from "../support/tables";

/** By file name. */
const SCHEMAS: Readonly<Record<string, object>> = {
  "apply.schema.json": APPLY_SCHEMA,
  "domains.schema.json": domainsSchema(PROVIDER_MODULES),
  "evidence.schema.json": EVIDENCE_LIST_SCHEMA,
  "history.schema.json": HISTORY_SCHEMA,
  "list.schema.json": LIST_SCHEMA,
  "notification.schema.json": NOTIFICATION_SCHEMA,
  "plan.schema.json": PLAN_SCHEMA,
  "rule.schema.json": RULE_SCHEMA,
  "scenario.schema.json": scenarioSchema(),
  "state.schema.json": StateFileLine,
  "tables.schema.json": TABLES_SCHEMA,
};

const UPDATE = process.env.UPDATE_GOLDEN === "1";
const directory = join(REPOSITORY, "schemas");

test.each(Object.entries(SCHEMAS))("%s is what the program checks by", (name, schema) => {
  const $id = `https://dcv-reconciler.dev/schemas/${name}`;
  const schemaOfSchemas = "http://json-schema.org/draft-07/schema#";
  const published = `${JSON.stringify({ $schema: schemaOfSchemas, $id, ...schema }, null, 2)}\n`;
  const path = join(directory, name);
  if (UPDATE) writeFileSync(path, published);
  else expect(readFileSync(path, "utf8")).toBe(published);
});

test.each(Object.entries(SCHEMAS))("%s is a JSON Schema", (_, schema) => {
  const ajv = new Ajv({ strictTypes: false });
  ajv.addVocabulary(["expected"]);
  expect(ajv.validateSchema(schema)).toBe(true);
});

test("no other schema is published", () => {
  expect(readdirSync(directory).sort()).toEqual(Object.keys(SCHEMAS).sort());
});
