/** The shell inside the examples and their page, run as it stands there, with the built command and the embedded CA. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as files from "../docs/pipeline-files";
import { testIf } from "../support/needs-program";
import { REPOSITORY } from "../support/tables";
import * as runner from "./pipeline-runner";
import type { ShellResult } from "./pipeline-runner";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dcv-ci-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (...path: readonly string[]): string => readFileSync(join(folder, ...path), "utf8");

/** A `gh` that writes down how it was called and what file it was given, and answers by what the call contains. */
function writeGh(
  answers: readonly { readonly to: string; readonly stdout?: string; readonly refusal?: string }[],
): void {
  runner.writeProgram(
    join(folder, "bin"),
    "gh",
    `#!${process.execPath}
    const { appendFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    appendFileSync(${JSON.stringify(join(folder, "calls"))}, JSON.stringify(args) + "\\n");
    const answer = ${JSON.stringify(answers)}.find(({ to }) => args.join(" ").includes(to)) ?? {};
    process.stdout.write(answer.stdout ?? "");
    process.stderr.write(answer.refusal ?? "");
    process.exitCode = answer.refusal === undefined ? 0 : 1;`,
  );
}

const calls = (): readonly (readonly string[])[] =>
  read("calls")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string[]);

describe("the comment on a pull request", () => {
  const comment = (): Promise<ShellResult> =>
    runner.runShell(files.runOf(files.PULL_REQUEST, "Comment"), {
      cwd: folder,
      env: {
        ...runner.shellEnv(folder, join(folder, "bin")),
        GITHUB_REPOSITORY: "example/estate",
        PULL_REQUEST: "7",
        RUNNER_TEMP: folder,
      },
    });
  const theirs = "repos/example/estate/issues";
  const create = () => [
    "api",
    "--method",
    "POST",
    `${theirs}/7/comments`,
    "--field",
    `body=@${folder}/dcv.md`,
    "--silent",
  ];

  beforeEach(() => writeFileSync(join(folder, "dcv.md"), "<!-- dcv plan -->\n"));

  test("is not made where the run wrote none", async () => {
    rmSync(join(folder, "dcv.md"));
    writeGh([]);
    expect((await comment()).code).toBe(0);
    expect(existsSync(join(folder, "calls"))).toBe(false);
  });

  test("is made where there is none", async () => {
    writeGh([]);
    expect((await comment()).code).toBe(0);
    expect(calls().slice(1)).toEqual([create()]);
  });

  test("is edited in place, the oldest where there are several", async () => {
    writeGh([{ to: "--paginate", stdout: "41\n42\n" }]);
    expect((await comment()).code).toBe(0);
    expect(calls().slice(1)).toEqual([
      ["api", "--method", "PATCH", `${theirs}/comments/41`, "--field", `body=@${folder}/dcv.md`, "--silent"],
    ]);
  });

  test.each(["--paginate", "POST"])("a token that may not %s is said, and fails nothing", async (to) => {
    writeGh([{ to, refusal: "gh: Resource not accessible by integration (HTTP 403)\n" }]);
    const { code, stdout } = await comment();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^::warning title=dcv::The token may not comment/);
  });

  test.each(["--paginate", "POST"])("any other failure of %s fails the step, and is shown", async (to) => {
    writeGh([{ to, refusal: "gh: Bad gateway (HTTP 502)\n" }]);
    expect(await comment()).toEqual({ code: 1, stdout: "", stderr: "gh: Bad gateway (HTTP 502)\n" });
  });

  const jq = runner.hasProgram("jq");
  testIf(
    jq,
    "jq, which is not on the PATH",
    "a comment of somebody else is not taken for ours, whatever it begins with",
    async () => {
      writeGh([]);
      await comment();
      const filter = calls()[0]?.at(-1) ?? "";
      const listed = [
        { id: 1, user: { login: "mallory" }, body: "<!-- dcv plan -->\nmine" },
        { id: 2, user: { login: "github-actions[bot]" }, body: "about <!-- dcv plan -->" },
        { id: 3, user: null, body: "<!-- dcv plan -->" },
        { id: 4, user: { login: "github-actions[bot]" }, body: "<!-- dcv plan -->\n### DCV" },
      ];
      writeFileSync(join(folder, "listed.json"), JSON.stringify(listed));
      const env = { ...runner.shellEnv(folder), FILTER: filter };
      expect((await runner.runShell('jq "$FILTER" listed.json', { cwd: folder, env })).stdout).toBe("4\n");
    },
  );
});

