import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseServer } from "../../../../lib/core/name-server";
import { createRfc2136Publisher } from "../../../../lib/dns/publish/rfc2136";
import { DEMO_KEY } from "../../../../lib/simulator/dns/simulated-dns";
import { applyEstate } from "../../../support/apply-estate";
import type { ApplyEstate, EstateOptions } from "../../../support/apply-estate";

jest.setTimeout(60_000);

const DONE = { "start example.com": 1, "submit example.com": 1 };

function journalOf(estate: ApplyEstate): string {
  return readFileSync(join(estate.cwd, "plan.json.journal"), "utf8");
}

/** `my-ca/example.com: validated`. */
function states(estate: ApplyEstate): readonly string[] {
  return estate.applied().changes.map(({ address, state }) => `${address}: ${state}`);
}

describe("dcv apply", () => {
  it("brings a planned domain to a validation, with one start and one submit, and removes its record", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const { code, stdout, stderr } = await estate.apply();
    expect(code).toBe(0);
    expect(estate.calls()).toEqual(DONE);
    expect(states(estate)).toEqual(["my-ca/example.com: validated"]);
    expect(estate.applied().cleaned).toMatchObject([{ type: "CNAME", result: "removed" }]);
    expect(stdout).toContain("\n1 change done, 0 waiting, 0 failed or not begun.\n");
    const steps = stderr.split("\n").flatMap((line) => /^my-ca\/example\.com: (\w+)/.exec(line)?.[1] ?? []);
    expect([...new Set(steps)]).toEqual(["starting", "publishing", "visible", "submitting", "validated"]);
    const again = await estate.apply();
    expect([again.code, estate.calls()]).toEqual([0, DONE]);
  });

  it("keeps secrets out of the journal and of all that it says; the journal is for its owner only", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const { stdout, stderr } = await estate.apply(["--log-level", "debug"]);
    const all = [stdout, stderr, journalOf(estate), JSON.stringify(estate.applied())].join("\n");
    for (const secret of ["planted-password", DEMO_KEY.secret]) expect(all).not.toContain(secret);
    expect(statSync(join(estate.cwd, "plan.json.journal")).mode & 0o777).toBe(0o600);
  });

  it.each<[string, Pick<EstateOptions, "ca" | "entry" | "entries">, number]>([
    ["TXT", { entry: "method: TXT" }, 1],
    // A persistent record stays: the CA looks for it again.
    ["a persistent TXT record", { entry: "method: PERSISTENT_TXT" }, 0],
    ["TXT beside the apex", { ca: "digicert", entry: "method: TXT" }, 1],
    ["CNAME", { ca: "digicert", entry: "method: CNAME" }, 1],
    ["a stale order", { ca: "digicert", entries: ["{ domain: example.com, validated: -190d, submitted: -31d }"] }, 1],
    [
      "an order of another method, for which the CA no longer looks",
      {
        ca: "digicert",
        entries: ["{ domain: example.com, validated: -190d, submitted: -11d, method: dns-txt-token }"],
      },
      1,
    ],
  ])("%s: submits first, then publishes", async (_, options, cleaned) => {
    const estate = await applyEstate({ domains: ["example.com"], ...options });
    await estate.plan();
    const { code } = await estate.apply();
    expect([code, estate.calls(), states(estate)]).toEqual([
      0,
      { "submit example.com": 1 },
      ["my-ca/example.com: validated"],
    ]);
    expect(estate.applied().cleaned).toHaveLength(cleaned);
  });

  it("an e-mail: asks for it once, and a person must confirm it", async () => {
    const estate = await applyEstate({ domains: ["example.com"], entry: "method: EMAIL, email: admin@example.com" });
    await estate.plan();
    const { code, stderr } = await estate.apply(["--deadline", "3", "--detailed-exitcode"]);
    expect(stderr).toContain("the e-mail to admin@example.com must be confirmed");
    expect([code, estate.calls()["submit example.com"], states(estate)]).toEqual([
      2,
      1,
      ["my-ca/example.com: waiting"],
    ]);
  });

  it("a person publishes: it stops there, and the same command goes on afterwards", async () => {
    const estate = await applyEstate({ domains: ["example.com"], publish: "records" });
    await estate.plan();
    const first = await estate.apply(["--detailed-exitcode"]);
    expect([first.code, states(estate)]).toEqual([2, ["my-ca/example.com: publishing-by-hand"]]);
    const [, name = "", value = ""] = /publish the record (\S+)\. CNAME (\S+)\.;/.exec(first.stdout) ?? [];
    const server = parseServer(estate.dns.servers[0]?.at ?? "");
    if (server === null) throw new Error("no server");
    const zone = createRfc2136Publisher({ zone: "example.com", server, key: DEMO_KEY, now: () => Date.now() });
    const record = { domain: "example.com", name, type: "CNAME", value, ttl: 60 } as const;
    expect(await zone.present([record], new AbortController().signal)).toEqual([{ kind: "created" }]);
    const second = await estate.apply();
    expect([second.code, estate.calls(), states(estate)]).toEqual([0, DONE, ["my-ca/example.com: validated"]]);
    // It is not ours to remove.
    expect(estate.applied().cleaned).toEqual([]);
  });

  it("base and wildcard: the base goes first, and one record serves both", async () => {
    const estate = await applyEstate({ domains: ["example.com", "*.example.com"] });
    await estate.plan();
    const { code } = await estate.apply();
    expect([code, states(estate).toSorted()]).toEqual([
      0,
      ["my-ca/*.example.com: validated", "my-ca/example.com: validated"],
    ]);
    const order = estate.simulator.acts.map(({ operation, domain }) => `${operation} ${domain}`);
    expect(order.indexOf("sectigo.submit example.com")).toBeLessThan(order.indexOf("sectigo.start *.example.com"));
  });

  it.each([
    ["is left out", ["--only", "my-ca/example.com"]],
    ["is awaited", ["--deadline", "8"]],
  ])("a wildcard whose order waits for the record of its base, and %s, keeps the record", async (_, args) => {
    const order = "validated: -190d, submitted: -1h, orderMethod: CNAME, orderStatus";
    const estate = await applyEstate({
      domains: ["example.com", "*.example.com"],
      entries: [
        `{ domain: "example.com", ${order}: AWAITING_SUBMISSION }`,
        `{ domain: "*.example.com", ${order}: SUBMITTED, challenge: missing }`,
      ],
    });
    const { changes } = await estate.plan();
    expect(changes.map(({ action }) => action).toSorted()).toEqual(["await", "revalidate"]);
    await estate.apply(args);
    expect(states(estate)).toContain("my-ca/example.com: validated");
    expect(estate.applied().cleaned).toEqual([]);
  });

  it.each([
    ["validated", "{ domain: example.com, validated: -190d }"],
    ["expired", "{ domain: example.com, validated: -250d }"],
    ["pending, its challenge not published", "{ domain: example.com, validated: -190d, submitted: -11d }"],
  ])("names that one listed name covers, which is %s: one validation serves all", async (state, entry) => {
    const domains = ["*.example.com", "www.example.com", "*.a.example.com"];
    const estate = await applyEstate({ ca: "digicert", domains, entries: [entry], entry: "method: CNAME" });
    const { changes } = await estate.plan();
    expect(changes.map(({ live }) => live?.covered_by)).toEqual(domains.map(() => "example.com"));
    const { code } = await estate.apply();
    expect([
      code,
      states(estate)
        .map((one) => one.split(": ")[1])
        .toSorted(),
    ]).toEqual([0, ["already-done", "already-done", "validated"]]);
    expect(estate.calls()).toEqual(
      state.startsWith("pending") ? { "check example.com": 1 } : { "submit example.com": 1 },
    );
    expect(estate.applied().cleaned).toMatchObject([{ name: "_dnsauth.example.com", result: "removed" }]);
    const again = await estate.apply();
    expect([again.code, Object.values(estate.calls())]).toEqual([0, [1]]);
  });

  it("covered names with different methods are served by one order, and a plan is empty afterwards", async () => {
    const methods = ["CNAME", "TXT"];
    const estate = await applyEstate({
      ...{ ca: "digicert", domains: ["a.example.com", "b.example.com"] },
      entries: ["{ domain: example.com, validated: -190d }"],
    });
    const file = join(estate.cwd, "domains.yaml");
    const text = readFileSync(file, "utf8").replace('b.example.com", provider: my-ca, method: CNAME', (entry) =>
      entry.replace("CNAME", "TXT"),
    );
    expect(methods.every((method) => text.includes(`method: ${method}`))).toBe(true);
    writeFileSync(file, text);
    await estate.plan();
    expect((await estate.apply()).code).toBe(0);
    expect(states(estate)).toEqual(["my-ca/a.example.com: validated", "my-ca/b.example.com: already-done"]);
    const { changes } = await estate.plan();
    expect(changes.map(({ action }) => action)).toEqual(["no-op", "no-op"]);
    expect(estate.calls()).toEqual({ "submit example.com": 1 });
  });

  it.each([
    ["a wildcard", "*.example.com", [1, "failed"]],
    ["a name without an entry of its own", "www.example.com", [3, "by-hand"]],
  ] as const)("%s by a file gets no order at the name above", async (_, name, [code, state]) => {
    const estate = await applyEstate({
      ...{ ca: "digicert", domains: [name], entry: "method: HTTP" },
      entries: ["{ domain: example.com, validated: -190d }"],
    });
    const file = join(estate.cwd, "domains.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("retries: 0", "retries: 0\n    minimumPresentPercent: 0"));
    await estate.plan();
    const result = await estate.apply(["--deadline", "9"]);
    expect([result.code, states(estate), estate.calls()]).toEqual([code, [`my-ca/${name}: ${state}`], {}]);
  });

  it("a CA that cannot be asked what it calls a name gets no call, and none is noted", async () => {
    const estate = await applyEstate({
      domains: ["example.com"],
      faults: ["faults: [{ on: sectigo.list, status: 500, after: 1, times: 1 }]"],
    });
    await estate.plan();
    const { code, stderr } = await estate.apply();
    expect([code, estate.calls(), states(estate)]).toEqual([0, DONE, ["my-ca/example.com: validated"]]);
    expect(stderr).toMatch(/^my-ca\/example\.com: waiting.* 500/m);
    expect(journalOf(estate).match(/"kind":"intent"/g)).toHaveLength(2);
  });

  it("a plan that is outdated changes nothing, and says of each domain what moved", async () => {
    const estate = await applyEstate({ domains: ["a.example.com", "b.example.com"], looksAtDns: false });
    await estate.plan();
    await estate.apply(["--no-wait"]);
    const before = estate.calls();
    const { code, stdout } = await estate.apply(["--journal", "other.journal"]);
    expect([code, estate.calls()]).toEqual([1, before]);
    for (const name of ["a", "b"]) {
      expect(stdout).toContain(
        `changed since plan  my-ca/${name}.example.com  since the plan was made: the order was NOT_INITIATED and is SUBMITTED`,
      );
    }
  });

  it("what others have validated is done already", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    await estate.apply();
    const { code } = await estate.apply(["--journal", "other.journal"]);
    expect([code, estate.calls(), states(estate)]).toEqual([0, DONE, ["my-ca/example.com: already-done"]]);
  });

  it.each([
    ["a 500 after the start has acted", "start", "status: 500"],
    ["a 500 after the submission has acted", "submit", "status: 500"],
    ["a connection that breaks after the start has acted", "start", "refuse: true"],
    ["a connection that breaks after the submission has acted", "submit", "refuse: true"],
  ])("%s: the CA is not asked twice", async (_, step, effect) => {
    const estate = await applyEstate({
      domains: ["example.com"],
      faults: [`faults: [{ on: sectigo.${step}, ${effect}, acts: true }]`],
    });
    await estate.plan();
    const { code } = await estate.apply();
    expect([code, estate.calls(), states(estate)]).toEqual([0, DONE, ["my-ca/example.com: validated"]]);
  });

  it("a status that is behind the calls: the CA is not asked twice", async () => {
    const estate = await applyEstate({ domains: ["example.com"], scenario: ["statusLagSeconds: 1"] });
    await estate.plan();
    const { code } = await estate.apply();
    expect([code, estate.calls()]).toEqual([0, DONE]);
  });

  it("a second apply with the same journal ends at once, and says which process has it", async () => {
    const estate = await applyEstate({ domains: ["example.com"], looksAtDns: false });
    await estate.plan();
    const first = estate.apply(["--deadline", "6"]);
    while (!existsSync(join(estate.cwd, "plan.json.journal"))) await new Promise((done) => setTimeout(done, 20));
    const second = await estate.apply();
    expect([second.code, second.stderr]).toEqual([
      1,
      `dcv: plan.json.journal: process ${process.pid} applies with this journal; wait until it ends\n`,
    ]);
    await first;
    expect(estate.calls()).toEqual(DONE);
  });

  it("without a way to DNS nothing is submitted", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    for (const server of estate.dns.servers) server.faults.drop = () => true;
    const { code, stdout } = await estate.apply(["--deadline", "8", "--detailed-exitcode"]);
    expect([code, estate.calls(), states(estate)]).toEqual([
      2,
      { "start example.com": 1 },
      ["my-ca/example.com: waiting"],
    ]);
    expect(stdout).toMatch(/waiting {2}my-ca\/example\.com/);
  });

  it("a CA that refuses the credentials of a call ends all", async () => {
    const estate = await applyEstate({
      domains: ["a.example.com", "b.example.com"],
      faults: ["faults: [{ on: sectigo.start, status: 401 }]"],
    });
    await estate.plan();
    const { code, stdout } = await estate.apply();
    expect([code, estate.calls()]).toEqual([1, {}]);
    expect(stdout).toContain("2 failed or not begun");
    expect(estate.simulator.requests.filter(({ path }) => path.includes("/start/"))).toHaveLength(1);
  });

  it("a zone that the server does not have is said before the CA is asked for a record", async () => {
    const estate = await applyEstate({ domains: ["www.example.com"], zones: ["example.com"] });
    await estate.plan();
    const path = join(estate.cwd, "domains.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("    example.com: {", "    www.example.com: {"));
    const { code, stdout } = await estate.apply();
    expect([code, estate.calls(), states(estate)]).toEqual([1, {}, ["my-ca/www.example.com: failed"]]);
    expect(stdout).toContain("_dcv-probe.www.example.com is not in the zone www.example.com but in example.com");
    expect(stdout).toContain("correct dns.zones of the file");
  });

  it("a dry run says what would be done, and does nothing", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const { code, stdout } = await estate.apply(["--dry-run"]);
    expect([code, estate.calls()]).toEqual([0, {}]);
    expect(stdout).toContain("would call start");
    expect(existsSync(join(estate.cwd, "plan.json.journal"))).toBe(false);
  });

  it("--no-wait ends when the CA has been asked to look", async () => {
    const estate = await applyEstate({ domains: ["example.com"], looksAtDns: false });
    await estate.plan();
    const { code } = await estate.apply(["--no-wait"]);
    expect([code, estate.calls(), states(estate)]).toEqual([0, DONE, ["my-ca/example.com: handed-over"]]);
  });

  it("--only and --limit choose changes; the rest is not touched", async () => {
    const estate = await applyEstate({ domains: ["a.example.com", "b.example.com", "c.example.com"] });
    await estate.plan();
    await estate.apply(["--only", "my-ca/b.example.com"]);
    expect(Object.keys(estate.calls())).toEqual(["start b.example.com", "submit b.example.com"]);
    const { stdout } = await estate.apply(["--limit", "1", "--journal", "other.journal"]);
    expect(Object.keys(estate.calls())).toHaveLength(4);
    expect(stdout).toContain("not among the first 1 (--limit)");
  });

  it("a signal ends it without a further call, and the same command goes on", async () => {
    const estate = await applyEstate({ domains: ["example.com"], scenario: ["firstCheckSeconds: 3"] });
    await estate.plan();
    const { code } = await estate.apply([], { interruptAfterMs: 1000, signal: "SIGTERM" });
    expect(code).toBe(143);
    const again = await estate.apply();
    expect([again.code, estate.calls()]).toEqual([0, DONE]);
  });

  it("without a journal the first call waits for the grace, and says why", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const args = ["apply", "plan.json", "--grace", "600", "--poll", "1", "--deadline", "2"];
    const { code, stdout, stderr } = await estate.run(args);
    expect([code, estate.calls()]).toEqual([0, {}]);
    expect(stderr).toContain("plan.json.journal is new: a call is sent from ");
    expect(stdout).toContain("there is no journal, so an earlier run may have called");
  });

  it("a run that was stopped in that wait says it again, and --first ends it", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const patience = ["--grace", "600", "--poll", "1"];
    await estate.run(["apply", "plan.json", ...patience, "--deadline", "2"]);
    const again = await estate.run(["apply", "plan.json", ...patience, "--deadline", "2"]);
    expect([again.stderr, estate.calls()]).toEqual([expect.stringContaining("is new: a call is sent from "), {}]);
    const first = await estate.run(["apply", "plan.json", ...patience, "--first", "--deadline", "30"]);
    expect([first.code, estate.calls()]).toEqual([0, DONE]);
    expect(first.stderr).not.toContain("is new");
  });

  it("asks on a terminal, and only yes goes on", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const { code, stderr } = await estate.apply([], { answers: ["y"], terminal: true });
    expect([code, estate.calls()]).toEqual([1, {}]);
    expect(stderr).toContain("Apply 1 change?");
    expect((await estate.apply([], { answers: ["yes"], terminal: true })).code).toBe(0);
  });

  it("a hook publishes, and gets no secret", async () => {
    const estate = await applyEstate({ domains: ["example.com"], publish: "exec", looksAtDns: false });
    await estate.plan();
    const hook = join(estate.cwd, "hook.sh");
    writeFileSync(
      hook,
      `#!/bin/sh\nenv >> ${estate.cwd}/env\necho "verb=$1" >> ${estate.cwd}/env\ncat >> ${estate.cwd}/env\n`,
    );
    chmodSync(hook, 0o755);
    const without = await estate.apply();
    expect(without.stderr).toContain("name it with --hook FILE or in DCV_HOOK");
    const { code } = await estate.apply(["--hook", "hook.sh", "--deadline", "4", "--detailed-exitcode"]);
    expect([code, estate.calls()]).toEqual([2, { "start example.com": 1 }]);
    const seen = readFileSync(join(estate.cwd, "env"), "utf8");
    expect(seen).toContain("verb=present");
    expect(seen).toMatch(/^DCV_RECORD_NAME=_[0-9a-f]{32}\.example\.com\.$/m);
    expect(seen).not.toMatch(/planted-password|SCM_|TSIG/);
  });
});

