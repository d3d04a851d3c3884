import { numbers, sizeOf, type Tensor, tensor, tensorOf } from "../base/index.ts";
import {
  type Attributes,
  type Builder,
  createBuilder,
  type Graph,
  type Node,
  usedValues,
  type Value,
} from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";
import { foldConstants } from "./foldConstants.ts";

export interface FoldOptions {
  /** Values that are wanted under their names, beside the outputs. */
  keep?: readonly string[];
}

/** y = s · L(x) + t with one s and one t per channel, L linear in x with constant weights. */
interface Affine {
  readonly linear: Node;
  /** The last node of the chain. */
  readonly last: Node;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/**
 * Multiplications and additions by constants per channel vanish into the weights before them, most of all batch
 * normalisation at evaluation: s · (W x + b) + t = (s W) x + (s b + t). The function is the same up to rounding; nodes
 * between constants become constants, and a derivative carries no products per channel any more.
 *
 * @param graph in primitives, see `lower`
 */
export function foldAffine(graph: Graph, { keep = [] }: FoldOptions = {}): Graph {
  const folded = foldConstants(graph);
  const known = createBuilder(infer, folded);
  const wanted = new Set([...keep, ...graph.outputs.map(({ name }) => name)]);
  const chains = affineChains(known, folded, wanted);
  if (chains.length === 0) return folded;
  const ends = new Map(chains.map((chain) => [chain.affine.last, chain.affine]));
  const gone = new Set(chains.flatMap(({ nodes }) => nodes));
  const constants = new Map(folded.initializers);
  const nodes = folded.nodes.flatMap((node) => {
    const affine = ends.get(node);
    if (affine) return merged(known, affine, constants);
    return gone.has(node) ? [] : [node];
  });
  const used = new Set([...nodes.flatMap((node) => [...usedValues(node)]), ...wanted]);
  const initializers = new Map([...constants].filter(([name]) => used.has(name)));
  return { ...folded, nodes, initializers };
}

interface Chain {
  readonly affine: Affine;
  readonly nodes: readonly Node[];
}

function affineChains(g: Builder, graph: Graph, wanted: ReadonlySet<string>): readonly Chain[] {
  const consumers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const name of usedValues(node)) consumers.set(name, [...(consumers.get(name) ?? []), node]);
  }
  return graph.nodes.flatMap((linear) => {
    const channels = channelsOf(g, linear);
    if (channels === undefined) return [];
    const nodes = [linear];
    const scale = new Float64Array(channels).fill(1);
    const shift = new Float64Array(channels);
    let last = linear;
    for (;;) {
      const [y] = last.outputs;
      const [next, ...others] = consumers.get(y!) ?? [];
      if (!next || others.length > 0 || wanted.has(y!) || !applyConstant(g, next, y!, linear, scale, shift)) break;
      nodes.push(next);
      last = next;
    }
    // A product without a place for a bias gains nothing where something is only added to it.
    const gains = linear.operator === "MatMul" ? scale.some((s) => s !== 1) : nodes.length > 1;
    return gains ? [{ affine: { linear, last, scale, shift }, nodes }] : [];
  });
}

/** The number of channels of what a node yields, if it is linear in its first operand with constant weights and bias. */
function channelsOf(g: Builder, node: Node): number | undefined {
  const constant = (i: number) => (node.inputs[i] ? g.constantOf(g.value(node.inputs[i]!)) : undefined);
  const [weight, bias] = [constant(1), constant(2)];
  if (node.domain !== "" || !weight || (node.inputs[2] && !bias)) return undefined;
  if (weight.type !== "float32" && weight.type !== "float64") return undefined;
  const y = g.value(node.outputs[0]!);
  const channels = y.shape[channelAxis(node.operator, y)];
  if (typeof channels !== "number") return undefined;
  switch (node.operator) {
    case "Conv":
    case "ConvTranspose":
      return channels;
    case "Gemm":
      return !bias || perChannel(bias, y, 1) ? channels : undefined;
    case "MatMul":
      return weight.shape.length === 2 ? channels : undefined;
    default:
      return undefined;
  }
}

const channelAxis = (operator: string, y: Value): number => (operator === "MatMul" ? y.shape.length - 1 : 1);

