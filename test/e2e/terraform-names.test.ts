/** Names and words that Terraform or cdktf could lose, merge or evaluate, in a real plan. */
import { desired, observed, present, validated } from "../support/domains";
import { synthesize } from "../support/terraform/stack";
import { describeWithTerraform, startTerraform, temporaryFolder } from "../support/terraform/terraform";
import type { Terraform } from "../support/terraform/terraform";
import { judge, judgeValidated } from "../unit/terraform/stack/judged";

describeWithTerraform("a plan of names that look alike", () => {
  let terraform: Terraform;
  beforeAll(async () => {
    terraform = await startTerraform();
  });
  afterAll(() => terraform.close());

  async function initialized(stack: string): Promise<string> {
    expect(await terraform.run(stack, "init", "-input=false")).toMatchObject({ code: 0 });
    return stack;
  }

  test("has each of them under its own address", async () => {
    const names = [
      "example.com",
      "*.example.com",
      "examplecom",
      "a.bc.com",
      "ab.c.com",
      "a-b.c.com",
      "a_b.c.com",
      "1and1.com",
      "1e5.com",
      "xn--bcher-kva.example",
      "constructor",
      "__proto__",
    ];
    const record = validated("2026-11-01");
    const providers = [
      observed(names.map((name) => present(name, record))),
      observed([present("example.com", record)], { name: "ncloud", type: "ncloud" }),
    ];
    const stack = await initialized(synthesize(await judge([desired("example.com")], providers)));
    const keys = (await terraform.changes(stack)).map(
      ({ address }) => /^null_resource\.domain\["(.*)"\]$/.exec(address)?.[1],
    );
    expect(keys.toSorted()).toEqual(
      [...names.filter((name) => name !== "example.com"), "ncloud/example.com", "sectigo/example.com"].toSorted(),
    );
  });

  test("evaluates nothing that stands in a name, a word or a message", async () => {
    const texts = [
      "${path.module}",
      "%{ if true }x%{ endif }",
      "$${x} %%{y} $%{z}",
      "${TfToken[TOKEN.0]} #{TfToken[TOKEN.0]} &{TfToken[TOKEN.0]}",
      'a "quoted" \\ word, 100 % of $5',
    ];
    const domainOf = (index: number): string => `\${x}%{y}-${index}.example.com`;
    const observations = texts.map((text, index) =>
      present(domainOf(index), validated("2026-11-01", { method: text })),
    );
    const judged = await judge([], [observed(observations)]);
    const findings = texts.map((text, index) => ({
      rule: "our-rule",
      severity: "error" as const,
      domain: domainOf(index),
      provider: "sectigo",
      message: `says ${text}`,
      remediation: "Nothing",
      location: null,
      citation: "us",
      waiver: null,
      changed: null,
    }));
    const open = await initialized(synthesize({ ...judged, findings: [] }));
    const triggers = (await terraform.changes(open)).map(({ change }) => change.after?.triggers.method);
    expect(triggers.toSorted()).toEqual(texts.toSorted());

    const closed = await initialized(synthesize({ ...judged, findings }));
    const { code, text } = await terraform.run(closed, "plan", "-input=false", "-no-color");
    expect(code).toBe(1);
    texts.forEach((one, index) =>
      expect(text).toContain(`sectigo/${domainOf(index)}: - our-rule: says ${one}. Nothing [us]`),
    );
  });

  const manyDays = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`host-${i}.example.com`, "2026-07-01"]));

  test("replaces the one domain that was validated again", async () => {
    const [days, outDir] = [manyDays(50), temporaryFolder()];
    const stack = await initialized(synthesize(await judgeValidated(days), outDir));
    expect(await terraform.run(stack, "apply", "-input=false", "-auto-approve")).toMatchObject({ code: 0 });
    synthesize(await judgeValidated({ ...days, "host-25.example.com": "2026-11-20" }), outDir);
    const changes = await terraform.changes(stack);
    expect(new Set(changes.map(({ address }) => address)).size).toBe(50);
    const changed = changes.filter(({ change }) => change.actions.join() !== "no-op");
    expect(changed.map(({ address }) => address)).toEqual(['null_resource.domain["host-25.example.com"]']);
    expect(changed[0]?.change.before?.triggers.validated_on).toBe("2026-07-01");
    expect(changed[0]?.change.after?.triggers.validated_on).toBe("2026-11-20");
  });
});
