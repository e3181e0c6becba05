/** Tests that need a program beyond Node: without it they are skipped, and say so loudly. */

/** `describe`, but skipped with a line on standard error where the program is missing. `what` says which, and where it was looked for. */
export function describeIf(isThere: boolean, what: string, name: string, tests: () => void): void {
  if (isThere) return describe(name, tests);
  process.stderr.write(`SKIPPED, not passed: "${name}" needs ${what}\n`);
  describe.skip(name, tests); // there is nothing to run them with, and the line above has said so
}

/** The same for one test. */
export function testIf(isThere: boolean, what: string, name: string, body: jest.ProvidesCallback): void {
  if (isThere) return test(name, body);
  process.stderr.write(`SKIPPED, not passed: "${name}" needs ${what}\n`);
  test.skip(name, body);
}
