/** The CAs that the simulator can stand for. A new one is one folder beside this file and one line below. */
import type { SimulatedCa } from "./simulated-ca";
import { simulatedDigicert } from "./digicert/simulated";
import { simulatedNcloud } from "./ncloud/simulated";
import { simulatedSectigo } from "./sectigo/simulated";

/** In the order in which they are asked whether a request is theirs. */
export const SIMULATED_CAS: readonly SimulatedCa[] = [simulatedNcloud, simulatedDigicert, simulatedSectigo];
