/** The modules of the registry; where that of Sectigo does not act yet, with calls of its own. */
import type { Actor, ActRequest } from "../../lib/core/acting";
import { PROVIDER_MODULES } from "../../lib/providers/registry";
import type { OpenableModule } from "../../lib/providers/registry";
import { ProviderError } from "../../lib/providers/provider-error";

export function actingModules(): readonly OpenableModule[] {
  return PROVIDER_MODULES.map((module) =>
    module.type !== "sectigo"
      ? module
      : {
          ...module,
          async open(settings, runtime) {
            const provider = await module.open(settings, runtime);
            const auth = (settings as unknown as { auth: Record<string, string> }).auth;
            const post = async (step: string, { domain, method, keys }: ActRequest) => {
              const path = method === "PERSISTENT_TXT" ? "persistent-txt" : method.toLowerCase();
              let answer: Response;
              try {
                answer = await fetch(`${settings.url}/dcv/v1/validation/${step}/domain/${path}`, {
                  method: "POST",
                  headers: {
                    "content-type": "application/json",
                    ...{ login: auth.login ?? "", password: auth.password ?? "", customerUri: auth.customerUri ?? "" },
                  },
                  body: JSON.stringify({ domain, ...keys }),
                });
              } catch {
                throw new ProviderError("UnknownOutcome", `${settings.name}: no answer`);
              }
              const text = await answer.text();
              if (answer.status >= 500) throw new ProviderError("UnknownOutcome", `${settings.name}: ${answer.status}`);
              if (answer.status === 401) throw new ProviderError("Unauthorized", `${settings.name}: 401`);
              if (!answer.ok) throw new ProviderError("UnexpectedResponse", `${settings.name}: ${text}`);
              return { challenge: null, orderId: null };
            };
            const act: Actor = {
              flowOf: (method) =>
                method === "EMAIL"
                  ? "email"
                  : method === "TXT" || method === "PERSISTENT_TXT"
                    ? "submit-first"
                    : "start-first",
              start: (request) => post("start", request),
              submit: (request) => post("submit", request),
            };
            return { ...provider, act };
          },
        },
  );
}
