#!/usr/bin/env node
/** The command `dcv`: the arguments and signals of its process. */
import "./require-node"; // before all others
import { interrupted } from "./interruption"; // before what takes long to load
import { processHost } from "./process-host";
import { runAsProcess } from "./run-as-process";

// With these the YAML parser would write what it reads to standard output.
delete process.env.LOG_STREAM;
delete process.env.LOG_TOKENS;

void runAsProcess(process.argv.slice(2), processHost(interrupted));
