import { batch, int64, isStatic, NetspectraError, type Shape, sameShape } from "../base/index.ts";
import { type Attributes, type Graph, int, ints, type Node } from "../graph/index.ts";
import { refuseInteraction } from "./batchDependence.ts";
import { freshNames } from "./freshNames.ts";
import { chooseInput, type InputOptions } from "./inputTypes.ts";
import { resolveShapes } from "./resolveShapes.ts";

/** Where the batch of a value comes: before all of its axes, or in the place of its first one, which had size 1. */
type Place = "before" | "first";

const views: readonly string[] = ["Flatten", "Reshape", "Squeeze", "Unsqueeze"];
const pointwise: ReadonlySet<string> = new Set(
  (
    "Abs Add And Cast Ceil Celu Clip Cos Div Dropout Elu Equal Erf Exp Floor Gelu Greater GreaterOrEqual HardSigmoid " +
    "HardSwish Identity LeakyRelu Less LessOrEqual Log Max Min Mish Mul Neg Not Or Pow Reciprocal Relu Round Selu Sigmoid " +
    "Sign Sin Softplus Softsign Sqrt Sub Sum Swish Tanh Where Xor"
  ).split(" "),
);

interface Rewriting {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly places: Map<string, Place>;
  readonly nodes: Node[];
  fresh(stem: string): string;
  constant(values: readonly number[]): string;
}

/**
 * A network for one sample (784 → 10) as one for any number of them (N×784 → N×10), where each of its operators can be
 * said for a batch and every sample provably passes on its own; undefined otherwise.
 *
 * @param alone the graph with the shapes that it has for one sample
 */
export function openAlone(alone: Graph, options: InputOptions): Graph | undefined {
  const input = chooseInput(alone, options.input);
  if (!input?.shape || alone.inputs.length !== 1) return undefined;
  const initializers = new Map(alone.initializers);
  const fresh = freshNames(alone);
  const constant = (values: readonly number[]): string => {
    const name = fresh("constant");
    initializers.set(name, int64([values.length], values));
    return name;
  };
  const places = new Map<string, Place>([[input.name, "before"]]);
  const rewriting: Rewriting = { shapes: shapesOf(alone), places, nodes: [], fresh, constant };
  for (const node of alone.nodes) if (!rewrite(node, rewriting)) return undefined;
  const inputs = [{ ...input, shape: [batch, ...input.shape] }];
  try {
    const { graph } = resolveShapes({ ...alone, inputs, initializers, nodes: rewriting.nodes }, options);
    refuseInteraction(graph);
    const fits = graph.outputs.every(({ name, shape }) => {
      const before = rewriting.shapes.get(name) ?? [];
      const expected = [batch, ...(places.get(name) === "before" ? before : before.slice(1))];
      return places.has(name) && shape !== undefined && sameShape(shape, expected);
    });
    return fits ? graph : undefined;
  } catch (error) {
    if (error instanceof NetspectraError) return undefined;
    throw error;
  }
}

/** The shape of every value for one sample. */
function shapesOf(alone: Graph): ReadonlyMap<string, Shape> {
  const outputs = alone.nodes.flatMap((node) => node.outputs).filter((name) => name !== "");
  const named = outputs.map((name) => ({ name }));
  const known = resolveShapes({ ...alone, outputs: named }, { batch: "as-is" }).graph;
  const infos = [...known.outputs, ...alone.inputs].map(({ name, shape }) => [name, shape ?? []] as const);
  return new Map([...infos, ...[...alone.initializers].map(([name, { shape }]) => [name, shape] as const)]);
}

