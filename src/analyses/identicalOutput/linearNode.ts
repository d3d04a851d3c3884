import { type ElementType, numbers, sizeOf, type Tensor, tensorOf } from "../../base/index.ts";
import type { Attributes, Node } from "../../graph/index.ts";
import type { Rewrite } from "./rewrite.ts";

/** A node y = W x + b with constant W and b. */
export interface LinearNode {
  readonly node: Node;
  readonly weight: Tensor;
  /** Axes of W that the channels of x and of y run along. */
  readonly inputAxis: number;
  readonly outputAxis: number;
  /** Axes of x and of y that these channels are on. */
  readonly channelAxis: { readonly input: number; readonly output: number };
  /** Channels of y. */
  readonly units: number;
  /** What y is at x = 0, per channel. */
  readonly bias: Float64Array;
  /** What is behind W x: the factor of Gemm. */
  readonly factor: number;
  /** Whether windows reach beyond the border, where x counts as 0. */
  readonly isPadded: boolean;
  /** Groups of channels that do not meet. */
  readonly groups: number;
}

/** A node as a linear map of its first operand, where it is one with constant weights. */
export function linearNode(rewrite: Rewrite, node: Node): LinearNode | undefined {
  const weight = rewrite.constantOf(node.inputs[1]);
  if (node.domain !== "" || !weight || (weight.type !== "float32" && weight.type !== "float64")) return undefined;
  const rank = rewrite.shapeOf(node.inputs[0]!).length;
  const given = rewrite.constantOf(node.inputs[2]);
  if (node.inputs[2] && !given) return undefined;
  const common = { node, weight, factor: 1, isPadded: false, groups: 1 };
  const biasOf = (units: number, factor = 1): Float64Array | undefined => {
    const values = given ? numbers(given) : [0];
    const isOwn = values.length === 1 || (values.length === units && given?.shape.at(-1) === units);
    return isOwn
      ? Float64Array.from({ length: units }, (_, i) => factor * values[values.length === 1 ? 0 : i]!)
      : undefined;
  };
  const { attributes } = node;
  if (node.operator === "MatMul" && weight.shape.length === 2 && rank >= 2) {
    const units = weight.shape[1]!;
    const channelAxis = { input: rank - 1, output: rank - 1 };
    return { ...common, inputAxis: 0, outputAxis: 1, channelAxis, units, bias: new Float64Array(units) };
  }
  if (node.operator === "Gemm" && intOf(attributes, "transA", 0) === 0) {
    const [inputAxis, outputAxis] = intOf(attributes, "transB", 0) === 1 ? [1, 0] : [0, 1];
    const units = weight.shape[outputAxis]!;
    const bias = biasOf(units, floatOf(attributes, "beta", 1));
    const factor = floatOf(attributes, "alpha", 1);
    return bias && { ...common, inputAxis, outputAxis, channelAxis: { input: 1, output: 1 }, units, bias, factor };
  }
  if (node.operator === "Conv") {
    const units = weight.shape[0]!;
    const bias = biasOf(units);
    const groups = intOf(attributes, "group", 1);
    const place = { inputAxis: 1, outputAxis: 0, channelAxis: { input: 1, output: 1 } };
    return bias && { ...common, ...place, units, bias, groups, isPadded: isPadded(node, weight) };
  }
  return undefined;
}

/** A convolution of groups as one of all channels, with zeros between channels of different groups. */
export function ungrouped(linear: LinearNode): LinearNode {
  const { weight, groups, node } = linear;
  if (groups === 1) return linear;
  const [units = 0, own = 0, ...kernel] = weight.shape;
  const size = sizeOf(kernel);
  const values = numbers(weight);
  const all = new Float64Array(units * own * groups * size);
  for (let unit = 0; unit < units; unit++) {
    const group = Math.floor(unit / (units / groups));
    const filter = values.slice(unit * own * size, (unit + 1) * own * size);
    all.set(filter, (unit * own * groups + group * own) * size);
  }
  const { group: _, ...attributes } = node.attributes;
  return {
    ...linear,
    groups: 1,
    weight: tensorOf(weight.type, [units, own * groups, ...kernel], all),
    node: { ...node, attributes },
  };
}

/** The filters of a convolution of groups among those of {@link ungrouped}. */
export function groupsOf(all: Tensor, { weight, groups }: LinearNode): Tensor {
  const [units = 0, own = 0, ...kernel] = weight.shape;
  const size = sizeOf(kernel);
  const from = numbers(all);
  const values = new Float64Array(units * own * size);
  for (let unit = 0; unit < units; unit++) {
    const start = (unit * own * groups + Math.floor(unit / (units / groups)) * own) * size;
    values.set(from.slice(start, start + own * size), unit * own * size);
  }
  return tensorOf(weight.type, weight.shape, values);
}

/** The same node with other weights and bias, whose output is `target`. */
export function withWeights(
  rewrite: Rewrite,
  { node, weight: old, bias: oldBias }: LinearNode,
  weight: Tensor,
  bias: Float64Array,
  target: string,
): readonly Node[] {
  const [x = "", weightName = "", biasName = ""] = node.inputs;
  const w = weight === old ? weightName : rewrite.constant(weightName, weight);
  const isSame = bias.every((value, i) => value === oldBias[i]);
  const outputs = [target];
  const name = target === node.outputs[0] ? node.name : rewrite.fresh(node.name || node.operator);
  if (isSame) return [{ ...node, name, inputs: [x, w, ...(biasName ? [biasName] : [])], outputs }];
  const type: ElementType = weight.type;
  const b = rewrite.constant(biasName || `${node.name}.bias`, tensorOf(type, [bias.length], bias));
  if (node.operator !== "MatMul") {
    const { beta: _, ...attributes } = node.attributes;
    return [{ ...node, name, attributes, inputs: [x, w, b], outputs }];
  }
  const product = rewrite.fresh(node.name || "MatMul");
  rewrite.declare(product, node.outputs[0]!);
  return [
    { ...node, name: product, inputs: [x, w], outputs: [product] },
    { name, operator: "Add", domain: "", inputs: [product, b], outputs, attributes: {} },
  ];
}

function isPadded({ attributes }: Node, weight: Tensor): boolean {
  const { pads, auto_pad: automatic } = attributes;
  const isAutomatic = automatic?.kind === "string" && automatic.value.startsWith("SAME");
  return isAutomatic
    ? weight.shape.slice(2).some((size) => size > 1)
    : pads?.kind === "ints" && pads.value.some((width) => width !== 0);
}

const intOf = (attributes: Attributes, name: string, otherwise: number): number => {
  const attribute = attributes[name];
  return attribute?.kind === "int" ? attribute.value : otherwise;
};

const floatOf = (attributes: Attributes, name: string, otherwise: number): number => {
  const attribute = attributes[name];
  return attribute?.kind === "float" ? attribute.value : otherwise;
};
