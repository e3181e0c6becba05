/** A real Chromium without a head, for tests of what it shows. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { describeIf } from "./needs-program";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** It reaches nothing by itself: no updates, no sync, no background requests. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `describe`, but skipped with a line on standard error where there is no Chromium. */
export function describeWithChromium(name: string, tests: () => void): void {
  describeIf(existsSync(EXECUTABLE), `Chromium, which is not at ${EXECUTABLE} ($CHROMIUM)`, name, tests);
}

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}
