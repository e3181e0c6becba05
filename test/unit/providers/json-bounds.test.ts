import { parseBody } from "../../../lib/providers/http/answer";

const nested = (levels: number, [open, close]: readonly [string, string]) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;
const LISTS = ["[", "]"] as const;
const OBJECTS = ['{"a":', "}"] as const;

test.each([
  ["lists in a hundred levels", nested(100, LISTS)],
  ["objects in a hundred levels", nested(100, OBJECTS)],
  ["levels one after the other", `[${Array.from({ length: 300 }, () => "[[]]").join()}]`],
  ["brackets in a text", JSON.stringify(["[".repeat(500), "{".repeat(500), ",".repeat(300_000)])],
  ["a quote within a text", JSON.stringify(['"[', `\\"${"[".repeat(200)}`, "\\"])],
  ["brackets behind a quote within a text", JSON.stringify([`"${"[".repeat(200)}`])],
  ["a text alone", JSON.stringify("[".repeat(500))],
  ["as many values as are read", `[${"0,".repeat(199_998)}0]`],
])("%s are read", (_, text) => expect(parseBody(Buffer.from(text))).toEqual({ kind: "json", value: JSON.parse(text) }));

test.each([
  ["lists in more levels", nested(101, LISTS), "JSON nested deeper than 100 levels"],
  ["objects in more levels", nested(101, OBJECTS), "JSON nested deeper than 100 levels"],
  [
    "levels behind a text that ends in a backslash",
    `["\\\\",${nested(100, LISTS)}]`,
    "JSON nested deeper than 100 levels",
  ],
  ["levels that never close, behind blanks", `\n ${"[".repeat(4_000_000)}`, "JSON nested deeper than 100 levels"],
  ["more values", `[${"0,".repeat(200_000)}0]`, "JSON of more than 200000 values"],
  ["more empty objects", `[${"{},".repeat(100_000)}{}]`, "JSON of more than 200000 values"],
  ["a text that never ends", `["${"[".repeat(500)}`, "JSON that breaks off or is malformed"],
  ["a page with many brackets", `<p>${"[".repeat(500)}`, "XML or HTML"],
])("%s are not", (_, text, what) => expect(parseBody(Buffer.from(text))).toEqual({ kind: "other", what }));
