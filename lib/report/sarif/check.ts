/** The problems of the files as SARIF 2.1.0, in the place of the log of a plan. */
import type { Log } from "sarif";
import { printable } from "../../core/printable";
import { hasErrors } from "../file-check";
import type { FileCheck } from "../file-check";
import { fingerprint } from "../fingerprint";
import { jsonText } from "../json/json-text";
import type { Renderer } from "../renderer";
import { ruleOfCode } from "./tool";
import { artifactLocation, categoryOf, message, SOURCE_ROOT } from "./text";

export const renderSarifCheck: Renderer<FileCheck> = (check, { toolVersion }) => {
  const codes = [...new Set(check.diagnostics.map(({ code }) => code))].sort();
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "dcv", version: printable(toolVersion), rules: codes.map(ruleOfCode) } },
        automationDetails: { id: `${categoryOf(check.estate)}/${check.checkedAt}` },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: "The root of the repository." } } },
        invocations: [{ executionSuccessful: !hasErrors(check) }],
        results: check.diagnostics.map(({ code, severity, message: text, place }) => ({
          ruleId: code,
          ruleIndex: codes.indexOf(code),
          level: severity,
          message: message(text),
          locations: [
            {
              physicalLocation: {
                artifactLocation: artifactLocation(place.file),
                region: { startLine: place.line, startColumn: place.column, endLine: place.line },
              },
            },
          ],
          partialFingerprints: { primaryLocationLineHash: `${fingerprint(code, place.file, text)}:1` },
        })),
      },
    ],
  };
  return jsonText(log, 2);
};