describe("a plan that is refused", () => {
  const edited = async (estate: ApplyEstate, change: (text: string) => string): Promise<void> => {
    const path = join(estate.cwd, "plan.json");
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };

  it.each<readonly [string, (text: string) => string, string]>([
    [
      "of another account",
      (text) => text.replace(/"account": "[^"]*"/, '"account": "0123456789abcdef"'),
      "another account",
    ],
    [
      "that does not name its account",
      (text) => text.replace(/"account": "[^"]*",\s*/, ""),
      "does not say of which account",
    ],
    ["as of a day to come", (text) => text.replace(/"as_of": "20../, '"as_of": "2099'), "has not come yet"],
    [
      "of a provider that there is not",
      (text) => text.replaceAll('"my-ca"', '"its-ca"').replaceAll("my-ca/", "its-ca/"),
      "no such provider",
    ],
    [
      "that does not list the provider of its changes",
      (text) => JSON.stringify({ ...(JSON.parse(text) as object), providers: [] }),
      "/changes name the provider my-ca, but /providers does not",
    ],
    [
      "whose changes name another provider",
      (text) => text.replace('"provider": "my-ca"', '"provider": "its-ca"'),
      "/changes name the provider its-ca, but /providers does not",
    ],
    [
      "that lists a provider twice",
      (text) => text.replace(/("providers": \[)(\s*\{[^{}]*\})/, "$1$2,$2"),
      "the plan lists a provider twice",
    ],
    [
      "with the address of another domain",
      (text) => text.replace('"domain": "example.com"', '"domain": "other.example"'),
      "my-ca/example.com: its provider or domain is another",
    ],
    ["that contradicts itself", (text) => text.replace('"domains": 1', '"domains": 2'), "the plan holds 1"],
  ])("%s", async (_, change, problem) => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    await edited(estate, change);
    const { code, stderr } = await estate.apply();
    expect([code, stderr, estate.calls()]).toEqual([1, expect.stringContaining(problem), {}]);
  });

  it("of the embedded CA, for a real one", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    const { accountFingerprint } = await import("../../../../lib/providers/account-fingerprint");
    await estate.plan();
    const embedded = accountFingerprint("simulator", "acme reader");
    await edited(estate, (text) => text.replace(/"account": "[^"]*"/, `"account": "${embedded}"`));
    const { code, stderr } = await estate.apply();
    expect([code, stderr]).toEqual([1, expect.stringContaining("with the embedded CA, and the file names a real one")]);
  });

  it("older than a day: what has not begun is not begun", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    const plan = await estate.plan();
    const old = new Date(Date.parse(plan.as_of) - 25 * 3_600_000).toISOString().replace(/\.\d+Z/, "Z");
    await edited(estate, (text) => text.replaceAll(plan.as_of, old));
    const { code, stdout } = await estate.apply();
    expect([code, stdout, estate.calls()]).toEqual([1, expect.stringContaining("older than 24 hours"), {}]);
  });

  it("with more than 50 changes, unless a limit is given", async () => {
    const names = Array.from({ length: 51 }, (_, index) => `d${index}.example.com`);
    const estate = await applyEstate({ domains: names });
    await estate.plan();
    const { code, stderr } = await estate.apply();
    expect([code, stderr]).toEqual([1, expect.stringContaining("51 changes, more than 50; say with --limit")]);
    expect(estate.simulator.acts).toEqual([]);
    expect((await estate.apply(["--limit", "51", "--dry-run"])).code).toBe(0);
  });

  it("with more changes than apply.maxChanges of the file", async () => {
    const estate = await applyEstate({ domains: ["a.example.com", "b.example.com"] });
    await estate.plan();
    const path = join(estate.cwd, "domains.yaml");
    writeFileSync(path, `${readFileSync(path, "utf8")}apply: { maxChanges: 1 }\n`);
    const { code, stderr } = await estate.apply();
    expect([code, stderr]).toEqual([1, expect.stringContaining("2 changes, more than 1; say with --limit")]);
    expect((await estate.apply(["--limit", "2", "--dry-run"])).code).toBe(0);
    // Who names the changes has counted them.
    const named = ["--only", "my-ca/a.example.com", "--only", "my-ca/b.example.com", "--dry-run"];
    expect((await estate.apply(named)).code).toBe(0);
  });

  it.each([
    ["a name without its provider", "a.example.com", 'did you mean "my-ca/a.example.com"?'],
    ["a slip in a name", "b.exmaple.com", 'did you mean "my-ca/b.example.com"?'],
    ["a slip in an address", "my-ac/b.example.com", 'did you mean "my-ca/b.example.com"?'],
  ])("with --only and %s: says what was meant", async (_, only, hint) => {
    const estate = await applyEstate({ domains: ["a.example.com", "b.example.com"] });
    await estate.plan();
    const { code, stderr } = await estate.apply(["--only", only]);
    expect([code, stderr]).toEqual([1, `dcv: --only ${only}: the plan has no such change; ${hint}\n`]);
  });

  it("with a journal of another account, or a damaged one", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    await estate.apply(["--no-wait"]);
    const path = join(estate.cwd, "plan.json.journal");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/"my-ca":"[0-9a-f]{16}"/, '"my-ca":"0123456789abcdef"'));
    expect((await estate.apply()).stderr).toContain("plan.json.journal: the journal is of another account of my-ca");
    writeFileSync(path, `${text}oops\n`);
    expect((await estate.apply()).stderr).toMatch(/plan\.json\.journal:\d+: the journal is damaged; restore it/);
  });

  it("for an address that it does not have", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    await estate.plan();
    const { code, stderr } = await estate.apply(["--only", "my-ca/exampel.com"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('did you mean "my-ca/example.com"')]);
  });
});

