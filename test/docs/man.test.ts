/** The manual page is made of the program's commands; `npm run docs` writes it anew. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createProgram } from "../../lib/cli/main";
import { manPage } from "./man-page";
import { processHost } from "../../lib/cli/process-host";

const FILE = join(__dirname, "../../man/dcv.1");

test("man/dcv.1 is what the commands and options say", () => {
  const page = manPage(
    createProgram(processHost(), () => undefined),
    "",
  );
  if (process.env.UPDATE_GOLDEN !== undefined) {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, page);
  }
  expect(readFileSync(FILE, "utf8")).toBe(page);
});