/** Follow `node`, which is applied to `y`, if it multiplies by or adds a constant per channel. */
function applyConstant(
  g: Builder,
  node: Node,
  y: string,
  linear: Node,
  scale: Float64Array,
  shift: Float64Array,
): boolean {
  if (node.domain !== "" || node.outputs.length !== 1) return false;
  if (node.operator === "Neg") return update(scale, shift, () => -1);
  const [first, second] = node.inputs;
  const other = first === y ? second : first;
  const constant = other === undefined ? undefined : g.constantOf(g.value(other));
  const value = g.value(y);
  const c = constant && perChannel(constant, value, channelAxis(linear.operator, value));
  if (!c) return false;
  const at = (i: number) => c[c.length === 1 ? 0 : i]!;
  switch (node.operator) {
    case "Mul":
      return update(scale, shift, at);
    case "Div":
      return first === y && update(scale, shift, (i) => 1 / at(i));
    case "Add":
      return update(
        scale,
        shift,
        () => 1,
        (i) => at(i),
      );
    case "Sub":
      return first === y
        ? update(
            scale,
            shift,
            () => 1,
            (i) => -at(i),
          )
        : update(scale, shift, () => -1, at);
    default:
      return false;
  }
}

/** s · y + t becomes a · (s · y + t) + b. */
function update(
  scale: Float64Array,
  shift: Float64Array,
  a: (i: number) => number,
  b: (i: number) => number = () => 0,
): true {
  for (let i = 0; i < scale.length; i++) {
    const factor = a(i);
    scale[i]! *= factor;
    shift[i] = shift[i]! * factor + b(i);
  }
  return true;
}

/** The elements of a constant that differs along one axis of `y` only, when it is stretched to the shape of `y`. */
function perChannel(constant: Tensor, y: Value, axis: number): readonly number[] | undefined {
  const before = y.shape.length - constant.shape.length;
  const fits = constant.shape.every((size, i) => size === 1 || (i + before === axis && size === y.shape[axis]));
  const plain = constant.type === "float32" || constant.type === "float64";
  return before >= 0 && fits && plain ? numbers(constant) : undefined;
}

/** The linear node with the chain in its weights, under the name of the chain's result. */
function merged(g: Builder, { linear, last, scale, shift }: Affine, constants: Map<string, Tensor>): readonly Node[] {
  const [x = "", weight = "", bias = ""] = linear.inputs;
  const weights = constants.get(weight)!;
  const declare = (stem: string, value: Tensor): string => {
    const name = g.fresh(stem);
    constants.set(name, value);
    return name;
  };
  const scaled = declare(weight, scaledWeights(linear, weights, scale));
  const { beta, ...attributes } = linear.attributes;
  const factor = beta?.kind === "float" ? beta.value : 1;
  const old = bias === "" ? [0] : numbers(constants.get(bias)!);
  const offset = shift.map((t, i) => t + scale[i]! * factor * old[old.length === 1 ? 0 : i]!);
  const added = declare(bias || `${linear.name}.bias`, tensorOf(weights.type, [offset.length], offset));
  const outputs = [last.outputs[0]!];
  if (linear.operator !== "MatMul") return [{ ...linear, attributes, inputs: [x, scaled, added], outputs }];
  const product = g.fresh(linear.name);
  return [
    { ...linear, inputs: [x, scaled], outputs: [product] },
    { ...linear, name: product, operator: "Add", inputs: [product, added], outputs },
  ];
}

/** Each weight times the scale of the output channel that it leads to. */
function scaledWeights({ operator, attributes }: Node, weight: Tensor, scale: Float64Array): Tensor {
  const { shape } = weight;
  const axis = operator === "Conv" || intOf(attributes, "transB", 0) === 1 ? 0 : 1;
  const inner = sizeOf(shape.slice(axis + 1));
  // In a transposed convolution, axis 1 counts the output channels of one group, and axis 0 runs through the groups.
  const group = operator === "ConvTranspose" ? intOf(attributes, "group", 1) : 1;
  const rowsPerGroup = shape[0]! / group;
  const data = (weight as Tensor<"float32" | "float64">).data.slice();
  for (let start = 0, block = 0; start < data.length; start += inner, block++) {
    const first = axis === 0 ? 0 : Math.floor(Math.floor(block / shape[1]!) / rowsPerGroup) * shape[1]!;
    const factor = scale[first + (block % shape[axis]!)]!;
    for (let i = start; i < start + inner; i++) data[i]! *= factor;
  }
  return tensor(weight.type, shape, data);
}

const intOf = (attributes: Attributes, name: string, otherwise: number): number => {
  const attribute = attributes[name];
  return attribute?.kind === "int" ? attribute.value : otherwise;
};
