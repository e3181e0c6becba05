/** Sectigo Certificate Manager in the simulator. */
import type { SimulatedCa } from "../simulated-ca";
import { SECTIGO_TOKEN_PATH } from "./authentication";
import { createSectigo } from "./routes";

export const simulatedSectigo: SimulatedCa = {
  type: "sectigo",
  // Also served below `/private/api`.
  endpoints: { url: "/api", tokenUrl: SECTIGO_TOKEN_PATH },
  create: ({ sectigo }) => (sectigo === null ? null : createSectigo(sectigo)),
};
