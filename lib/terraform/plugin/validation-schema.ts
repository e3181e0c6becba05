/** The attributes of `dcv_validation`. */
import { METHODS } from "../../core/vocabulary";
import { CHALLENGE_ATTRIBUTES, STATUS_ATTRIBUTES } from "./domain-attributes";
import type { Schema } from "./schema";

/** A journal that is new makes the first call wait for ten minutes. */
export const DEFAULT_START_TIMEOUT = "30m";

export const VALIDATION_SCHEMA: Schema = {
  version: 1,
  description:
    "Keeps the validation of one domain alive. It takes up a validation or an order that the CA has; else it starts an order and hands out the records that the CA looks for. When the validation enters its window, the next plan shows an update, and one apply renews it. Destroying it forgets the domain: nothing is called at the CA.",
  attributes: {
    domain: {
      ...{ mode: "required", type: "string" },
      description: "The domain name, such as `www.example.com` or `*.example.com`. Another name is another validation.",
    },
    account: {
      ...{ mode: "optional-computed", type: "string" },
      description: "The account of the provider's configuration; may be left out where there is one only.",
    },
    method: {
      ...{ mode: "optional", type: "string" },
      description: `The method of the next order: ${METHODS.map((one) => `\`${one}\``).join(", ")}. Without it, that of the file, else that of the last validation. A validation by another method is replaced: a new order is due at once, also while it is good.`,
    },
    revalidate_within_days: {
      ...{ mode: "optional", type: "number" },
      description:
        "The window: a new order is due when the validation stays usable for fewer days than this. Without it, as the file says, else 30. A window as long as a validation may be used, or longer, is cut to half of that time.",
    },
    keys: {
      ...{ mode: "optional", type: { map: "string" } },
      description:
        "What the CA needs to know of the domain beside its name, by the keys that a domain of this CA has in `domains.yaml`, such as `email`.",
    },
    register: {
      ...{ mode: "optional", type: "bool" },
      description: "Whether a domain that the CA does not list is registered there, where the CA can be asked to.",
    },
    id: { mode: "computed", type: "string", description: "`account/domain`, by which it is imported." },
    order_id: {
      ...{ mode: "computed", type: "string" },
      description:
        "Stands for the order, or for the validation that was there already. It changes only with a new order; `dcv_validation_submission` takes it.",
    },
    ...STATUS_ATTRIBUTES,
    ...CHALLENGE_ATTRIBUTES,
  },
  blocks: {
    timeouts: {
      description: "How long an apply may take.",
      attributes: {
        create: {
          ...{ mode: "optional", type: "string" },
          description: `Such as \`45m\`; ${DEFAULT_START_TIMEOUT} unless set. The wait of a new journal counts.`,
        },
        update: { mode: "optional", type: "string", description: "The same for an update." },
      },
    },
  },
};
