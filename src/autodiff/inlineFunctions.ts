import { fail, NetspectraError } from "../base/index.ts";
import type { Attribute, Attributes, LocalFunction, Model, Node } from "../graph/index.ts";
import { definitionOf } from "../ops/define/registry.ts";

/** A node and the operator set that it is written for. */
export interface VersionedNode {
  readonly node: Node;
  readonly opset: number;
}

const deepest = 100;

/**
 * The nodes of a model with its own functions written out, each under names of its own; functions may be written for
 * another operator set than the graph. Every node has a name afterwards.
 *
 * @throws NetspectraError for functions that call themselves.
 */
export function inlineFunctions(model: Model, opset: number): readonly VersionedNode[] {
  const functions = new Map(model.functions.map((f) => [`${f.domain} ${f.name}`, f]));
  const taken = new Set(namesOf(model));
  const fresh = (stem: string): string => {
    let name = stem;
    for (let i = 1; taken.has(name); i++) name = `${stem}_${i}`;
    taken.add(name);
    return name;
  };
  const expand = (node: Node, version: number, depth: number): readonly VersionedNode[] => {
    const body = definitionOf(node) ? undefined : functions.get(`${node.domain} ${node.operator}`);
    if (!body) return [{ node, opset: version }];
    if (depth > deepest) {
      fail({ subject: `function ${node.operator}`, expected: "a body that ends", got: "a function that calls itself" });
    }
    const inner = body.opsets[""] ?? version;
    return bodyOf(node, body, fresh).flatMap((own) => expand(own, inner, depth + 1));
  };
  return model.graph.nodes.flatMap((node, i) =>
    expand({ ...node, name: node.name || node.outputs[0] || `${node.operator}_${i}` }, opset, 0),
  );
}

function namesOf({ graph }: Model): readonly string[] {
  return [
    ...graph.inputs.map(({ name }) => name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
  ];
}

/** The nodes of a function for one call. */
function bodyOf(call: Node, body: LocalFunction, fresh: (stem: string) => string): readonly Node[] {
  const names = new Map<string, string>([["", ""]]);
  body.inputs.forEach((name, i) => {
    names.set(name, call.inputs[i] ?? "");
  });
  body.outputs.forEach((name, i) => {
    const outer = call.outputs[i];
    if (outer && names.has(name)) throw passedThrough(call, name);
    if (outer) names.set(name, outer);
  });
  const rename = (name: string): string => {
    const known = names.get(name) ?? fresh(`${call.name}/${name}`);
    names.set(name, known);
    return known;
  };
  return body.nodes.map((node, i) => ({
    ...node,
    name: `${call.name}/${node.name || `${node.operator}_${i}`}`,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
    attributes: attributesOf(node, call, body),
  }));
}

/** Attributes that refer to the call's become its values, or the function's defaults, or are absent. */
function attributesOf(node: Node, call: Node, body: LocalFunction): Attributes {
  const given = (attribute: Attribute): Attribute | undefined =>
    attribute.kind === "reference"
      ? (call.attributes[attribute.value] ?? body.attributeDefaults[attribute.value])
      : attribute;
  const resolved = Object.entries(node.attributes).map(([name, attribute]) => [name, given(attribute)] as const);
  return Object.fromEntries(resolved.filter((entry): entry is readonly [string, Attribute] => entry[1] !== undefined));
}

function passedThrough(call: Node, name: string): NetspectraError {
  return new NetspectraError({
    subject: `function ${call.operator} (node "${call.name}")`,
    expected: "outputs that its nodes compute",
    got: `output "${name}", which is an input`,
  });
}
