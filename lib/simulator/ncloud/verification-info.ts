/** ListDcvStatuses, `GET /certificate/getVerificationInfo/{certificateNo}?domainAddress=…`. */
import type { Answer } from "../answer";
import { reshaped } from "../answer";
import type { Call, Distortion } from "../call";
import type { NcloudScenario, NcloudValidation } from "./scenario";
import { formatSeoulTime } from "./seoul-time";
import { invalidParameter, missingParameter, noSuchCertificate, success } from "./service";

/** Entries come in the order in which the scenario lists them, since the API promises none. */
export function verificationInfo(
  scenario: NcloudScenario,
  call: Call,
  certificateNo: string,
  distortion: Distortion,
): Answer {
  const domainAddress = (call.query.get("domainAddress") ?? "").toLowerCase();
  if (domainAddress === "") return missingParameter("domainAddress");
  if (!/^\d{1,15}$/.test(certificateNo)) return invalidParameter("certificateNo");
  const certificate = scenario.certificates.find((one) => one.certificateNo === Number(certificateNo));
  if (certificate === undefined) return noSuchCertificate();

  const list = certificate.validations
    .filter((validation) => addressOf(validation, scenario) === domainAddress)
    .map((validation) => entry(validation));
  const total = { totalRows: distortion.total ?? list.length };
  return success({
    ...(distortion.omitTotal ? {} : total),
    dnsVerificationCount: list.length,
    dnsVerificationList: list,
    ...(scenario.emailVerification ? { emailVerificationCount: 0, emailVerificationList: [] } : {}),
  });
}

/** The API does not say whether a wildcard is asked for by its own name or by its base. */
function addressOf(validation: NcloudValidation, scenario: NcloudScenario): string {
  const name = validation.domain.toLowerCase();
  return scenario.wildcardDomainAddress === "base" ? name.replace(/^\*\./, "") : name;
}

function entry(validation: NcloudValidation): Record<string, unknown> {
  const fields = {
    validSn: validation.validSn,
    requestSn: validation.requestSn,
    validStatusCode: validation.status,
    // Absent from the table of fields, present in the example.
    ...(validation.txtId === null ? {} : { txtId: validation.txtId }),
    txtName: validation.txtName,
    txtValue: validation.txtValue,
    validYn: validation.validYn,
    registDate: validation.registeredAt === null ? null : formatSeoulTime(validation.registeredAt),
    validDate: validation.validatedAt === null ? null : formatSeoulTime(validation.validatedAt),
  };
  return reshaped(fields, validation.omit, validation.extra);
}
