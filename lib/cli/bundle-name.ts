/** Which bundle a command line needs. Node compiles all of a file that it loads, so what starts often loads no more than it uses. */

/** `help` holds the definitions alone, `validate` what reads files offline as well, `all` every command. */
export type BundleName = "help" | "validate" | "all";

/** Any bundle can run any command: what it does not hold it loads from the files beside it, which takes longer. */
export function bundleName(argv: readonly string[]): BundleName {
  const [command = "help"] = argv;
  if (HELP.includes(command) || argv.includes("--help") || argv.includes("-h")) return "help";
  return command === "validate" ? "validate" : "all";
}

const HELP: readonly string[] = ["help", "version", "--version", "-v", "--help", "-h"];
