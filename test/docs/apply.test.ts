/** docs/apply.md says what the command takes, and the example hooks do what it promises, with programs that only write down their calls. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHookPublisher } from "../../lib/dns/publish/hook";
import { dcv } from "../support/cli";
import { REPOSITORY } from "../support/tables";

const PAGE = readFileSync(join(REPOSITORY, "docs/apply.md"), "utf8");
const HOOKS = join(REPOSITORY, "examples/hooks");
const folder = mkdtempSync(join(tmpdir(), "dcv-hooks-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("every option of dcv apply is on the page, and each one there is taken", async () => {
  const { stdout } = await dcv(["apply", "--help"]);
  const taken = [...new Set(stdout.match(/^\s+(?:-\w, )?--[a-z-]+/gm)?.map((text) => text.trim()) ?? [])];
  const [, table = ""] = /## Options\n([^]*?)\n## /.exec(PAGE) ?? [];
  const said = [...new Set(table.match(/`--[a-z-]+/g) ?? [])].map((option) => option.slice(1));
  const shared = ["--config", "--log-level", "-h, --help"];
  expect(said.toSorted()).toEqual(taken.filter((option) => !shared.includes(option)).toSorted());
});

test("the files that the page names are there", () => {
  const named = [...PAGE.matchAll(/examples\/(?:github|gitlab|kubernetes)\/[\w.-]+/g)].map(([path]) => path);
  expect(named.map((path) => readFileSync(join(REPOSITORY, path), "utf8").length > 0)).toEqual([true, true, true]);
});

/** A program that writes down its arguments and its input, and answers with a name of a zone. */
function fake(name: string): void {
  const path = join(folder, name);
  const answer =
    name === "aws" ? 'case "$*" in *list-hosted*) echo /hostedzone/Z1 ;; *change*) cat >> "$LOG" ;; esac' : "";
  const zone = name === "gcloud" ? 'case "$*" in *managed-zones*) echo zone-one ;; esac' : "";
  const input = name === "nsupdate" ? 'cat >> "$LOG"' : "";
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> "$LOG"\n${answer}\n${zone}\n${input}\nexit 0\n`);
  chmodSync(path, 0o755);
}

const RECORD = { domain: "example.com", name: "_x.example.com", type: "CNAME", value: "y.ca.test", ttl: 60 } as const;
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "az.sh": ["cname set-record", "--record-set-name _x", "--cname y.ca.test.", "cname delete"],
  "gcloud.sh": ["record-sets create _x.example.com.", "--zone=zone-one", "--rrdatas=y.ca.test."],
  "nsupdate-g.sh": [
    "nsupdate -g",
    "zone example.com.",
    "update add _x.example.com. 60 CNAME y.ca.test.",
    "update delete _x.example.com. CNAME y.ca.test.",
  ],
};

test.each(Object.entries(EXPECTED))("%s publishes and removes the record", async (hook, expected) => {
  const log = join(folder, `${hook}.log`);
  for (const name of ["aws", "az", "gcloud", "nsupdate"]) fake(name);
  const env = {
    ...{ PATH: `${folder}:${process.env.PATH ?? ""}`, LOG: log, AZURE_RESOURCE_GROUP: "dns" },
    DCV_HOOK_PASS: "LOG,AZURE_RESOURCE_GROUP",
  };
  const publisher = createHookPublisher({
    program: join(HOOKS, hook),
    zone: "example.com",
    env,
    quote: (line) => line,
  });
  const never = new AbortController().signal;
  expect(await publisher.present([RECORD], never)).toEqual([{ kind: "created" }]);
  expect(await publisher.cleanup([RECORD], never)).toEqual([{ kind: "removed" }]);
  const said = readFileSync(log, "utf8");
  for (const text of expected) expect(said).toContain(text);
});

test("there is no other hook than those of the page", () => {
  const named = [...PAGE.matchAll(/`(aws|az|gcloud|nsupdate -g)`/g)].map(([, name = ""]) => name.replace(" ", ""));
  const files = readdirSync(HOOKS).map((file) => file.replace(".sh", ""));
  expect([...new Set(named)].toSorted()).toEqual(files.toSorted());
});
