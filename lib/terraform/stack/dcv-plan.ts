/**
 * The construct: a judged plan as Terraform shows it, for a stack of one's own or for the one that `dcv synth` writes.
 *
 * `lib/terraform/stack` knows CDKTF: this construct, the app around it (`app.ts`), the plan as map entries and outputs (`entries.ts`,
 * `output-values.ts`), and the guards against text that Terraform would evaluate (`escape-template.ts`, `name-collisions.ts`).
 */
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { TerraformIterator, TerraformLocal, TerraformOutput, TerraformProvider, TerraformStack } from "cdktf";
import type { TerraformElement } from "cdktf";
import { Construct } from "constructs";
import type { JudgedPlan } from "../../core/finding";
import { nameCollisionsOf, lossesOf } from "./name-collisions";
import { entriesOf } from "./entries";
import type { Entry } from "./entries";
import { violationLines, warningLines } from "./finding-lines";
import { escapeTemplate, escapeTemplateKey } from "./escape-template";
import { needsRevalidation, summaryOf, violationsOf } from "./output-values";

export interface DcvPlanProps {
  /** The plan with what policy says of it. No default: a stack without a plan would be green by accident. */
  readonly judged: JudgedPlan;
  /** Goes before the name of every resource, local, output and check, for a second plan in one stack. Default: nothing. */
  readonly prefix?: string;
  /** The plan's JSON, as a path relative to the stack's folder; it becomes the output `plan_json`. Default: no output. */
  readonly planFile?: string;
}

const NAME_PREFIX = /^([A-Za-z_][A-Za-z0-9_-]*)?$/;

/** What must hold, as an expression, and what to say where it does not. */
interface Condition {
  readonly condition: string;
  readonly errorMessage: string;
}

/**
 * One `null_resource.domain["NAME"]` for each domain of the plan, whose triggers are the state of its validation: the same
 * state plans nothing, another one plans one replacement that shows what was before and is after. Findings at the level of
 * an error fail the plan by preconditions; where enforcement is advisory, a check block warns instead. Warnings are a check
 * block. No resource has a provisioner, so applying records states and touches nothing.
 *
 * Outputs: `summary`, `needs_revalidation`, `violations` and `plan_json`. The backend is left to the stack.
 *
 * @throws Error when the plan is not complete: what was not seen must not look as if it were in order.
 */
export class DcvPlan extends Construct {
  private readonly stack: TerraformStack;
  private readonly prefix: string;
  /** The check blocks as they were added, by name. */
  private readonly checks = new Map<string, string>();

  constructor(scope: Construct, id: string, { judged, prefix = "", planFile }: DcvPlanProps) {
    super(scope, id);
    if (!judged.plan.complete) throw new Error(`${this.node.path}: the plan is not complete, so no stack can show it`);
    if (!NAME_PREFIX.test(prefix))
      throw new Error(`${this.node.path}: the prefix "${prefix}" cannot begin a Terraform name`);
    this.stack = TerraformStack.of(this);
    this.prefix = prefix;
    this.node.addValidation({
      validate: () => [...nameCollisionsOf(this, this.stack), ...this.lostChecks(), ...lossesOf(this)],
    });

    const entries = entriesOf(judged);
    const isMandatory = judged.enforcement === "mandatory";
    this.addProvider();
    const violationsOfDomains = this.addDomains(entries, isMandatory);
    const violationsOfFile = this.addLines("file_violations", violationLines(judged));
    const warnings = this.addLines("warnings", warningLines(judged));

    this.addCheck("warnings", [warnings]);
    if (!isMandatory) this.addCheck("violations", [violationsOfDomains, violationsOfFile]);

    this.addOutput("summary", "Domains by what is to be done, and findings by severity.", summaryOf(judged));
    this.addOutput("needs_revalidation", "Domains to validate, again or at last.", needsRevalidation(entries));
    const gate = isMandatory ? violationsOfFile : null;
    this.addOutput("violations", "Domains and the rules that they violate.", violationsOf(judged, entries), gate);
    if (planFile !== undefined)
      this.addOutput("plan_json", "The whole plan, in the stack's folder.", escapeTemplate(planFile));
  }

  /** Resources find their provider in the stack; a second one without an alias would be refused. */
  private addProvider(): void {
    const isNullProvider = (one: unknown): boolean =>
      TerraformProvider.isTerraformProvider(one) && one.terraformResourceType === "null" && one.alias === undefined;
    if (!this.stack.node.findAll().some(isNullProvider)) new NullProvider(this.stack, "null");
  }

  /** One resource over a map: cdktf drops `*` and `.` from the names of single ones, so that names would merge. */
  private addDomains(entries: readonly Entry[], isMandatory: boolean): Condition {
    const domains = this.named(new TerraformLocal(this, "domains", Object.fromEntries(entries.map(domainValue))));
    const each = TerraformIterator.fromMap(domains.asAnyMap);
    // Terraform refuses a condition that refers to nothing, so the findings are values, apart from the condition.
    const gate = { condition: '${each.value.violation == ""}', errorMessage: "${each.value.violation}" };
    this.named(
      new Resource(this, "domain", {
        forEach: each,
        triggers: each.getStringMap("triggers"),
        ...(isMandatory ? { lifecycle: { precondition: [gate] } } : {}),
      }),
    );
    return none(`[for one in local.${domains.friendlyUniqueId} : one.violation if one.violation != ""]`);
  }

  private addLines(name: string, lines: readonly string[]): Condition {
    return none(`local.${this.named(new TerraformLocal(this, name, lines.map(escapeTemplate))).friendlyUniqueId}`);
  }

  private addCheck(name: string, conditions: readonly Condition[]): void {
    // cdktf has no construct for checks.
    const block = { assert: conditions.map(blockOf) };
    this.stack.addOverride(`check.${this.prefix}${name}`, block);
    this.checks.set(`${this.prefix}${name}`, JSON.stringify(block));
  }

  /** An override of the same name in the stack would take the place of a check without a word. */
  private lostChecks(): string[] {
    const { check = {} } = this.stack.toTerraform() as { readonly check?: Readonly<Record<string, unknown>> };
    return [...this.checks]
      .filter(([name, block]) => JSON.stringify(check[name]) !== block)
      .map(([name]) => `check.${name} is also set by the stack; set a prefix, or rename that one`);
  }

  private addOutput(name: string, description: string, value: unknown, gate: Condition | null = null): void {
    const output = this.named(new TerraformOutput(this, name, { value, description }));
    // cdktf takes a precondition for an output, and leaves it out of the JSON.
    if (gate !== null) output.addOverride("precondition", blockOf(gate));
  }

  /** Otherwise cdktf makes a name of the path and a hash, which makes a poor address. */
  private named<T extends TerraformElement>(element: T): T {
    element.overrideLogicalId(`${this.prefix}${element.node.id}`);
    return element;
  }
}

function domainValue({ key, triggers, violation }: Entry): [string, object] {
  const values = Object.entries(triggers).map(([name, value]) => [name, escapeTemplate(String(value))]);
  return [
    escapeTemplateKey(key),
    { triggers: Object.fromEntries(values) as object, violation: violation.map(escapeTemplate).join("\n") },
  ];
}

/** Holds while the list is empty, and otherwise says its lines. */
function none(list: string): Condition {
  return { condition: `\${length(${list}) == 0}`, errorMessage: `\${join("\\n", ${list})}` };
}

/** As Terraform's JSON writes it, where cdktf does not translate. */
function blockOf({ condition, errorMessage }: Condition): object {
  return { condition, error_message: errorMessage };
}
