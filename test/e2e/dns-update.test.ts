/** The publisher of dynamic updates at real servers. */
import { testUpdates } from "../support/dns-updates";
import { describeWithBind, describeWithKnot, startBind, startKnot } from "../support/name-servers";

describeWithKnot("Knot", () => testUpdates(startKnot));
describeWithBind("BIND", () => testUpdates(startBind));
