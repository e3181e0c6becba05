/** Whatever a plan says, no format makes a terminal, a build log or the next line of its own obey it. */
import type { Listing } from "../../../lib/core/listing";
import { FORMAT_NAMES, FORMATS } from "../../../lib/report/registry";
import type { Format } from "../../../lib/report/registry";
import { validated } from "../../support/domains";
import { HOSTILE_TEXTS, planSaying } from "../../support/hostile-text";
import { wholeText } from "../../support/whole-text";

const CONTEXT = { toolVersion: "0.0.0", color: false, columns: 80, detail: "work" as const };

/** What a format itself is made of: line ends, the byte order mark of CSV. */
const OWN = /^\ufeff|\r?\n/g;

/** By Unicode's own properties: what controls, reorders, divides lines, annotates or is not to be seen. */
const UNSEEN = [
  ...[/\p{Cc}/gu, /\p{Cs}/gu, /\p{Zl}/gu, /\p{Zp}/gu],
  ...[/\p{Bidi_Control}/gu, /\p{Default_Ignorable_Code_Point}/gu, /[\ufff9-\ufffb]/gu],
];

function expectInert(text: string): void {
  const bare = text.replace(OWN, "");
  expect(UNSEEN.flatMap((kind) => bare.match(kind) ?? [])).toEqual([]);
  // Azure Pipelines and TeamCity obey these anywhere in a line.
  expect(text).not.toMatch(/##(vso|teamcity)?\[/);
}

describe.each(Object.entries(HOSTILE_TEXTS))("%s", (_, text) => {
  test.each(FORMAT_NAMES)("in %s", async (format: Format) => {
    const render = await FORMATS[format].plan();
    const output = wholeText(render(planSaying(text), CONTEXT));
    expectInert(output);
    const commands = output.split(/\r\n|\n|\r/).filter((line) => /^\s*::/.test(line));
    const harmless = wholeText(render(planSaying("x"), CONTEXT)).split("\n");
    const own = harmless.filter((line) => /^\s*::/.test(line)).length;
    expect(commands.length).toBe(format === "github" ? own : 0);
  });

  const withList = FORMAT_NAMES.filter((format) => FORMATS[format].list !== undefined);
  test.each(withList)("in a list as %s", async (format: Format) => {
    const record = validated(null, { status: text, method: text, orderStatus: text, orderMethod: text });
    const listing: Listing = {
      ...{ provider: text, type: text, complete: false, error: text, warnings: [text], asOf: 0, undated: 0 },
      observations: [
        { kind: "present", domain: text, record },
        { kind: "unknown", domain: text, reason: "not_understood", detail: text, record },
      ],
    };
    const render = await FORMATS[format].list?.();
    const output = wholeText(render?.(listing, CONTEXT) ?? []);
    expectInert(output);
    expect(output).not.toMatch(/^\s*::/m);
  });
});

test("a command that begins a line only because the text is broken there", async () => {
  const render = await FORMATS.text.plan();
  for (let length = 40; length < 80; length += 1)
    expect(wholeText(render(planSaying(`${"a".repeat(length)} ::error::b`), CONTEXT))).not.toMatch(/^\s*::/m);
  const renderIcs = await FORMATS.ics.plan();
  for (let length = 0; length < 75; length += 1)
    expect(wholeText(renderIcs(planSaying(`${"a".repeat(length)}::error::b`), CONTEXT))).not.toMatch(/^\s*::/m);
});
