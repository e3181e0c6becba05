/** Sectigo Certificate Manager in the simulator. */
import { simulatedCa } from "../simulated-ca";
import { SECTIGO_TOKEN_PATH } from "./authentication";
import { createSectigo } from "./routes";
import { sectigoScenario } from "./scenario";
import { sectigoScenarioSchema } from "./scenario-schema";

export const simulatedSectigo = simulatedCa({
  type: "sectigo",
  // Also served below `/private/api`.
  endpoints: { url: "/api", tokenUrl: SECTIGO_TOKEN_PATH },
  operations: [
    // The OAuth token endpoint.
    "sectigo.token",
    // `GET /dcv/{version}/validation`
    "sectigo.list",
    // `POST /dcv/{version}/validation/status`
    "sectigo.status",
    // `POST /dcv/{version}/validation/start/domain/{method}`
    "sectigo.start",
    // `POST /dcv/{version}/validation/submit/domain/{method}` and `…/submit-bulk/…`
    "sectigo.submit",
    // `POST /dcv/{version}/validation/sync`, then `…/clear` and `…/delete`
    "sectigo.sync",
    "sectigo.clear",
    "sectigo.delete",
    // `/domain/v1`: `POST` registers, everything else
    "sectigo.register",
    "sectigo.domains",
    // `GET /organization/v1`, `GET /connector/v1/dns`, `POST /report/v1/domains`
    "sectigo.organizations",
    "sectigo.connectors",
    "sectigo.report",
  ],
  secretHeaders: ["password"],
  scenario: sectigoScenarioSchema,
  read: sectigoScenario,
  create: createSectigo,
});
