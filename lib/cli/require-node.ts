/**
 * Ends the process with one sentence where Node is too old. The entry points import it first: what they import after it uses
 * syntax and modules that an old Node does not know. So this file imports nothing and keeps to the syntax of ES2015.
 */

/** The same as `engines` in package.json. */
export const MIN_NODE = "20.18.1";

/** What to say to a user of this version (such as `18.20.8`); null where it is new enough. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const [minMajor = 0, minMinor = 0, minPatch = 0] = MIN_NODE.split(".").map(Number);
  const isOlder = major !== minMajor ? major < minMajor : minor !== minMinor ? minor < minMinor : patch < minPatch;
  return isOlder ? `dcv needs Node ${MIN_NODE} or later; this is ${version}` : null;
}

const problem = nodeProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
