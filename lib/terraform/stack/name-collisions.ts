/** What cdktf would merge or drop without a word, found before anything is written. */
import { App, TerraformElement } from "cdktf";
import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** Names that a construct's elements share with others of the stack; cdktf would merge the two into one. */
export function nameCollisionsOf(construct: Construct, stack: TerraformStack): string[] {
  const elements = stack.node.findAll().filter((one) => one !== stack && TerraformElement.isTerraformElement(one));
  const own = new Set<unknown>(construct.node.findAll());
  const taken = new Map(
    elements.filter((one) => !own.has(one)).flatMap((one) => namesOf(one).map((name) => [name, one.node.path])),
  );
  return elements
    .filter((one) => own.has(one))
    .flatMap(namesOf)
    .filter((name) => taken.has(name))
    .map((name) => `${name} is also the name of ${taken.get(name) ?? ""}; set a prefix, or rename that one`);
}

/** cdktf's HCL output leaves check blocks out. */
export function lossesOf(construct: Construct): string[] {
  return App.of(construct).hclOutput ? ["the stack has check blocks, which HCL output loses; synthesize JSON"] : [];
}

/** `null_resource.domain`, `locals.domains`, `output.summary`: the places in the stack's JSON that an element fills. */
function namesOf(element: TerraformElement): string[] {
  const { resource = {}, locals = {}, output = {} } = element.toTerraform() as Readonly<Record<string, Named>>;
  return [
    ...Object.entries(resource).flatMap(([type, ones]) => Object.keys(ones).map((name) => `${type}.${name}`)),
    ...Object.keys(locals).map((name) => `local.${name}`),
    ...Object.keys(output).map((name) => `output.${name}`),
  ];
}

type Named = Readonly<Record<string, object>>;