describe("the issue of the night", () => {
  const night = (exitCode: string): Promise<ShellResult> =>
    runner.runShell(files.runOf(files.NIGHTLY, "Issue"), {
      cwd: folder,
      env: {
        ...runner.shellEnv(folder, join(folder, "bin")),
        EXIT_CODE: exitCode,
        RUNNER_TEMP: folder,
        RUN_URL: "https://github.example.com/run/1",
      },
    });
  const open = [{ to: "issue list", stdout: "12\n" }];

  test.each<[string, string, { to: string; stdout: string }[], string[]]>([
    ["is opened when policy is violated", "3", [], ["label create dcv-nightly", "issue create --title"]],
    ["is brought up to date while it is", "3", open, ["issue edit 12 --body-file /.*/dcv.md$"]],
    ["is closed when policy holds again", "0", open, ["issue close 12 --comment Policy holds again"]],
    ["is not there while policy holds", "0", [], []],
    ["is left alone when not everything was seen", "1", open, []],
    ["is left alone when nothing was run", "", open, []],
  ])("%s", async (_, exitCode, answers, expected) => {
    writeGh(answers);
    const { code, stdout } = await night(exitCode);
    const [listing, ...others] = calls().map((args) => args.join(" "));
    expect([code, listing]).toEqual([0, expect.stringContaining("issue list --state open --label dcv-nightly")]);
    expect(others).toEqual(expected.map((start): unknown => expect.stringMatching(new RegExp(`^${start}`))));
    expect(stdout.includes("::warning")).toBe(!["0", "3"].includes(exitCode));
  });

  test("that cannot be written fails the step", async () => {
    writeGh([{ to: "issue create", refusal: "HTTP 410: Issues are disabled\n" }]);
    expect((await night("3")).code).toBe(1);
  });
});

describe("GitLab", () => {
  beforeEach(() => runner.writeDcv(join(folder, "bin")));

  const everything = ["plan.json", "junit.xml", "codequality.json"];

  test.each<[string, Readonly<Record<string, string>>, number, string[]]>([
    ["dcv merge request", {}, 0, [...everything, "plan.md"]],
    ["dcv nightly", { SCM_URL: "http://127.0.0.1:9/api" }, 1, [...everything, "plan.html"]],
    ["dcv fork", { SCM_URL: "http://127.0.0.1:9/api" }, 0, ["check.md", "junit.xml"]],
    ["dcv fork", { DCV_CONFIG: "gone.yaml" }, 1, ["check.md", "junit.xml"]],
  ])(
    "the job %s with %j ends with the exit code of dcv, and keeps what it wrote",
    async (job, variables, exitCode, written) => {
      const { clone } = runner.makeEstate(folder, runner.anotherOwner);
      mkdirSync(join(clone, "dcv"));
      const env = {
        ...runner.shellEnv(folder, join(folder, "bin")),
        DCV_CONFIG: "domains.yaml",
        CI_MERGE_REQUEST_DIFF_BASE_SHA: "origin/main",
        ...variables,
      };
      const { code } = await runner.runShell(files.gitlabScript(job, "script"), { cwd: clone, env });
      const kept = join(clone, "dcv");
      expect([code, existsSync(kept) ? readdirSync(kept).sort() : []]).toEqual([exitCode, written.sort()]);
    },
  );

  test("a file of the commit is not taken for one that the job wrote", async () => {
    const { clone } = runner.makeEstate(folder, runner.anotherOwner);
    mkdirSync(join(clone, "dcv"));
    writeFileSync(join(clone, "dcv/plan.md"), "<!-- dcv plan -->\nall is well");
    runner.writeProgram(join(folder, "bin"), "npm", "#!/bin/sh\nexit 1\n");
    const env = { ...runner.shellEnv(folder, join(folder, "bin")), DCV_SOURCE: "source" };
    const { code } = await runner.runShell(files.gitlabScript(".dcv", "before_script"), { cwd: clone, env });
    expect([code, readdirSync(join(clone, "dcv"))]).toEqual([1, []]);
  });

  describe("the note", () => {
    interface Call {
      readonly call: string;
      readonly token: string | undefined;
      readonly body: string | null;
    }

    /** A GitLab that has these notes, over real HTTP. */
    async function noted(notes: readonly object[], token = "t0ken"): Promise<ShellResult & { readonly calls: Call[] }> {
      const seen: Call[] = [];
      const server = createServer((request, response) => {
        let form = "";
        request.setEncoding("utf8").on("data", (chunk: string) => (form += chunk));
        request.on("end", () => {
          const url = new URL(request.url ?? "", "http://gitlab");
          const call = `${request.method} ${url.pathname}`;
          const page = Number(url.searchParams.get("page"));
          seen.push({
            call,
            token: request.headers["private-token"]?.toString(),
            body: new URLSearchParams(form).get("body"),
          });
          const known = token === "t0ken";
          const answer = call === "GET /user" ? { id: 5 } : notes.slice((page - 1) * 100, page * 100);
          response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
          response.end(JSON.stringify(known ? answer : { message: "401 Unauthorized" }));
        });
      });
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      const result = await runner.runShell(files.gitlabScript("dcv merge request", "after_script"), {
        cwd: folder,
        env: {
          ...runner.shellEnv(folder),
          DCV_GITLAB_TOKEN: token,
          CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          CI_PROJECT_ID: "3",
          CI_MERGE_REQUEST_IID: "8",
        },
      });
      server.close();
      return { ...result, calls: seen };
    }

    const notes = "/projects/3/merge_requests/8/notes";
    const plan = "<!-- dcv plan -->\n100 % & more\n";
    const other = { id: 1, author: { id: 6 }, body: "<!-- dcv plan -->" };

    beforeEach(() => {
      mkdirSync(join(folder, "dcv"));
      writeFileSync(join(folder, "dcv/plan.md"), plan);
    });

    test.each([
      ["is made where there is none", [], `POST ${notes}`],
      ["is not somebody else's", [other, { id: 2, author: { id: 5 }, body: "hello" }], `POST ${notes}`],
      ["is edited in place", [other, { id: 9, author: { id: 5 }, body: "<!-- dcv plan -->\nold" }], `PUT ${notes}/9`],
      [
        "is found on the second page",
        [...Array.from({ length: 100 }, () => other), { id: 9, author: { id: 5 }, body: plan }],
        `PUT ${notes}/9`,
      ],
    ])("%s", async (_, listed, expected) => {
      const { code, stderr, calls: made } = await noted(listed);
      expect([code, stderr]).toEqual([0, ""]);
      expect(made.at(-1)).toEqual({ call: expected, token: "t0ken", body: plan });
    });

    test("a token that is refused is said", async () => {
      const { code, stderr, calls: made } = await noted([], "wr0ng");
      expect([code, made.map(({ call }) => call)]).toEqual([expect.any(Number), ["GET /user"]]);
      expect(code).not.toBe(0);
      expect(stderr).toContain("401");
      expect(stderr).not.toContain("wr0ng");
    });

    test("without a token, or without a plan, there is none, and it is said", async () => {
      expect(await noted([], "")).toMatchObject({ code: 0, calls: [], stdout: expect.stringMatching(/^no note/) });
      rmSync(join(folder, "dcv/plan.md"));
      expect(await noted([])).toMatchObject({ code: 0, calls: [], stdout: expect.stringMatching(/^no note/) });
    });
  });
});

