/** DigiCert CertCentral in the simulator. */
import { simulatedCa } from "../simulated-ca";
import { createDigicert } from "./routes";
import { digicertScenario, digicertScenarioSchema } from "./scenario";

export const simulatedDigicert = simulatedCa({
  type: "digicert",
  endpoints: { url: "/services/v2" },
  operations: [
    // `GET /domain`, and the same of a sub-account
    "digicert.list",
    // `GET /domain/{id}`, its validations, and the counters
    "digicert.domain",
    // `GET /user/me`
    "digicert.user",
    // `GET /container`
    "digicert.container",
    // `POST` and `PUT` below `/domain`
    "digicert.change",
  ],
  secretHeaders: ["x-dc-devkey"],
  scenario: digicertScenarioSchema,
  read: digicertScenario,
  create: createDigicert,
});
