import { type ElementType, isSmallFloat, widened } from "../base/index.ts";
import type { Model, Node, ValueInfo } from "../graph/index.ts";
import { type Attribute, type Attributes, elementTypeNumbers, elementTypeOf, type Graph, int } from "../graph/index.ts";

/** The attributes that name an element type, by operator. */
const typeAttributes: Readonly<Record<string, string>> = { Cast: "to", EyeLike: "dtype" };

/** The element types that networks compute in where they save memory; narrower ones are quantisation. */
const halves: readonly ElementType[] = ["float16", "bfloat16"];

/**
 * The model in float32 where it is written for half precision; weights that are stored in 16, 8 or 4 bits are widened
 * without loss. Float64 stays. The model itself where there is nothing to widen.
 */
export function widenFloats(model: Model): Model {
  if (!hasNarrowFloats(model)) return model;
  return {
    ...model,
    graph: widenGraph(model.graph),
    functions: model.functions.map((f) => ({ ...f, nodes: f.nodes.map(widenNode) })),
  };
}

/** Whether a model holds floats of less than 32 bits. */
export function hasNarrowFloats({ graph, functions }: Model): boolean {
  return [...types(graph), ...functions.flatMap(({ nodes }) => nodes.flatMap(typesOf))].some(isSmallFloat);
}

function types({ inputs, outputs, nodes, initializers }: Graph): readonly ElementType[] {
  const infos = [...inputs, ...outputs].flatMap(({ type }) => type ?? []);
  return [...infos, ...[...initializers.values()].map(({ type }) => type), ...nodes.flatMap(typesOf)];
}

function typesOf(node: Node): readonly ElementType[] {
  const named = node.attributes[typeAttributes[node.operator] ?? ""];
  const own = named?.kind === "int" ? elementTypeOf(named.value) : undefined;
  const inside = Object.values(node.attributes).flatMap((attribute) =>
    attribute.kind === "tensor" ? [attribute.value.type] : attribute.kind === "graph" ? types(attribute.value) : [],
  );
  return own ? [own, ...inside] : inside;
}

function widenGraph(graph: Graph): Graph {
  return {
    ...graph,
    inputs: graph.inputs.map(widenInfo),
    outputs: graph.outputs.map(widenInfo),
    valueInfo: graph.valueInfo.map(widenInfo),
    nodes: graph.nodes.map(widenNode),
    initializers: new Map([...graph.initializers].map(([name, tensor]) => [name, widened(tensor)])),
  };
}

function widenInfo(info: ValueInfo): ValueInfo {
  return info.type && halves.includes(info.type) ? { ...info, type: "float32" } : info;
}

function widenNode(node: Node): Node {
  const entries = Object.entries(node.attributes).map(([name, attribute]): [string, Attribute] => {
    if (attribute.kind === "tensor") return [name, { ...attribute, value: widened(attribute.value) }];
    if (attribute.kind === "graph") return [name, { ...attribute, value: widenGraph(attribute.value) }];
    const type = attribute.kind === "int" && typeAttributes[node.operator] === name && elementTypeOf(attribute.value);
    return [name, type && halves.includes(type) ? int(elementTypeNumbers.float32) : attribute];
  });
  const attributes: Attributes = Object.fromEntries(entries);
  return { ...node, attributes };
}
