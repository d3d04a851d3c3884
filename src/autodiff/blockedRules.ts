import { float32, isStatic, sameShape, sizeOf } from "../base/index.ts";
import { type Builder, elementTypeNumbers, int, type Node, type Value, type ValueType } from "../graph/index.ts";
import { appendBlocked, blockedWeights } from "./blockedNodes.ts";

/** The values of a graph whose convolutions come into blocks, each by its name in that graph. */
export interface BlockedValues {
  /** Channels in a block. */
  readonly size: number;
  /** The node of the graph that yields a value. */
  maker(name: string): Node | undefined;
  /** Whether a value is there in blocks alone. */
  waits(name: string): boolean;
  /** The value in blocks, where it is there. */
  known(name: string): Value | undefined;
  typeOf(name: string): ValueType;
  /** The value in the order that ONNX gives it. */
  plain(name: string): Value;
  /** The value in blocks. */
  inBlocks(name: string): Value;
}

/**
 * A node's result in blocks; "plain" where the rule appended what the node yields in plain order, under the node's own name;
 * undefined where it is better, or only possible, without.
 */
type Rule = (g: Builder, node: Node, values: BlockedValues) => Value | "plain" | undefined;

/** Multiply-adds for each element that is brought into blocks or back, from which on blocks pay (measured at 1×1 and 3×3). */
const leastWork = 24;

const convolution: Rule = (g, node, values) => {
  const [x, w, b] = node.inputs as readonly [string, string, string?];
  const [input, weights] = [values.typeOf(x), values.typeOf(w)];
  const { size } = values;
  const group = node.attributes["group"];
  if (group?.kind === "int" && group.value !== 1) return undefined;
  // The runtime itself sees to constant weights.
  if (weights.type !== "float32" || weights.shape.length !== 4 || g.constantOf(values.plain(w))) return undefined;
  if (!isStatic(weights.shape) || !isStatic(input.shape)) return undefined;
  const [m, c, ...kernel] = weights.shape as readonly [number, number, ...number[]];
  const wide = c >= size;
  if (m % size !== 0 || (wide && c % size !== 0)) return undefined;
  if (m * c * sizeOf(kernel) < leastWork * (m + (wide ? c : 0))) return undefined;
  const operands = [wide ? values.inBlocks(x) : values.plain(x), blockedWeights(g, values.plain(w), size)];
  return appendBlocked(g, "Conv", b ? [...operands, values.plain(b)] : operands, node.attributes);
};

/** An operator of one input on each element alone: any order of the elements will do. */
const pointwise: Rule = (g, node, { known }) => {
  const x = known(node.inputs[0]!);
  const to = node.attributes["to"];
  if (!x || (to?.kind === "int" && to.value !== elementTypeNumbers.float32)) return undefined;
  return g.append({ ...node, outputs: [g.fresh(node.operator)] }, [x])[0]!;
};

/** The same of two inputs, of one shape, or the second a number; or a number for each channel. */
const pairwise: Rule = (g, node, values) => {
  const [a, b] = node.inputs as readonly [string, string];
  const both = (x: Value, y: Value) => g.append({ ...node, outputs: [g.fresh(node.operator)] }, [x, y])[0]!;
  const [blockedA, blockedB] = [values.known(a), values.known(b)];
  if (blockedA && blockedB && sameShape(blockedA.shape, blockedB.shape)) return both(blockedA, blockedB);
  if (blockedA && sizeOfKnown(values.typeOf(b)) === 1) return both(blockedA, values.plain(b));
  if (blockedA) return perChannel(g, node.operator, blockedA, b, values) ?? summed(node, values, both);
  if (!blockedB) return undefined;
  const swaps = node.operator === "Add" || node.operator === "Mul";
  return (swaps ? perChannel(g, node.operator, blockedB, a, values) : undefined) ?? summed(node, values, both);
};