describe("dcv run", () => {
  it("plans, applies what is due, keeps state and journal, and finds nothing to do the second time", async () => {
    const estate = await applyEstate({ domains: ["a.example.com", "b.example.com"] });
    const args = ["run", "--state", "dcv.state", "--first", "--grace", "3", "--poll", "1", "--applied", "applied.json"];
    const first = await estate.run([...args, "--output", "json=plan.json"]);
    expect([first.code, states(estate)]).toEqual([
      0,
      ["my-ca/a.example.com: validated", "my-ca/b.example.com: validated"],
    ]);
    const before = estate.calls();
    const second = await estate.run(args);
    expect([second.code, second.stdout, estate.calls()]).toEqual([0, "The plan has nothing to apply.\n", before]);
  });

  it("asks nothing where a zone needs a hook and none is given", async () => {
    const estate = await applyEstate({ domains: ["example.com"], publish: "exec" });
    const { code, stderr } = await estate.run(["run", "--first"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("name it with --hook FILE or in DCV_HOOK")]);
    expect(estate.simulator.requests).toEqual([]);
  });

  it("replaces no file that it reads", async () => {
    const estate = await applyEstate({ domains: ["example.com"] });
    writeFileSync(join(estate.cwd, "team.yaml"), "domains: []\n");
    const path = join(estate.cwd, "domains.yaml");
    writeFileSync(path, `${readFileSync(path, "utf8")}include: [team.yaml]\n`);
    const { code, stderr } = await estate.run(["run", "--first", "--output", "json=team.yaml"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("team.yaml")]);
    expect([readFileSync(join(estate.cwd, "team.yaml"), "utf8"), estate.simulator.requests]).toEqual([
      "domains: []\n",
      [],
    ]);
  });

  it("applies nothing where not everything was seen", async () => {
    const estate = await applyEstate({
      domains: ["example.com"],
      faults: ["faults: [{ on: sectigo.list, status: 500 }]"],
    });
    const { code, stderr } = await estate.run(["run", "--first"]);
    expect([code, stderr, estate.calls()]).toEqual([1, expect.stringContaining("so nothing is applied"), {}]);
  });
});