describe("Jenkins", () => {
  const [install = "", validate = "", plan = ""] = files.jenkinsScripts();
  const run = (script: string, cwd: string, variables: Readonly<Record<string, string>> = {}) =>
    runner.runShell(script, {
      cwd,
      env: { ...runner.shellEnv(folder, join(folder, "bin")), DCV_HOME: join(folder, "tmp/dcv"), ...variables },
      program: "sh",
      flags: ["-e"],
    });

  test.each([
    ["for a pull request", { CHANGE_TARGET: "main" }, 0],
    ["for a pull request whose target was not fetched", { CHANGE_TARGET: "release" }, 1],
    ["at night, while a CA is out of reach, too", { SCM_URL: "http://127.0.0.1:9/api" }, 1],
  ])("%s", async (_, variables, expected) => {
    const { clone } = runner.makeEstate(folder, runner.anotherOwner);
    runner.writeDcv(join(folder, "tmp/dcv/node_modules/.bin"));
    mkdirSync(join(folder, "tmp/dcv/out"));
    const { code } = await run(plan, clone, variables);
    expect(code).toBe(expected);
    const written = ["json", "html"].filter((format) => existsSync(join(folder, "tmp/dcv/out", `plan.${format}`)));
    expect(written).toEqual("CHANGE_TARGET" in variables && expected === 1 ? [] : ["json", "html"]);
    expect(existsSync(join(clone, "dcv"))).toBe(false);
  });

  test("a pull request from a fork is checked offline, without credentials", async () => {
    const { clone } = runner.makeEstate(folder, runner.anotherOwner);
    runner.writeDcv(join(folder, "tmp/dcv/node_modules/.bin"));
    mkdirSync(join(folder, "tmp/dcv/out"));
    const { code, stdout } = await run(validate, clone);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/is valid/)]);
    writeFileSync(join(clone, "domains.yaml"), "version: 2\n");
    expect((await run(validate, clone)).code).toBe(1);
    expect(readFileSync(join(folder, "tmp/dcv/out/junit.xml"), "utf8")).toContain("<error ");
    const text = files.readText(files.JENKINS);
    const stage = (name: string): string =>
      text.slice(text.indexOf(`stage('${name}')`)).split(/\n    stage\(/)[0] ?? "";
    expect(stage("Validate")).not.toContain("withCredentials");
    expect(stage("Validate")).toContain("when { expression { env.CHANGE_FORK } }");
    expect(stage("Plan")).toContain("when { not { expression { env.CHANGE_FORK } } }");
    expect(stage("Plan")).toContain("withCredentials");
  });

  test("dcv is installed into a fresh folder outside the checkout", async () => {
    const { clone } = runner.makeEstate(folder, runner.anotherOwner);
    runner.writeProgram(join(folder, "bin"), "npm", '#!/bin/sh\necho "$@"\n');
    mkdirSync(join(folder, "tmp/dcv/out"), { recursive: true });
    writeFileSync(join(folder, "tmp/dcv/out/plan.json"), "of the last build");
    const { code, stdout } = await run(install, clone, { DCV_SOURCE: "source" });
    expect([code, stdout]).toEqual([0, `install --prefix ${folder}/tmp/dcv --no-audit --no-fund git+source\n`]);
    expect(readdirSync(join(folder, "tmp/dcv/out"))).toEqual([]);
  });
});

