import { broadcastShapes, isStatic, isType, NetspectraError, type Tensor, tensorOf } from "../base/index.ts";
import { contentOf, type Graph, type Node } from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { stretchedWalk, stridedWalk, stridesOf } from "./stridedWalk.ts";

type Values = ArrayLike<number>;

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
/** Operators that change the shape only. */
const views: readonly string[] = ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze"];

/**
 * Nodes between constants become constants: what batch normalisation does to its statistics, weights that are turned.
 * Arithmetic is that of float64, rounded to the element type after each node.
 */
export function foldConstants(graph: Graph): Graph {
  const constants = new Map(graph.initializers);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes.filter((node) => {
    const result = outputs.has(node.outputs[0]!) ? undefined : evaluate(node, constants);
    if (result) constants.set(node.outputs[0]!, result);
    return !result;
  });
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes, initializers: constants };
}

function evaluate(node: Node, constants: ReadonlyMap<string, Tensor>): Tensor | undefined {
  const operands = node.inputs.map((name) => constants.get(name));
  const [a, b] = operands;
  if (node.domain !== "" || !a || operands.some((tensor) => !tensor)) return undefined;
  if (views.includes(node.operator)) return { ...a, shape: shapeOf(node, operands as readonly Tensor[]) };
  if (!isType(a, "float32") && !isType(a, "float64")) return undefined;
  const f = unary[node.operator];
  if (f) return { ...a, data: a.data.map(f) };
  if (node.operator === "Transpose") return transposed(a, node);
  const h = binary[node.operator];
  return h && b && (isType(b, "float32") || isType(b, "float64")) ? broadcast(h, a, b) : undefined;
}

function shapeOf(node: Node, operands: readonly Tensor[]): readonly number[] {
  const values = operands.map((tensor, i) => {
    const content = contentOf(tensor);
    return { name: node.inputs[i]!, type: tensor.type, shape: tensor.shape, ...(content && { content }) };
  });
  const [result] = infer(node, values, 1);
  if (result && isStatic(result.shape)) return result.shape;
  throw new NetspectraError({
    subject: `${node.operator} (node "${node.name}")`,
    expected: "a constant shape for a constant",
    got: `${result?.shape}`,
  });
}

function broadcast(f: (a: number, b: number) => number, a: Tensor<"float32" | "float64">, b: typeof a): Tensor {
  const shape = broadcastShapes(a.shape, b.shape) as readonly number[];
  const [left, right] = [stretchedWalk(a.shape, shape), stretchedWalk(b.shape, shape)];
  return tensorOf(
    a.type,
    shape,
    Float64Array.from(left, (at, i) => f(a.data[at]!, b.data[right[i]!]!)),
  );
}

function transposed(x: Tensor<"float32" | "float64">, node: Node): Tensor {
  const attribute = node.attributes["perm"];
  const axes = x.shape.map((_, axis) => axis);
  const perm = attribute?.kind === "ints" ? attribute.value : axes.toReversed();
  const strides = stridesOf(x.shape);
  const shape = perm.map((axis) => x.shape[axis]!);
  const from = stridedWalk(
    shape,
    perm.map((axis) => strides[axis]!),
  );
  const data: Values = x.data;
  return tensorOf(
    x.type,
    shape,
    Float64Array.from(from, (at) => data[at]!),
  );
}
