import type { TsigKey } from "../../../lib/core/tsig-key";
import { signMessage } from "../../../lib/dns/tsig";
import { signerOf, updateAnswer } from "../../../lib/simulator/dns/signed-calls";
import { createZoneState } from "../../../lib/simulator/dns/zone-state";

const KEY: TsigKey = { name: "dcv-key", algorithm: "hmac-sha256", secret: Buffer.alloc(32, 7).toString("base64") };
const NOW = Date.parse("2026-11-25T12:00:00Z");
const wire = (name: string): Buffer =>
  Buffer.concat([...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])), Buffer.of(0)]);

test("an update that deletes all TXT records of a name is done", () => {
  const zone = "example.test";
  const records = [{ name: `_x.${zone}`, type: "TXT" as const, data: ["one"] }];
  const state = createZoneState(zone, records, 1, () => NOW);
  const header = Buffer.from([0, 7, 0x28, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
  const question = Buffer.concat([wire(zone), Buffer.from([0, 6, 0, 1])]);
  const deletion = Buffer.concat([wire(`_x.${zone}`), Buffer.from([0, 16, 0, 255, 0, 0, 0, 0, 0, 0])]);
  const { bytes } = signMessage(Buffer.concat([header, question, deletion]), KEY, NOW);
  const signer = signerOf(bytes, [KEY], NOW);
  expect(signer.kind).toBe("signed");
  expect(updateAnswer(bytes, state, signer, NOW).readUInt8(3) & 15).toBe(0);
  expect(state.version(0).records.filter(({ type }) => type === "TXT")).toEqual([]);
});
