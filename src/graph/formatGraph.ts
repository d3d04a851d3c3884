import { type ElementType, isType, type Shape, sizeOf, type Tensor } from "../base/index.ts";
import type { Attribute, Graph, Node, ValueInfo } from "./types.ts";

/** Constants of at most this many elements are shown with their values. */
const shown = 8;

/**
 * The graph as text, one line a node: `y: float32[N×10] = Gemm(x, w, b) alpha=1 transB=1`. Types stand where the graph
 * says them, an absent operand is `_`, attributes are sorted, subgraphs are indented below their node.
 */
export function formatGraph(graph: Graph): string {
  const types = new Map([...graph.valueInfo, ...graph.outputs].map((info) => [info.name, info]));
  return [
    `graph ${quote(graph.name)}`,
    ...graph.inputs.map((input) => `  input ${formatValue(input)}`),
    ...[...graph.initializers].map(([name, tensor]) => `  constant ${formatName(name)}: ${formatTensor(tensor)}`),
    ...formatNodes(graph.nodes, types).map((line) => `  ${line}`),
    ...graph.outputs.map((output) => `  output ${formatValue(output)}`),
  ].join("\n");
}

/** The lines of nodes, with what is known of their outputs. */
export function formatNodes(nodes: readonly Node[], types: ReadonlyMap<string, ValueInfo>): readonly string[] {
  return nodes.flatMap((node) => {
    const outputs = node.outputs.map((name) => formatValue(types.get(name) ?? { name })).join(", ");
    const attributes = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    const plain = attributes.map(([name, a]) => ` ${formatName(name)}=${formatAttribute(a)}`).join("");
    const operator = node.domain === "" ? node.operator : `${node.domain}.${node.operator}`;
    return [
      `${outputs} = ${operator}(${node.inputs.map(formatName).join(", ")})${plain}`,
      ...attributes
        .flatMap(([name, attribute]) =>
          graphsOf(attribute).flatMap((graph) =>
            formatGraph(graph)
              .replace(/^graph/, `${name}: graph`)
              .split("\n"),
          ),
        )
        .map((line) => `  ${line}`),
    ];
  });
}

function graphsOf(attribute: Attribute): readonly Graph[] {
  return attribute.kind === "graph" ? [attribute.value] : attribute.kind === "graphs" ? attribute.value : [];
}

function formatValue({ name, type, shape, otherType }: ValueInfo): string {
  if (otherType) return `${formatName(name)}: other`;
  return type ? `${formatName(name)}: ${formatType(type, shape)}` : formatName(name);
}

function formatType(type: ElementType, shape: Shape | undefined): string {
  return shape ? `${type}[${shape.join("×")}]` : `${type}[…]`;
}

function formatTensor(tensor: Tensor): string {
  const type = formatType(tensor.type, tensor.shape);
  const size = sizeOf(tensor.shape);
  return size > shown ? type : `${type} = ${formatElements(tensor)}`;
}

function formatElements(tensor: Tensor): string {
  const items = isType(tensor, "string")
    ? tensor.data.map(quote)
    : isType(tensor, "float32") || isType(tensor, "complex64")
      ? Array.from(tensor.data, formatFloat)
      : Array.from(tensor.data as ArrayLike<number | bigint>, formatNumber);
  return tensor.shape.length === 0 && items.length === 1 ? items[0]! : `[${items.join(", ")}]`;
}

function formatAttribute(attribute: Attribute): string {
  switch (attribute.kind) {
    case "int":
      return formatNumber(attribute.value);
    case "float":
      return formatFloat(attribute.value);
    case "ints":
      return `[${attribute.value.map(formatNumber).join(", ")}]`;
    case "floats":
      return `[${attribute.value.map(formatFloat).join(", ")}]`;
    case "string":
      return quote(attribute.value);
    case "strings":
      return `[${attribute.value.map(quote).join(", ")}]`;
    case "tensor":
      return formatTensor(attribute.value).replace(" = ", ":");
    case "graph":
      return quote(attribute.value.name);
    case "graphs":
      return `[${attribute.value.map(({ name }) => quote(name)).join(", ")}]`;
    case "reference":
      return `@${formatName(attribute.value)}`;
    case "opaque":
      return `<${attribute.value.length} bytes of attribute type ${attribute.type}>`;
  }
}

/** The shortest text that stands for the same float32. */
function formatFloat(value: number): string {
  const rounded = Math.fround(value);
  if (rounded === 0) return formatNumber(rounded);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(rounded.toPrecision(digits));
    if (Math.fround(short) === rounded) return formatNumber(short);
  }
  return formatNumber(rounded);
}

function formatNumber(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/** Names that could be mistaken for something else are quoted. */
function formatName(name: string): string {
  if (name === "") return "_";
  return /^[^\s"(),=]+$/.test(name) && name !== "_" ? name : quote(name);
}
