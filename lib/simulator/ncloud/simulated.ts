/** Ncloud Certificate Manager in the simulator. */
import type { SimulatedCa } from "../simulated-ca";
import { createNcloud } from "./routes";

export const simulatedNcloud: SimulatedCa = {
  type: "ncloud",
  endpoints: { url: "" },
  create: ({ ncloud }) => (ncloud === null ? null : createNcloud(ncloud)),
};
