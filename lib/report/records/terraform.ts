/**
 * A Terraform JSON file with one local value, `dcv_records`: a map by `NAME TYPE` for `for_each`. Names and targets are given
 * without and with a trailing dot, since providers want one or the other and report a drift for the wrong one.
 */
import { absolute, sorted } from "./record";
import type { RecordsRenderer } from "./record";

export const renderTerraform: RecordsRenderer = (records) => {
  const entries = sorted(records).map(({ zone, name, type, value, ttl, comment }) => [
    template(`${absolute(name)} ${type}`),
    {
      zone: template(zone),
      name: template(name),
      fqdn: template(absolute(name)),
      type,
      ttl,
      value: template(value),
      value_fqdn: template(type === "CNAME" ? absolute(value) : value),
      comment: template(comment),
    },
  ]);
  const file = { locals: { dcv_records: Object.fromEntries(entries) as object } };
  return [{ name: null, text: `${JSON.stringify(file, null, 2)}\n` }];
};

/** A text that Terraform evaluates to itself: a random value can hold what opens a template. */
function template(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}
