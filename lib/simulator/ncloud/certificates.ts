/** The lists of certificates: ListCertificates, ListCloudCertificates and ListAdvancedCertificates. */
import type { Answer } from "../answer";
import { reshaped } from "../answer";
import { pageOf } from "../call";
import type { Call, Distortion } from "../call";
import type { NcloudCertificate, NcloudScenario } from "./scenario";
import { invalidParameter, success } from "./service";

export type CertificateList = "all" | "cloud" | "advanced";

/**
 * `page` counts from 1; 0 and a missing one are the first page. `pageSize` is the scenario's default where missing, and
 * 0 is everything, as Ncloud documents for its orders. The lists count in `totalCount`, not in `totalRows`.
 */
export function certificateList(
  scenario: NcloudScenario,
  call: Call,
  list: CertificateList,
  distortion: Distortion,
): Answer {
  const page = naturalNumber(call.query.get("page"), 1);
  const asked = naturalNumber(call.query.get("pageSize"), scenario.defaultPageSize);
  if (page === null) return invalidParameter("page");
  if (asked === null) return invalidParameter("pageSize");
  const name = call.query.get("certificateName") ?? "";
  const found = scenario.certificates.filter(
    (certificate) => (list === "all" || certificate.kind === list) && certificate.name.includes(name),
  );

  const everything = list === "advanced" ? orders(found, scenario) : found.map((one) => item(one, scenario));
  const pageSize = Math.min(asked === 0 ? everything.length : asked, scenario.maxPageSize ?? Infinity);
  const first = asked === 0 ? 0 : Math.max(0, page - 1) * pageSize;
  const shown = pageOf(everything, first, pageSize, distortion);
  const total = { totalCount: distortion.total ?? everything.length };
  return success({
    ...(distortion.omitTotal ? {} : total),
    ...(list === "advanced" ? { orders: shown } : { sslCertificateList: shown }),
  });
}

/** An advanced certificate belongs to an order, and is listed, counted and paged by it. */
function orders(certificates: readonly NcloudCertificate[], scenario: NcloudScenario): Record<string, unknown>[] {
  const byOrder = new Map<string | number, Record<string, unknown>[]>();
  for (const certificate of certificates) {
    const orderId = certificate.orderId ?? certificate.certificateNo;
    byOrder.set(orderId, [...(byOrder.get(orderId) ?? []), item(certificate, scenario)]);
  }
  return [...byOrder].map(([orderId, members]) => ({ orderId, certificates: members }));
}

function item(certificate: NcloudCertificate, scenario: NcloudScenario): Record<string, unknown> {
  const fields = {
    certificateNo: certificate.certificateNo,
    certificateName: certificate.name,
    memberNo: "1",
    commonName: certificate.domains[0] ?? "",
    // Typed as text in the documentation and described as a list.
    dnsName: scenario.dnsNames === "list" ? certificate.domains : certificate.domains.join(","),
    statusCode: certificate.statusCode,
    ...(certificate.orderId === null ? {} : { orderId: certificate.orderId }),
  };
  return reshaped(fields, certificate.omit, certificate.extra);
}

function naturalNumber(text: string | null, missing: number): number | null {
  if (text === null || text === "") return missing;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
