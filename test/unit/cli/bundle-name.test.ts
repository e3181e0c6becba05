/** Which bundle a command line is run from. */
import { bundleName } from "../../../lib/cli/bundle-name";

test.each([
  [[], "help"],
  [["--help"], "help"],
  [["-h"], "help"],
  [["help", "plan"], "help"],
  [["plan", "--help"], "help"],
  [["--version"], "help"],
  [["-v"], "help"],
  [["version"], "help"],
  [["validate"], "validate"],
  [["validate", "--output", "sarif=x"], "validate"],
  [["validate", "-h"], "help"],
  [["plan"], "all"],
  [["plan", "--output", "version"], "all"],
  [["no-such-command"], "all"],
] as const)("%j: %s", (argv, expected) => {
  expect(bundleName(argv)).toBe(expected);
});
