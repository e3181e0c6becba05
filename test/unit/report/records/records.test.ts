/** Records of pending validations as text for the tools that own zones. */
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { renderDnscontrol } from "../../../../lib/report/records/dnscontrol";
import { renderExternalDns } from "../../../../lib/report/records/external-dns";
import { renderJson } from "../../../../lib/report/records/json";
import { renderOctodns } from "../../../../lib/report/records/octodns";
import { RECORDS_FORMAT_NAMES } from "../../../../lib/report/records/registry";
import type { RecordsFormat } from "../../../../lib/report/records/registry";
import type { DnsRecordToPublish, RecordsRenderer } from "../../../../lib/report/records/record";
import { renderTerraform } from "../../../../lib/report/records/terraform";
import { renderZone } from "../../../../lib/report/records/zone";

const record = (over: Partial<DnsRecordToPublish>): DnsRecordToPublish => ({
  zone: "example.com",
  name: "_6f66.example.com",
  type: "CNAME",
  value: "d6a3.c4b5.sectigo.com",
  ttl: 60,
  comment: "example.com, order of 2026-11-20, until 2026-12-20",
  ...over,
});
const TXT = record({ name: "example.com", type: "TXT", value: 'a;"b\\c ${x} %{y}', comment: "at the zone itself" });
const SECOND = record({ zone: "example.net", name: "_7a.shop.example.net", ttl: 300, comment: "shop.example.net" });
const RECORDS = [SECOND, TXT, record({})];

const RENDERERS = {
  zone: renderZone,
  terraform: renderTerraform,
  octodns: renderOctodns,
  dnscontrol: renderDnscontrol,
  "external-dns": renderExternalDns,
  json: renderJson,
} satisfies Readonly<Record<RecordsFormat, RecordsRenderer>>;

const textOf = (format: RecordsFormat, records: readonly DnsRecordToPublish[] = RECORDS): string =>
  RENDERERS[format](records)
    .map(({ text }) => text)
    .join("");

test("zone: absolute names, quoted strings, a comment above each", () => {
  expect(textOf("zone")).toBe(`; example.com
; example.com, order of 2026-11-20, until 2026-12-20
_6f66.example.com. 60 IN CNAME d6a3.c4b5.sectigo.com.
; at the zone itself
example.com. 60 IN TXT "a;\\"b\\\\c \${x} %{y}"

; example.net
; shop.example.net
_7a.shop.example.net. 300 IN CNAME d6a3.c4b5.sectigo.com.
`);
});

test("zone: a long text is cut into strings of 255 bytes, an empty one is one empty string", () => {
  const data = (value: string): string => textOf("zone", [record({ type: "TXT", value })]).split(" TXT ")[1] ?? "";
  expect(data("x".repeat(600))).toBe(`"${"x".repeat(255)}" "${"x".repeat(255)}" "${"x".repeat(90)}"\n`);
  expect(data("")).toBe('""\n');
  expect(data("\u00e9\t")).toBe('"\\233\\009"\n');
});

test("terraform: a map by name and type, both spellings of names, templates escaped", () => {
  const { locals } = JSON.parse(textOf("terraform")) as { locals: { dcv_records: Record<string, object> } };
  expect(Object.keys(locals.dcv_records)).toEqual([
    "_6f66.example.com. CNAME",
    "example.com. TXT",
    "_7a.shop.example.net. CNAME",
  ]);
  expect(locals.dcv_records["_6f66.example.com. CNAME"]).toMatchObject({
    name: "_6f66.example.com",
    fqdn: "_6f66.example.com.",
    value: "d6a3.c4b5.sectigo.com",
    value_fqdn: "d6a3.c4b5.sectigo.com.",
  });
  expect(locals.dcv_records["example.com. TXT"]).toMatchObject({ value: 'a;"b\\c $${x} %%{y}' });
});

test("octodns: a file a zone, its keys sorted, semicolons escaped", () => {
  const files = renderOctodns(RECORDS);
  expect(files.map(({ name }) => name)).toEqual(["example.com.yaml", "example.net.yaml"]);
  expect(parse(files[0]?.text ?? "")).toEqual({
    "": [{ ttl: 60, type: "TXT", value: 'a\\;"b\\c ${x} %{y}' }],
    _6f66: [{ ttl: 60, type: "CNAME", value: "d6a3.c4b5.sectigo.com." }],
  });
});

test("octodns: several values of one name are one set", () => {
  const [file] = renderOctodns([TXT, record({ ...TXT, value: "b", ttl: 30 })]);
  expect(parse(file?.text ?? "")).toEqual({ "": [{ ttl: 30, type: "TXT", values: ['a\\;"b\\c ${x} %{y}', "b"] }] });
});

test("dnscontrol: a program that extends each zone", () => {
  const calls: unknown[] = [];
  const record =
    (type: string) =>
    (...args: readonly unknown[]): unknown => [type, ...args];
  runInNewContext(textOf("dnscontrol", [...RECORDS, { ...TXT, value: "\u2028</script>\u00e9" }]), {
    D_EXTEND: (...args: readonly unknown[]) => calls.push(args),
    CNAME: record("CNAME"),
    TXT: record("TXT"),
    TTL: (seconds: number) => `ttl ${seconds}`,
  });
  expect(JSON.parse(JSON.stringify(calls))).toEqual([
    [
      "example.com",
      ["CNAME", "_6f66", "d6a3.c4b5.sectigo.com.", "ttl 60"],
      ["TXT", "@", 'a;"b\\c ${x} %{y}', "ttl 60"],
      ["TXT", "@", "\u2028</script>\u00e9", "ttl 60"],
    ],
    ["example.net", ["CNAME", "_7a.shop", "d6a3.c4b5.sectigo.com.", "ttl 300"]],
  ]);
});

test("external-dns: one resource, targets without a dot", () => {
  const parsed = parse(textOf("external-dns")) as { kind: string; spec: { endpoints: readonly object[] } };
  expect(parsed.kind).toBe("DNSEndpoint");
  expect(parsed.spec.endpoints).toEqual([
    { dnsName: "_6f66.example.com", recordTTL: 60, recordType: "CNAME", targets: ["d6a3.c4b5.sectigo.com"] },
    { dnsName: "example.com", recordTTL: 60, recordType: "TXT", targets: [TXT.value] },
    { dnsName: "_7a.shop.example.net", recordTTL: 300, recordType: "CNAME", targets: ["d6a3.c4b5.sectigo.com"] },
  ]);
});

test("json: the records as they are, sorted", () => {
  expect(JSON.parse(textOf("json"))).toEqual({ records: [record({}), TXT, SECOND] });
});

test.each(RECORDS_FORMAT_NAMES)("%s: the order of the input changes nothing", (format) => {
  expect(textOf(format, [...RECORDS].reverse())).toBe(textOf(format));
});
