/** What every provider must do, over real HTTP: see everything, or say that it did not. */
import type { ListedRow, Observation } from "../../lib/core/observation";
import { TINY_CASE } from "../support/tiny-ca/contract-case";
import {
  NAMES,
  NOW,
  open as openWith,
  openProvider,
  PROVIDER_CASES,
  requestFor,
  SECRETS,
  type Observed,
} from "./provider-cases";

const DAY = (text: string) => Date.parse(`${text}T00:00:00Z`);

/** A fault for every call to an operation. */
const fault = (operation: string, effect: string) => `\nfaults:\n  - { on: "${operation}", ${effect} }\n`;

/** Everything that a person could see of an observation. */
const visible = ({ error, ...observed }: Observed, calls: readonly unknown[]) =>
  [String(error), JSON.stringify([error, [...observed.observations], observed.warnings, calls])].join("\n");

describe.each([...PROVIDER_CASES, TINY_CASE])(
  "$name",
  ({ settings, scenario, list, detail, detailed = 4, reads, registries }) => {
    const open = (given: typeof settings, text: string) => openWith(given, text, {}, registries);

    test("sees a healthy estate", async () => {
      const { observe } = await open(settings, scenario);
      const { observations, warnings, error } = await observe();
      expect(error).toBeNull();
      expect(warnings).toEqual([]);
      const reported = (day: string) => ({ at: DAY(day), basis: "reported" });
      const present = (name: string, record: object) => [
        name,
        { kind: "present", domain: name, record: expect.objectContaining(record) },
      ];
      const order = { orderStatus: "SUBMITTED", orderSubmittedAt: DAY("2026-11-20") };
      expect(Object.fromEntries(observations)).toEqual(
        Object.fromEntries([
          present("a.example.com", { status: "VALIDATED", validation: reported("2026-10-01") }),
          present("*.example.com", { status: "VALIDATED", validation: reported("2026-10-02") }),
          present("b.example.com", { status: "VALIDATED", validation: reported("2026-10-03"), ...order }),
          present("c.example.com", { status: "NOT_VALIDATED", validation: null, ...order }),
        ]),
      );
    });

    test("sees the same when it looks twice", async () => {
      const { observe } = await open(settings, scenario);
      expect(await observe()).toEqual(await observe());
    });

    test("does not mention a declared name that the CA does not have", async () => {
      const { observe } = await open(settings, scenario);
      const { observations, error } = await observe(requestFor([...NAMES, "missing.example.com", "example.com"]));
      expect(error).toBeNull();
      expect([...observations.keys()].sort()).toEqual([...NAMES].sort());
    });

    test("sees what nobody declared", async () => {
      const { observe } = await open(settings, scenario);
      const { observations, error } = await observe(requestFor([]));
      expect(error).toBeNull();
      expect(observations.get("a.example.com")).toMatchObject({ kind: "present", record: { status: "VALIDATED" } });
      expect(observations.size).toBe(4);
    });

    test("lists by status and by name", async () => {
      const { observe } = await open(settings, scenario);
      const byStatus = await observe(
        requestFor([], { filter: { expiresInDays: null, status: "VALIDATED", domain: null } }),
      );
      expect([...byStatus.observations.keys()].sort()).toEqual(["*.example.com", "a.example.com", "b.example.com"]);
      const byName = await observe(
        requestFor([], { filter: { expiresInDays: null, status: null, domain: "*.example.com" } }),
      );
      expect([...byName.observations.keys()]).toEqual(["*.example.com"]);
      expect([byStatus.error, byName.error]).toEqual([null, null]);
    });

    test("inspects one name alone, and none of the others", async () => {
      const { provider, requests } = await open(settings, scenario);
      const found: Observation[] = [];
      const targets = ["*.example.com", "missing.example.com"].map((domain) => ({
        domain,
        row: null,
        declared: true,
        keys: {},
      }));
      for await (const { observations } of provider.inspect(targets, new AbortController().signal)) {
        found.push(...observations);
      }
      expect(found).toEqual([
        {
          kind: "present",
          domain: "*.example.com",
          record: expect.objectContaining({
            status: "VALIDATED",
            validation: { at: DAY("2026-10-02"), basis: "reported" },
          }),
        },
        expect.objectContaining({ kind: "absent", domain: "missing.example.com" }),
      ]);
      for (const { method, path } of requests) expect(`${method} ${path}`).toMatch(reads);
      expect(requests.filter(({ path }) => /status$|getVerificationInfo|names\/./.test(path))).toHaveLength(
        detailed === 4 ? 1 : 0,
      );
    });

    test("says what the account is and may do, without its name", async () => {
      const [first, second] = await Promise.all([open(settings, scenario), open(settings, scenario)]);
      const { signal } = new AbortController();
      const access = await first.provider.access(signal);
      expect(access).toMatchObject({ account: expect.stringMatching(/^[0-9a-f]{16}$/), domains: 4 });
      expect(access.rights).not.toEqual([]);
      expect(access.account).not.toBe((await second.provider.access(signal)).account); // another host
      const refused = await open(settings, scenario.replaceAll("correct-horse", "another"));
      await expect(refused.provider.access(signal)).rejects.toMatchObject({ code: "Unauthorized" });
    });

    test("only reads", async () => {
      const { observe, requests } = await open(settings, scenario);
      await observe();
      expect(requests.length).toBeGreaterThan(detailed);
      for (const { method, path } of requests) expect(`${method} ${path}`).toMatch(reads);
    });

    test("keeps to its concurrency, and uses it", async () => {
      const session = await open(settings, scenario + fault(detail, "delayMs: 40"));
      await session.observe();
      expect(session.maxConcurrent).toBe(Math.min(3, detailed));
      const alone = await open((url) => ({ ...settings(url), concurrency: 1 }), scenario);
      expect((await alone.observe()).error).toBeNull();
      expect(alone.maxConcurrent).toBe(1);
    });

    describe("when every detail fails", () => {
      test.each([
        ["500 for ever", "Unavailable", "status: 500"],
        ["403", "Unauthorized", "status: 403"],
        ["HTML", "UnexpectedResponse", 'status: 200, body: "<html></html>"'],
        ["no answer", "Timeout", "hang: true"],
      ])("%s leaves the names unknown and throws %s", async (_, code, effect) => {
        const impatient = (url: string) => ({ ...settings(url), timeoutMs: 2_000 });
        const { observe } = await open(impatient, scenario + fault(detail, effect));
        const { error, observations } = await observe();
        expect(error).toMatchObject({ name: "ProviderError", code });
        expect(observations.get("b.example.com")).toMatchObject({ kind: "unknown", reason: "provider_unreachable" });
      });
    });

    test.each([
      ["a listing", list],
      ["a detail", detail],
    ])("an abort in %s ends it at once, with its own reason", async (_, operation) => {
      const { observe } = await open(settings, scenario + fault(operation, "hang: true"));
      for (const reason of [new Error("Ctrl-C"), "the deadline has come"]) {
        const abort = new AbortController();
        setTimeout(() => abort.abort(reason), 150);
        expect((await observe(undefined, abort.signal)).error).toBe(reason);
      }
    });

    test("a consumer that stops early leaves nothing running", async () => {
      const { provider, requests } = await open(settings, scenario + fault(detail, "delayMs: 100"));
      const { signal } = new AbortController();
      const rows: ListedRow[] = [];
      for await (const batch of provider.list(
        { filter: null, expected: NAMES.map((domain) => ({ domain, keys: {} })) },
        signal,
      ))
        rows.push(...batch.rows);
      const targets = rows.map((row) => ({ domain: row.domain, row, declared: true, keys: {} }));
      for await (const batch of provider.inspect(targets, signal)) if (batch) break;
      const before = requests.length;
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(requests.length - before).toBeLessThanOrEqual(3);
    });

    test("wrong credentials are named, not shown", async () => {
      const { observe, calls } = await open(settings, scenario.replaceAll("correct-horse", "another"));
      const observed = await observe();
      expect(observed.error).toMatchObject({ code: "Unauthorized", message: expect.stringMatching(/; check /) });
      for (const secret of SECRETS) expect(visible(observed, calls)).not.toContain(secret);
    });

    test("does not send credentials in the clear", async () => {
      const runtime = { now: () => NOW, proxy: null };
      const refused = openProvider(settings("http://ca.example.com"), runtime, registries);
      await expect(refused).rejects.toMatchObject({ name: "ProviderError", code: "Unsupported" });
    });
  },
);
