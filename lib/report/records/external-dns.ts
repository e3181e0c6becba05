/** A `DNSEndpoint` resource for external-dns, `v1alpha1`. Targets have no trailing dot, which suits its older versions too. */
import { stringify } from "yaml";
import { sorted } from "./record";
import type { DnsRecordToPublish, RecordsRenderer } from "./record";

export const renderExternalDns: RecordsRenderer = (records) => {
  const resource = {
    apiVersion: "externaldns.k8s.io/v1alpha1",
    kind: "DNSEndpoint",
    metadata: { name: "dcv-records" },
    spec: { endpoints: endpointsOf(sorted(records)) },
  };
  const comments = sorted(records).map(({ name, comment }) => `# ${name}: ${comment}\n`);
  return [{ name: null, text: `${comments.join("")}${stringify(resource, { lineWidth: 0 })}` }];
};

/** One endpoint a name and type, with all of its values. */
function endpointsOf(records: readonly DnsRecordToPublish[]): readonly object[] {
  const groups = new Map<string, DnsRecordToPublish[]>();
  for (const record of records) {
    const key = `${record.name} ${record.type}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((ones) => ({
    dnsName: ones[0]?.name,
    recordTTL: Math.min(...ones.map(({ ttl }) => ttl)),
    recordType: ones[0]?.type,
    targets: ones.map(({ value }) => value),
  }));
}
