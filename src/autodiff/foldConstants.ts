import { broadcastShapes, isType, mostComputed, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import type { Graph, Node } from "../graph/index.ts";
import { evaluateNode } from "./evaluateNode.ts";
import { stretchedWalk } from "./stridedWalk.ts";

type Float = Tensor<"float32" | "float64">;

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};
const unary: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  Exp: Math.exp,
};

/**
 * Nodes between constants become constants: what batch normalisation does to its statistics, weights that are turned.
 * Float arithmetic is that of float64, rounded to the element type after each node.
 */
export function foldConstants(graph: Graph): Graph {
  const constants = new Map(graph.initializers);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes.filter((node) => {
    const operands = node.inputs.map((name) => constants.get(name));
    const constant = operands.length > 0 && operands.every((tensor) => tensor) && !outputs.has(node.outputs[0]!);
    const result = constant ? (arithmetic(node, operands as Tensor[]) ?? evaluateNode(node, operands)) : undefined;
    if (result) constants.set(node.outputs[0]!, result);
    return !result;
  });
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes, initializers: constants };
}

function arithmetic({ domain, operator }: Node, operands: readonly Tensor[]): Tensor | undefined {
  if (domain !== "" || !operands.every(isFloating)) return undefined;
  const [a, b] = operands as readonly [Float, Float?];
  const [f, h] = [unary[operator], binary[operator]];
  if (f) return { ...a, data: a.data.map(f) };
  if (!h || !b) return undefined;
  const shape = broadcastShapes(a.shape, b.shape) as readonly number[];
  if (sizeOf(shape) > Math.max(2 * (a.data.length + b.data.length), mostComputed)) return undefined;
  const [left, right] = [stretchedWalk(a.shape, shape), stretchedWalk(b.shape, shape)];
  return tensorOf(
    a.type,
    shape,
    Float64Array.from(left, (at, i) => h(a.data[at]!, b.data[right[i]!]!)),
  );
}

const isFloating = (tensor: Tensor): tensor is Float => isType(tensor, "float32") || isType(tensor, "float64");
