/** Tests that need a program beyond Node: without it they are skipped, and say so loudly. */

/** `describe`, but skipped where the program is missing. `what` says which, and where it was looked for. */
export function describeIf(isThere: boolean, what: string, name: string, tests: () => void): void {
  if (isThere) return describe(name, tests);
  sayLoudly(name, what);
  describe.skip(name, tests); // there is nothing to run them with, and the line above has said so
}

/** The same for one test. */
export function testIf(isThere: boolean, what: string, name: string, body: jest.ProvidesCallback): void {
  if (isThere) return test(name, body);
  sayLoudly(name, what);
  test.skip(name, body); // there is nothing to run it with, and the line above has said so
}

function sayLoudly(name: string, what: string): void {
  process.stderr.write(`SKIPPED, not passed: "${name}" needs ${what}\n`);
}
