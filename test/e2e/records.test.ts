/** 311 values, hostile ones among them, through a real name server and through real Terraform: the same bytes come out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDnsClient, questionOf } from "../../lib/dns/client";
import { recordsOf } from "../../lib/dns/record";
import { renderTerraform } from "../../lib/report/records/terraform";
import { renderZone } from "../../lib/report/records/zone";
import type { DnsRecordToPublish } from "../../lib/report/records/record";
import { describeWithKnot, startKnot } from "../support/name-servers";
import { describeWithTerraform, startTerraform } from "../support/terraform/terraform";

const ZONE = "example.test";

/** Texts that a CA could send: its random values, and what breaks escapes. */
function values(): readonly string[] {
  let state = 7;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff);
  const random = Array.from({ length: 300 }, () =>
    Array.from({ length: 32 }, () => String.fromCharCode(33 + (next() % 94))).join(""),
  );
  const hostile = [
    '"a\\b;c%d`e|f\' {g}"',
    "${path.module}%{if true}x%{endif}$${y}",
    "\\",
    '"',
    "; comment",
    "a  b\tc",
    " lead and trail ",
    "\u00e9\u00ff",
    "x".repeat(256),
    "sectigo.com;accounturi=acct:1@sectigo.com",
    "$$${a}%%%{b}",
  ];
  return [...hostile, ...random];
}

const RECORDS: readonly DnsRecordToPublish[] = values().map((value, index) => ({
  zone: ZONE,
  name: `t${index}.${ZONE}`,
  type: "TXT",
  value,
  ttl: 60,
  comment: `value ${index}`,
}));

describeWithKnot("a zone file in Knot", () => {
  test("answers with the same bytes", async () => {
    const head = `@ 60 IN SOA ns1 h 1 7200 900 1209600 60\n@ 60 IN NS ns1\nns1 60 IN A 127.0.0.1\n`;
    const cname: DnsRecordToPublish = {
      ...(RECORDS[0] as DnsRecordToPublish),
      name: `_abc.${ZONE}`,
      type: "CNAME",
      value: "d6a3.c4b5.sectigo.com",
    };
    const [file] = renderZone([...RECORDS, cname]);
    const knot = await startKnot(ZONE, `$ORIGIN ${ZONE}.\n${head}${file?.text ?? ""}`);
    const client = createDnsClient();
    const server = { address: "127.0.0.1", port: Number(knot.at.split(":")[1]), label: knot.at };
    const { signal } = new AbortController();
    try {
      const seen = await Promise.all(
        RECORDS.map(async ({ name }) => {
          const outcome = await client.ask(server, questionOf(name, "TXT"), signal);
          return outcome.kind === "answer" ? recordsOf(outcome.answer.answers, "TXT", name)[0]?.text : outcome.code;
        }),
      );
      expect(seen).toEqual(RECORDS.map(({ value }) => value));
      const outcome = await client.ask(server, questionOf(cname.name, "CNAME"), signal);
      expect(outcome).toMatchObject({ answer: { answers: [{ target: cname.value }] } });
    } finally {
      await client.close();
      await knot.close();
    }
  });
});

describeWithTerraform("a local value in Terraform", () => {
  test("evaluates to the same text", async () => {
    const directory = mkdtempSync(join(tmpdir(), "dcv-records-"));
    const terraform = await startTerraform();
    try {
      // Terraform's own strings are Unicode, so bytes over 0x7f are what JSON says they are.
      writeFileSync(join(directory, "records.tf.json"), renderTerraform(RECORDS)[0]?.text ?? "");
      writeFileSync(
        join(directory, "main.tf.json"),
        JSON.stringify({ output: { v: { value: "${local.dcv_records}" } } }),
      );
      expect((await terraform.run(directory, "init", "-input=false")).code).toBe(0);
      expect((await terraform.run(directory, "apply", "-auto-approve", "-no-color")).code).toBe(0);
      const state = JSON.parse(readFileSync(join(directory, "terraform.tfstate"), "utf8")) as {
        outputs: { v: { value: Record<string, { value: string }> } };
      };
      const seen = RECORDS.map(({ name }) => state.outputs.v.value[`${name}. TXT`]?.value);
      expect(seen).toEqual(RECORDS.map(({ value }) => value));
    } finally {
      await terraform.close();
      rmSync(directory, { recursive: true });
    }
  });
});
