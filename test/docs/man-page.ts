/** The manual page dcv(1), made of the program's own commands and options. man-pages(7), groff_man(7). */
import type { Command } from "commander";

export function manPage(program: Command, version: string): string {
  const commands = program.commands.filter((one) => one.description() !== "");
  return [
    `.TH DCV 1 "" "dcv ${version}" "User Commands"`,
    ".SH NAME",
    `dcv \\- ${escape(program.description().replace(/\.$/, ""))}`,
    ".SH SYNOPSIS",
    ".B dcv",
    ".I command",
    "[options]",
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH EXIT STATUS",
    ...Object.entries(EXIT_STATUS).flatMap(([code, meaning]) => [".TP", `.B ${code}`, escape(meaning)]),
    ".SH FILES",
    ".TP",
    ".I domains.yaml",
    "the declared domains, the CAs and the policy",
    "",
  ].join("\n");
}

const EXIT_STATUS: Readonly<Record<string, string>> = {
  "0": "done, and nothing violates policy",
  "1": "an error, or a plan that is not complete",
  "2": "changes are pending (only with --detailed-exitcode)",
  "3": "policy is violated",
  "129, 130, 143": "ended by a signal",
};

function commandLines(command: Command): readonly string[] {
  const usage = command.registeredArguments.map((one) => (one.required ? ` <${one.name()}>` : ` [${one.name()}]`));
  return [
    `.SS dcv ${command.name()}${escape(usage.join(""))}`,
    escape(command.description()),
    ...command.options.flatMap(({ flags, description }) => [".TP", `.B ${escape(flags)}`, escape(description)]),
  ];
}

/** A hyphen is a minus sign to copy, and a line that begins with a dot or a quote would be a request. */
function escape(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^(?=[.'])/gm, "\\&");
}
