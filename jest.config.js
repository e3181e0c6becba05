const { availableParallelism } = require("node:os");

// A run of some files covers only some of the code: `npx jest test/golden` must not fail for that.
const isWholeRun = process.argv.slice(2).every((argument) => argument.startsWith("-") || /^\d+%?$/.test(argument));

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Tests start servers, processes and a browser. It ends what hangs, and judges no speed: a busy machine takes its time.
  testTimeout: 120_000,
  // Most of the time is spent waiting for processes and time-outs, so two workers a core are not too many.
  maxWorkers: 2 * availableParallelism(),
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  setupFiles: ["<rootDir>/test/support/loopback-only.ts"],
  transform: { "^.+\\.ts$": ["ts-jest", { tsconfig: "<rootDir>/test/tsconfig.json" }] },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  // What decides is covered whole: a branch that no test takes is a rule that nobody has seen work.
  collectCoverage: isWholeRun,
  collectCoverageFrom: ["lib/core/**/*.ts", "lib/policy/**/*.ts"],
  coverageReporters: ["text-summary", "json"],
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
};
