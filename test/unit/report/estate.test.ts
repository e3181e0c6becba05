/** Several estates in one repository or one monitoring system: no output of one is taken for that of another. */
import type { FileCheck } from "../../../lib/report/file-check";
import { FORMATS } from "../../../lib/report/registry";
import { markerOf } from "../../../lib/report/markdown/markdown";
import { wholeText } from "../../support/whole-text";
import { changeOf, CONTEXT, planOf, reuseUntil } from "./plan-documents";

async function render(format: "markdown" | "prometheus" | "ics" | "html" | "sarif", estate: string | null) {
  const reuse = reuseUntil("2026-12-29T00:00:00Z", 38);
  return wholeText((await FORMATS[format].plan())(planOf([changeOf("a.example.com", { reuse })], { estate }), CONTEXT));
}

test.each([
  ["markdown", "<!-- dcv plan shop-eu -->\n", "<!-- dcv plan -->\n"],
  ["prometheus", 'estate="shop-eu"', "dcv_plan_complete 1\n"],
  ["ics", "NAME:Domain control validations of shop-eu\r\n", "NAME:Domain control validations\r\n"],
  ["html", ": DCV plan of shop-eu as of ", ": DCV plan as of "],
  ["sarif", '"id": "dcv/shop-eu/', '"id": "dcv/2'],
] as const)("%s names the estate that has a name, and only that one", async (format, named, unnamed) => {
  const [withName, without] = [await render(format, "shop-eu"), await render(format, null)];
  expect(withName).toContain(named);
  expect(withName).not.toContain(unnamed);
  expect(without).toContain(unnamed);
  expect(without).not.toContain("shop-eu");
});

test("every series of Prometheus has the label", async () => {
  const series = (await render("prometheus", "shop-eu")).split("\n").filter((line) => /^dcv_/.test(line));
  expect(series.length).toBeGreaterThan(10);
  expect(series.filter((line) => !line.includes('estate="shop-eu"'))).toEqual([]);
});

test("events of two estates about one domain are two events", async () => {
  const uids = await Promise.all(
    [null, "shop-eu", "shop-us"].map(async (estate) => /UID:.*/.exec(await render("ics", estate))?.[0]),
  );
  expect(new Set(uids).size).toBe(3);
});

test("a name from a saved plan cannot end the comment of the marker", () => {
  expect(markerOf("a--> ## ok")).toBe("<!-- dcv plan a______ok -->");
});

test("the errors of a file take the place of the comment of the same estate", async () => {
  const check: FileCheck = {
    estate: "shop-eu",
    file: "domains.yaml",
    diagnostics: [],
    checkedAt: "2026-11-21T00:00:00Z",
  };
  const text = wholeText((await FORMATS.markdown.check?.())?.(check, CONTEXT) ?? []);
  expect(text).toMatch(/^<!-- dcv plan shop-eu -->\n/);
});
