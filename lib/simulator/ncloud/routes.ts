/** NAVER Cloud's Certificate Manager API v2, its reading half. https://api.ncloud-docs.com/docs/security-certificatemanager */
import type { Answer } from "../answer";
import type { Call, CertificateAuthority, Distortion, Route } from "../call";
import type { NcloudScenario } from "./scenario";
import { certificateList } from "./certificates";
import type { CertificateList } from "./certificates";
import { gatewayError, gatewayFailure, gatewayRefusal } from "./gateway";
import { verificationInfo } from "./verification-info";

const OWN = "/api/v2/";
const VERIFICATION = /^\/api\/v2\/certificate\/getVerificationInfo\/([^/]+)$/;

const LISTS: Readonly<Record<string, readonly [string, CertificateList]>> = {
  "/api/v2/certificate/certificates": ["ncloud.certificates", "all"],
  "/api/v2/certificate/getCertificates": ["ncloud.cloudCertificates", "cloud"],
  "/api/v2/certificate/getPaidCertificates": ["ncloud.paidCertificates", "advanced"],
};

export function createNcloud(scenario: NcloudScenario): CertificateAuthority {
  const routeOf = (call: Call): Route | null => {
    if (!call.path.startsWith(OWN)) return null;
    const guarded = (act: (distortion: Distortion) => Answer) => (distortion: Distortion) =>
      gatewayRefusal(call, scenario) ?? act(distortion);
    const list = LISTS[call.path];
    const certificateNo = VERIFICATION.exec(call.path)?.[1];

    if (call.method === "GET" && list !== undefined) {
      const [operation, kind] = list;
      return route(
        operation,
        call,
        guarded((distortion) => certificateList(scenario, call, kind, distortion)),
      );
    }
    if (call.method === "GET" && certificateNo !== undefined) {
      const answer = guarded((distortion) => verificationInfo(scenario, call, certificateNo, distortion));
      return route("ncloud.verification", call, answer, { certificateNo });
    }
    // The gateway knows routes, not paths: a wrong method is as unknown to it as a wrong path.
    return route(null, call, () => gatewayError(404, "300", "Not Found Exception", "URL not found."));
  };
  return { route: routeOf };
}

function route(
  operation: string | null,
  call: Call,
  answer: (distortion: Distortion) => Answer,
  pathParameters: Readonly<Record<string, string>> = {},
): Route {
  const parameters = { ...Object.fromEntries(call.query), ...pathParameters };
  return { operation, parameters, answer, failure: gatewayFailure };
}
