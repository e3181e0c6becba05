/**
 * The Prometheus label for a label of the file: `cost.center` becomes `label_cost_center`. The prefix keeps it apart from the labels
 * that dcv sets. Two keys can become the same label; a caller must refuse that.
 * Source: https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
 */
export function metricLabelName(key: string): string {
  return `label_${key.replace(/[^a-zA-Z0-9_]/g, "_")}`;
}