/** Sums go into convolutions most of the time, as residual layers have them. */
function summed(
  { operator, inputs }: Node,
  { waits, typeOf, inBlocks }: BlockedValues,
  both: (x: Value, y: Value) => Value,
): Value | undefined {
  const [a, b] = inputs as readonly [string, string];
  const fits = operator === "Add" && (waits(a) || waits(b)) && sameShape(typeOf(a).shape, typeOf(b).shape);
  return fits ? both(inBlocks(a), inBlocks(b)) : undefined;
}

/** x · v or x ± v with v of C×1×1: a convolution of size 1, each channel by itself, with a bias. */
function perChannel(g: Builder, operator: string, x: Value, name: string, values: BlockedValues): Value | undefined {
  const { shape } = values.typeOf(name);
  const channels = x.shape[1]!;
  const aligned = shape.length >= 3 && shape.at(-3) === channels && sizeOfKnown({ shape }) === channels;
  if (operator === "Greater" || !aligned || typeof channels !== "number" || x.type !== "float32") return undefined;
  const v = g.reshape(values.plain(name), [channels]);
  const ones = () => g.constant(float32([channels, 1, 1, 1], new Float32Array(channels).fill(1)));
  const scaled = operator === "Mul";
  const operands = scaled ? [g.reshape(v, [channels, 1, 1, 1])] : [ones(), operator === "Sub" ? g.neg(v) : v];
  return appendBlocked(g, "Conv", [x, ...operands], { group: int(channels) });
}

/** Over all but the channels: the means of single images are there, and one beside the other in any order of the elements. */
const reduction: Rule = (g, node, values) => {
  const x = values.known(node.inputs[0]!);
  const axes = node.inputs[1] ? values.plain(node.inputs[1]) : undefined;
  if (x?.type !== "float32" || axes?.content?.join() !== "0,2,3") return undefined;
  const means = appendBlocked(g, "GlobalAveragePool", [x]);
  const area = sizeOf(x.shape.slice(2) as readonly number[]);
  g.append(node, [node.operator === "ReduceSum" ? g.mul(means, area) : means, axes]);
  return "plain";
};

/** N×1×C×positions → N×1×positions×C, as weight gradients look at images: the runtime takes this out of blocks at once. */
const channelsLast: Rule = (g, node, { maker, known, typeOf }) => {
  const perm = node.attributes["perm"];
  const given = typeOf(node.inputs[0]!).shape;
  let source = node.inputs[0]!;
  for (let view = maker(source); view && isView(view); view = maker(source)) source = view.inputs[0]!;
  const x = known(source);
  const ordered = perm?.kind === "ints" && perm.value.join() === "0,1,3,2";
  if (x?.type !== "float32" || !ordered || !isStatic(x.shape) || !isStatic(given)) return undefined;
  const [n, c, ...sizes] = x.shape as readonly [number, number, ...number[]];
  if (!sameShape(given, [n, 1, c, sizeOf(sizes)])) return undefined;
  const last = appendBlocked(g, "ReorderOutput", [x], { channels: int(c), channels_last: int(1) });
  const reshape = { name: g.fresh("Reshape"), operator: "Reshape", domain: "", inputs: [], attributes: {} };
  g.append({ ...reshape, outputs: node.outputs }, [last, g.indices([n, 1, sizeOf(sizes), c])]);
  return "plain";
};

const isView = ({ operator, domain }: Node) => domain === "" && (operator === "Reshape" || operator === "Unsqueeze");

const rules: Readonly<Record<string, Rule>> = {
  Conv: convolution,
  ...Object.fromEntries(
    ["Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "Softplus", "Neg", "Cast"].map((name) => [name, pointwise]),
  ),
  ...Object.fromEntries(["Add", "Sub", "Mul", "Greater"].map((name) => [name, pairwise])),
  ReduceSum: reduction,
  ReduceMean: reduction,
  Transpose: channelsLast,
};

/** What an operator has of its own; see {@link Rule}. */
export const blockedRule = ({ operator, domain }: Node): Rule | undefined =>
  domain === "" && Object.hasOwn(rules, operator) ? rules[operator] : undefined;

function sizeOfKnown({ shape }: Pick<ValueType, "shape">): number | undefined {
  return isStatic(shape) ? sizeOf(shape) : undefined;
}
