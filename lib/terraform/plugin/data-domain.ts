/** `data.dcv_domain`: what the CA says of one domain now. */
import { argumentProblems, domainArgument } from "./domain-argument";
import {
  CHALLENGE_ATTRIBUTES,
  challengeAttributes,
  NO_CHALLENGE,
  STATUS_ATTRIBUTES,
  statusAttributes,
} from "./domain-attributes";
import { errorAt, ofFailure } from "./diagnostics";
import type { DataSource } from "./provider";
import type { TfObject } from "./schema";
import { NOT_CONFIGURED } from "./session";
import type { Session } from "./session";

export const domainDataSource: DataSource<Session> = {
  schema: {
    version: 0,
    description:
      "Reads what the CA says of one domain: its validation, until when it can be used, and what the CA waits for.",
    attributes: {
      domain: {
        mode: "required",
        type: "string",
        description: "The domain name, such as `www.example.com` or `*.example.com`.",
      },
      account: {
        ...{ mode: "optional-computed", type: "string" },
        description: "The account of the provider's configuration; may be left out where there is one only.",
      },
      id: { mode: "computed", type: "string", description: "`account/domain`." },
      ...STATUS_ATTRIBUTES,
      ...CHALLENGE_ATTRIBUTES,
    },
  },
  validate: argumentProblems,
  async read(config, { session, signal }) {
    const { engine } = session;
    if (engine === null) return { state: null, diagnostics: [NOT_CONFIGURED] };
    const argument = domainArgument(config, engine.config);
    if (!argument.ok) return { state: null, diagnostics: argument.diagnostics };
    const { domain, address } = argument;
    try {
      const reading = await engine.read(domain, null, signal);
      const { change, situation } = reading;
      if (situation === "unknown") {
        return { state: null, diagnostics: [errorAt(null, `${address} could not be read`, change.message)] };
      }
      if (situation === "absent") {
        const detail = `${change.message}. Leave the data source out until the CA lists the domain`;
        return { state: null, diagnostics: [errorAt(["domain"], `${address} is not listed`, detail)] };
      }
      const challenge = change.live?.challenge ?? null;
      const state: TfObject = {
        ...{ domain: config["domain"] ?? null, account: domain.provider, id: address },
        ...statusAttributes(reading),
        ...((challenge === null ? null : challengeAttributes(challenge)) ?? NO_CHALLENGE),
      };
      return { state, diagnostics: [] };
    } catch (failure) {
      return { state: null, diagnostics: [ofFailure(failure, `${address} could not be read`)] };
    }
  },
};
