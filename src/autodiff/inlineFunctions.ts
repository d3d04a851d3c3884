import { fail } from "../base/index.ts";
import type { Attribute, Attributes, LocalFunction, Model, Node } from "../graph/index.ts";
import { definitionOf } from "../ops/define/registry.ts";
import { renameNode } from "./renameNode.ts";

/** A node and the operator set that it is written for. */
export interface VersionedNode {
  readonly node: Node;
  readonly opset: number;
}

const deepest = 100;
/** Functions that call functions can unfold without end; the largest models in use have some ten thousand nodes. */
const mostNodes = 100_000;

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
  let count = model.graph.nodes.length;
  const expand = (node: Node, version: number, depth: number): readonly VersionedNode[] => {
    const body = definitionOf(node) ? undefined : functions.get(`${node.domain} ${node.operator}`);
    if (!body) return [{ node, opset: version }];
    if (depth > deepest) {
      fail({ subject: `function ${node.operator}`, expected: "a body that ends", got: "a function that calls itself" });
    }
    count += body.nodes.length;
    if (count > mostNodes) {
      fail({ subject: `function ${node.operator}`, expected: `at most ${mostNodes} nodes in all`, got: "more" });
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
  const names = new Map<string, string>();
  body.inputs.forEach((name, i) => {
    names.set(name, call.inputs[i] ?? "");
  });
  const passed: Node[] = [];
  body.outputs.forEach((name, i) => {
    const outer = call.outputs[i];
    if (!outer) return;
    if (names.has(name)) passed.push(identity(`${call.name}/${name}`, names.get(name)!, outer));
    else names.set(name, outer);
  });
  const rename = (name: string): string => {
    const known = names.get(name) ?? fresh(`${call.name}/${name}`);
    names.set(name, known);
    return known;
  };
  const nodes = body.nodes.map((node, i) => ({
    ...renameNode({ ...node, attributes: attributesOf(node.attributes, call, body) }, rename),
    name: `${call.name}/${node.name || `${node.operator}_${i}`}`,
  }));
  return [...nodes, ...passed];
}

function identity(name: string, input: string, output: string): Node {
  return { name, operator: "Identity", domain: "", inputs: [input], outputs: [output], attributes: {} };
}

/** Attributes that refer to the call's become its values, or the function's defaults, or are absent. */
function attributesOf(attributes: Attributes, call: Node, body: LocalFunction): Attributes {
  const given = (attribute: Attribute): Attribute | undefined => {
    if (attribute.kind === "reference")
      return ownAttribute(call.attributes, attribute.value) ?? ownAttribute(body.attributeDefaults, attribute.value);
    if (attribute.kind !== "graph") return attribute;
    const nodes = attribute.value.nodes.map((node) => ({
      ...node,
      attributes: attributesOf(node.attributes, call, body),
    }));
    return { ...attribute, value: { ...attribute.value, nodes } };
  };
  const resolved = Object.entries(attributes).map(([name, attribute]) => [name, given(attribute)] as const);
  return Object.fromEntries(resolved.filter((entry): entry is readonly [string, Attribute] => entry[1] !== undefined));
}

/** Names come from files: "constructor" must not find what every object has. */
function ownAttribute(attributes: Attributes, name: string): Attribute | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
