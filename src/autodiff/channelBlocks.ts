import { isStatic, sameShape, sizeOf } from "../base/index.ts";
import {
  type Builder,
  createBuilder,
  type Graph,
  type Infer,
  type Node,
  usedValues,
  type Value,
} from "../graph/index.ts";
import { infer } from "../ops/define/registry.ts";

/** Where ONNX Runtime keeps its operators on blocked tensors. */
export const channelBlockDomain = "com.microsoft.nchwc";

/** Operators of one input on each element alone: any order of the elements will do. */
const pointwise = new Set(["Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "Softplus", "Neg"]);
/** The same of two inputs of one shape. */
const pairwise = new Set(["Add", "Sub", "Mul"]);
/** Multiply-adds for each element that is brought into blocks or back, from which on blocks pay (measured at 1×1 and 3×3). */
const leastWork = 24;

/**
 * The same function with convolutions in the layout that ONNX Runtime is fastest in: N×(C/size)×H×W×size, where `size`
 * channels lie side by side and fill a vector register. The runtime brings convolutions with constant weights into this
 * layout itself, those with weights that change from run to run never; their weights are brought into it here, in the graph,
 * which costs little beside their products. Rectifiers, sums and pools between convolutions stay in it.
 *
 * Blocked tensors keep the shape N×C×H×W by name. Shapes are to be known, without a symbolic batch.
 *
 * @param size of the blocks on this machine: 16 with AVX-512, 8 with AVX2
 */
export function channelBlocks(graph: Graph, size: number): Graph {
  const g = createBuilder(inferBlocked, { ...graph, nodes: [] }, namesOf(graph));
  const blocked = new Map<string, Value>();
  const pending = new Set<string>();
  const plain = (name: string): Value | undefined => {
    if (name === "") return undefined;
    if (!pending.delete(name)) return g.value(name);
    const value = blocked.get(name)!;
    return append(g, "ReorderOutput", [value], { channels: { kind: "int", value: channels(value) } }, name);
  };
  const inBlocks = (name: string): Value => {
    const known = blocked.get(name) ?? append(g, "ReorderInput", [g.value(name)], {});
    blocked.set(name, known);
    return known;
  };
  const keep = (name: string, value: Value) => {
    blocked.set(name, value);
    pending.add(name);
  };
  const shapeOf = (name: string) => (blocked.get(name) ?? g.value(name)).shape;

  for (const node of graph.nodes) {
    const [x = "", w = ""] = node.inputs;
    const [y = ""] = node.outputs;
    const waits = (name: string) => pending.has(name);
    if (isBlockable(g, node, size, shapeOf)) {
      const wide = (shapeOf(x)[1] as number) >= size;
      const operands = [wide ? inBlocks(x) : plain(x)!, blockedWeights(g, plain(w)!, size)];
      const bias = node.inputs[2] ? [plain(node.inputs[2])!] : [];
      keep(y, append(g, "Conv", [...operands, ...bias], node.attributes));
    } else if (node.domain === "" && pointwise.has(node.operator) && waits(x)) {
      keep(y, g.append({ ...node, outputs: [g.fresh(y)] }, [blocked.get(x)])[0]!);
    } else if (
      node.domain === "" &&
      pairwise.has(node.operator) &&
      areBlocked(node, blocked) &&
      (waits(x) || waits(w))
    ) {
      keep(y, g.append({ ...node, outputs: [g.fresh(y)] }, [blocked.get(x), blocked.get(w)])[0]!);
    } else {
      for (const name of usedValues(node)) if (waits(name)) plain(name);
      g.append(node, node.inputs.map(plain));
    }
  }
  return g.finish(
    graph.outputs.map(({ name }) => plain(name)!),
    graph.name,
  );
}

/** Whether a convolution can and should be computed in blocks; the runtime sees to constant weights itself. */
function isBlockable(g: Builder, node: Node, size: number, shapeOf: (name: string) => Value["shape"]): boolean {
  if (node.operator !== "Conv" || node.domain !== "") return false;
  const group = node.attributes["group"];
  const [x, w] = [node.inputs[0]!, node.inputs[1]!];
  const [input, weights] = [shapeOf(x), g.value(w)];
  if (group?.kind === "int" && group.value !== 1) return false;
  if (weights.type !== "float32" || weights.shape.length !== 4 || g.constantOf(weights)) return false;
  if (!isStatic(weights.shape) || !isStatic(input)) return false;
  const [m, c, ...kernel] = weights.shape as readonly [number, number, ...number[]];
  const wide = c >= size;
  if (m % size !== 0 || (wide && c % size !== 0)) return false;
  return m * c * sizeOf(kernel) >= leastWork * (m + (wide ? c : 0));
}

function areBlocked(node: Node, blocked: ReadonlyMap<string, Value>): boolean {
  const [a, b] = node.inputs.map((name) => blocked.get(name));
  return a !== undefined && b !== undefined && sameShape(a.shape, b.shape);
}

/**
 * M×C×kernel, its elements as (M/size)×(C/size)×kernel×size×size, the filters innermost; with fewer than `size` channels
 * (M/size)×C×kernel×size. The filters come into blocks as channels of an image would.
 */
function blockedWeights(g: Builder, w: Value, size: number): Value {
  const [m, c, ...kernel] = w.shape as readonly [number, number, number, number];
  const taps = sizeOf(kernel);
  const filters = append(g, "ReorderInput", [g.reshape(w, [1, m, c, taps])], {});
  if (c < size) return g.reshape(filters, w.shape);
  const apart = g.reshape(filters, [m / size, c / size, size, taps, size]);
  return g.reshape(g.transpose(apart, [0, 1, 3, 2, 4]), w.shape);
}

function append(
  g: Builder,
  operator: string,
  inputs: readonly Value[],
  attributes: Node["attributes"],
  output = g.fresh(`${operator}:blocked`),
): Value {
  const node = {
    name: g.fresh(operator),
    operator,
    domain: channelBlockDomain,
    inputs: [],
    outputs: [output],
    attributes,
  };
  return g.append(node, inputs)[0]!;
}

const inferBlocked: Infer = (node, inputs, outputCount) => {
  if (node.domain !== channelBlockDomain) return infer(node, inputs, outputCount);
  if (node.operator === "Conv") return infer({ ...node, domain: "" }, inputs, outputCount);
  const { type, shape } = inputs[0]!;
  return [{ type, shape }];
};

const channels = (x: Value) => x.shape[1] as number;

function namesOf(graph: Graph): readonly string[] {
  return graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs]);
}