describe("the page", () => {
  test.each(files.shellBlocks().map((text, index) => [index + 1, text] as const))("block %i runs", async (_, text) => {
    // The block about shallow clones mends one; without it, --changed-since is an error there.
    const { clone } = runner.makeEstate(folder, runner.onlyAComment, text.includes("--unshallow") ? 1 : undefined);
    runner.writeDcv(join(folder, "bin"));
    const options = { cwd: clone, env: runner.shellEnv(folder, join(folder, "bin")), flags: ["-euo", "pipefail"] };
    const { code, stderr } = await runner.runShell(text, options);
    expect([code, stderr]).toEqual([0, ""]);
  });
});

describe("the hook for pre-commit", () => {
  const [hook] = files.readYaml<readonly { readonly entry: string; readonly files: string }[]>(files.HOOKS);

  /** As pre-commit runs a script: the entry, from the checkout it keeps of this repository, in the user's own. */
  const hooked = (checkout: string, ...paths: readonly string[]): Promise<ShellResult> =>
    runner.runShell(`"$CHECKOUT"/${hook?.entry}`, {
      cwd: folder,
      env: { ...runner.shellEnv(folder, ...paths), CHECKOUT: checkout },
    });

  test.each([
    ["passes a file that is valid", readFileSync(join(REPOSITORY, "domains.yaml"), "utf8"), 0],
    ["stops one that is not", "version: 1\nsurprise: true\n", 1],
  ])("%s", async (_, text, expected) => {
    writeFileSync(join(folder, "domains.yaml"), text);
    expect((await hooked(REPOSITORY)).code).toBe(expected);
  });

  test.each([
    ["domains.yaml", true],
    ["other/domains.yaml", false],
    ["domains.yaml.bak", false],
  ])("looks at %s: %s", (path, expected) => {
    expect(new RegExp(hook?.files ?? "").test(path)).toBe(expected);
  });

  test("builds a fresh checkout once, without scripts of packages, and fails where it cannot", async () => {
    const checkout = join(folder, "a checkout");
    const bin = join(folder, "bin");
    runner.writeProgram(join(checkout, "examples/pre-commit"), "dcv", files.readText(files.HOOK));
    runner.writeProgram(bin, "npm", "#!/bin/sh\nexit 7\n");
    expect((await hooked(checkout, bin)).code).toBe(7);
    mkdirSync(join(checkout, "node_modules"));
    mkdirSync(join(checkout, "dist/lib/cli"), { recursive: true });
    writeFileSync(join(checkout, "dist/lib/cli/bin.js"), "the compiler left this, and failed");
    expect((await hooked(checkout, bin)).code).toBe(7);
    runner.writeProgram(bin, "npm", runner.npmThatBuilds(checkout));
    const [first, second] = [await hooked(checkout, bin), await hooked(checkout, bin)];
    expect([first, second]).toEqual(Array(2).fill({ code: 0, stdout: "built validate\n", stderr: "" }));
    expect(read("a checkout", "npm-calls")).toBe(
      `--prefix ${checkout} ci --include=dev --ignore-scripts --no-audit --no-fund\n--prefix ${checkout} run build\n`,
    );
  });
});