/** Append the node as it is for a batch; false where that is not known. */
function rewrite(node: Node, own: Rewriting): boolean {
  const { places, shapes, nodes } = own;
  const held = node.inputs.map((name) => places.get(name));
  const place = held.find((own) => own !== undefined);
  if (place === undefined || node.operator === "Shape" || node.operator === "Size") {
    nodes.push(node);
    return place === undefined;
  }
  const [output = ""] = node.outputs;
  const shape = shapes.get(output);
  if (!shape || !isStatic(shape)) return false;
  if (views.includes(node.operator)) {
    places.set(output, shape[0] === 1 ? "first" : "before");
    const rest = shape[0] === 1 ? shape.slice(1) : shape;
    nodes.push({
      ...node,
      operator: "Reshape",
      inputs: [node.inputs[0]!, own.constant([-1, ...rest])],
      attributes: {},
    });
    return !rest.includes(0);
  }
  if (held.some((other) => other !== undefined && other !== place)) return false;
  const said = place === "first" ? node : before(node, shape, held, own);
  if (!said) return false;
  nodes.push(said);
  for (const name of node.outputs) if (name !== "") places.set(name, place);
  return place === "before" || shape[0] === 1;
}

/** A node whose operands have the batch before their axes. */
function before(node: Node, shape: Shape, held: readonly (Place | undefined)[], own: Rewriting): Node | undefined {
  const { operator, inputs, attributes } = node;
  const rankOf = (i: number) => own.shapes.get(inputs[i] ?? "")?.length ?? 0;
  const shifted = (axis: number) => (axis < 0 ? axis : axis + 1);
  if (pointwise.has(operator)) {
    const stretched = inputs.map((name, i) => (held[i] ? aligned(name, rankOf(i), shape.length, own) : name));
    return { ...node, inputs: stretched };
  }
  if (operator === "MatMul") return product(node, held, rankOf, own);
  if (operator === "Softmax" || operator === "LogSoftmax") {
    const { axis } = attributes;
    return { ...node, attributes: { axis: int(shifted(axis?.kind === "int" ? axis.value : -1)) } };
  }
  if (operator === "Transpose") {
    const { perm } = attributes;
    const order = perm?.kind === "ints" ? perm.value : Array.from({ length: rankOf(0) }, (_, i) => rankOf(0) - 1 - i);
    return { ...node, attributes: { perm: ints([0, ...order.map((axis) => axis + 1)]) } satisfies Attributes };
  }
  if (operator === "Concat" && held.every((place) => place) && attributes["axis"]?.kind === "int") {
    return { ...node, attributes: { axis: int(shifted(attributes["axis"].value)) } };
  }
  return undefined;
}

/** An operand of fewer axes than the result gets them behind the batch. */
function aligned(name: string, rank: number, target: number, own: Rewriting): string {
  if (rank >= target) return name;
  const output = own.fresh(`${name}_aligned`);
  const axes = own.constant(Array.from({ length: target - rank }, (_, i) => i + 1));
  const inputs = [name, axes];
  own.nodes.push({
    name: own.fresh(`${name}_Unsqueeze`),
    operator: "Unsqueeze",
    domain: "",
    inputs,
    outputs: [output],
    attributes: {},
  });
  return output;
}

/** A vector by a matrix, a matrix by a vector (the other way round), stacks of matrices by one or by as many. */
function product(
  node: Node,
  [left, right]: readonly (Place | undefined)[],
  rankOf: (i: number) => number,
  own: Rewriting,
): Node | undefined {
  const [a = "", b = ""] = node.inputs;
  if (left && !right) return rankOf(1) === 2 ? node : undefined;
  if (left && right) return rankOf(0) === rankOf(1) && rankOf(0) > 1 ? node : undefined;
  if (rankOf(0) !== 2 || rankOf(1) !== 1) return undefined;
  const turned = own.fresh(`${a}_turned`);
  const perm = { perm: ints([1, 0]) };
  own.nodes.push({
    name: own.fresh(`${a}_Transpose`),
    operator: "Transpose",
    domain: "",
    inputs: [a],
    outputs: [turned],
    attributes: perm,
  });
  return { ...node, inputs: [b, turned] };
}
