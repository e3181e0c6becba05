/** A run defines the command that it is about, and no other. */
import { createProgram } from "../../../lib/cli/main";
import { processHost } from "../../../lib/cli/process-host";

const define = (names?: readonly string[]) => createProgram(processHost(), () => undefined, names).commands;
const visible = define().filter((command) => command.name() !== "completion-server");

test.each(visible.map((command) => [command.name(), command.helpInformation()]))(
  "%s is defined alone",
  (name, help) => {
    const [alone] = define([name]);
    expect([alone?.name(), alone?.helpInformation()]).toEqual([name, help]);
  },
);
