/** What clients read beside validations: organizations, DNS connectors, and the report of all domains. */
import { formatInstant } from "../../core/time";
import type { EpochMs } from "../../core/time";
import type { Answer } from "../answer";
import { jsonAnswer } from "../answer";
import { jsonObject } from "../call";
import type { Call } from "../call";
import { notAnObject, notFound, sectigoError } from "./errors";
import type { Estate } from "./estate";
import { pageAnswer } from "./paging";
import { statusOf } from "./scenario";
import type { SectigoDomain, SectigoOrganization, SectigoScenario } from "./scenario";

/** `/organization/v1`. The lists by role and by kind of report hold all of them: the simulated account manages each. */
export function organizationsAnswer(below: string, { organizations }: SectigoScenario): Answer {
  if (below === "" || /^\/(?:report-type|managedBy|managed-by)\/[A-Za-z]+$/.test(below)) {
    return jsonAnswer(200, organizations.map(shown));
  }
  const id = /^\/(\d{1,9})$/.exec(below)?.[1];
  if (id === undefined) return notFound();
  const found = organizations.find((one) => one.id === Number(id));
  return found === undefined
    ? sectigoError(404, -1023, `Organization '${id}' not found.`)
    : jsonAnswer(200, shown(found));
}

function shown({ id, name, departments }: SectigoOrganization) {
  return { id, name, departments: departments.map((one) => ({ ...one, parentName: name })) };
}

/** `/connector/v1/dns`, one connector, and the DNS providers of one. */
export function connectorsAnswer(below: string, call: Call, scenario: SectigoScenario): Answer {
  const described = scenario.connectors.map(({ id, name }) => ({ id, name, status: "CONNECTED" }));
  if (below === "") {
    const name = (call.query.get("name") ?? "").toLowerCase();
    const found = described.filter((one) => one.name.toLowerCase().includes(name));
    return pageAnswer(call.query, found, scenario);
  }
  const [, id, providers] = /^\/([^/]+)(\/provider)?$/.exec(below) ?? [];
  const connector = scenario.connectors.find((one) => one.id === id);
  if (connector === undefined) return notFound();
  return jsonAnswer(200, providers === undefined ? described.find((one) => one.id === id) : connector.providers);
}

/** `POST /report/v1/domains`: every domain, without pages, in the words of the reports. The body may be left out. */
export function reportAnswer(call: Call, estate: Estate): Answer {
  if (call.body.trim() !== "" && jsonObject(call.body) === null) return notAnObject();
  const reports = estate.rows(call.asOf).map((domain) => ({
    id: domain.id,
    name: domain.domain,
    status: domain.isActive ? "Active" : "Suspended",
    requested: null,
    dcvStatus: reportStatus(domain, call.asOf),
    stickyUntil: domain.expiresAt === null ? null : formatInstant(domain.expiresAt),
  }));
  return jsonAnswer(200, { statusCode: 0, reports });
}

function reportStatus(domain: SectigoDomain, asOf: EpochMs): string {
  const status = statusOf(domain, asOf);
  if (status === "VALIDATED") return "Validated";
  if (status === "EXPIRED") return "Expired";
  return domain.orderStatus === "NOT_INITIATED" ? "Not Initiated" : "Action Required";
}
