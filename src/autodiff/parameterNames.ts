import { isFloat, type Tensor } from "../base/index.ts";
import type { Graph, Node } from "../graph/index.ts";
import { definitionOf } from "../ops/define/registry.ts";

/** Where operators take weights, biases, scales and shifts, by position. */
const roles: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  Gemm: [0, 1, 2],
  MatMul: [0, 1],
  Einsum: [0, 1, 2],
  BatchNormalization: [1, 2],
  InstanceNormalization: [1, 2],
  LayerNormalization: [1, 2],
  GroupNormalization: [1, 2],
  RMSNormalization: [1],
  PRelu: [1],
  Gather: [0],
  Concat: [0, 1, 2, 3],
};
/** Sums and products that are not with a lone number: biases, positions, learned scales. */
const arithmetic: readonly string[] = ["Add", "Mul", "Sum"];

/**
 * The parameters of a network: float constants that a layer uses as weight, bias, scale or shift, on a differentiable
 * path to an output; also where they are turned, joined or reshaped on their way. Running statistics, masks that are
 * selected by, divisors and lone factors are none. In the order of the graph's initialisers.
 *
 * @param graph as `normalizeModel` yields it
 */
export function parameterNames(graph: Graph): readonly string[] {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const constant = constantValues(graph);
  const reached = new Set<string>();
  const found = new Set<string>();
  /** All float constants on a differentiable path to a constant value. */
  const collect = (name: string): void => {
    if (isParameter(graph.initializers.get(name))) found.add(name);
    const node = producers.get(name);
    if (node) for (const input of differentiable(node)) collect(input);
  };
  const visit = (root: string): void => {
    const stack = [root];
    for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
      const node = producers.get(name);
      if (!node || reached.has(name)) continue;
      reached.add(name);
      const usable = differentiable(node);
      const role = arithmetic.includes(node.operator) ? node.inputs.keys() : (roles[node.operator] ?? []);
      const places = new Set(role);
      node.inputs.forEach((input, i) => {
        if (!usable.has(input)) return;
        if (!constant.has(input)) stack.push(input);
        else if (places.has(i) && !isLone(graph, input, node)) collect(input);
      });
    }
  };
  for (const { name } of graph.outputs) visit(name);
  return [...graph.initializers.keys()].filter((name) => found.has(name));
}

const isParameter = (tensor: Tensor | undefined): boolean => tensor !== undefined && isFloat(tensor.type);

/** A factor or summand of one element is arithmetic, not a parameter. */
function isLone(graph: Graph, name: string, { operator }: Node): boolean {
  return arithmetic.includes(operator) && graph.initializers.get(name)?.data.length === 1;
}

/** Initialisers and what is computed from them alone. */
function constantValues({ initializers, nodes }: Graph): ReadonlySet<string> {
  const constant = new Set(["", ...initializers.keys()]);
  for (const { inputs, outputs } of nodes) {
    if (inputs.length > 0 && inputs.every((name) => constant.has(name))) for (const name of outputs) constant.add(name);
  }
  return constant;
}

/** The inputs through which a derivative passes. */
function differentiable(node: Node): ReadonlySet<string> {
  const op = definitionOf(node);
  if (!op || op.stops) return new Set();
  const bare = (name: string) => name.replace("?", "").replace("...", "");
  const discrete = new Set(op.discrete.map(bare));
  const used = node.inputs.filter((name, i) => {
    const declared = op.inputs[Math.min(i, op.inputs.length - 1)];
    return name !== "" && declared !== undefined && !discrete.has(bare(declared));
  });
  return new Set(used);
}
