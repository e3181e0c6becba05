/** Ncloud Certificate Manager in the simulator. */
import { simulatedCa } from "../simulated-ca";
import { createNcloud } from "./routes";
import { ncloudScenario, ncloudScenarioSchema } from "./scenario";

export const simulatedNcloud = simulatedCa({
  type: "ncloud",
  endpoints: { url: "" },
  operations: [
    // ListDcvStatuses, `getVerificationInfo/{certificateNo}`
    "ncloud.verification",
    // ListCertificates
    "ncloud.certificates",
    // ListCloudCertificates, `getCertificates`
    "ncloud.cloudCertificates",
    // ListAdvancedCertificates, `getPaidCertificates`
    "ncloud.paidCertificates",
  ],
  secretHeaders: ["x-ncp-apigw-signature-v1", "x-ncp-apigw-signature-v2"],
  scenario: ncloudScenarioSchema,
  read: ncloudScenario,
  create: createNcloud,
});
