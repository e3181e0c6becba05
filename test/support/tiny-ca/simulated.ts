/** The tiny CA in the simulator: a key, a list of names, and a call for each name. */
import { Type } from "@sinclair/typebox";
import { jsonAnswer, type Answer } from "../../../lib/simulator/answer";
import type { Call, Route } from "../../../lib/simulator/call";
import { simulatedCa } from "../../../lib/simulator/simulated-ca";

interface TinyScenario {
  readonly key: string;
  readonly names: readonly {
    readonly name: string;
    readonly validated: string | null;
    readonly requested: string | null;
  }[];
}

const day = Type.Unsafe({ type: ["string", "null"] });

export const simulatedTiny = simulatedCa({
  type: "tiny",
  endpoints: { url: "" },
  operations: ["tiny.list", "tiny.detail"],
  secretHeaders: ["x-tiny-key"],
  scenario: Type.Object({
    key: Type.String(),
    names: Type.Array(Type.Object({ name: Type.String(), validated: day, requested: day })),
  }),
  read: (written: TinyScenario) => written,
  create: ({ key, names }: TinyScenario) => ({
    route(call: Call) {
      if (!call.path.startsWith("/names")) return null;
      const asked = decodeURIComponent(call.path.slice("/names/".length));
      const found = names.find(({ name }) => name === asked);
      const route = (operation: string, status: number, value: unknown): Route => ({
        operation,
        parameters: asked === "" ? {} : { name: asked },
        answer: (): Answer =>
          call.headers["x-tiny-key"] === key ? jsonAnswer(status, value) : jsonAnswer(401, { error: "wrong key" }),
        failure: (failed) => jsonAnswer(failed, { error: "out of order" }),
      });
      if (asked === "")
        return route(
          "tiny.list",
          200,
          names.map(({ name }) => name),
        );
      return route("tiny.detail", found === undefined ? 404 : 200, found ?? { error: "no such name" });
    },
  }),
});
