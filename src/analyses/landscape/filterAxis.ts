import type { Graph, Node } from "../../graph/index.ts";

/**
 * The axis of a weight along which its filters lie: output channels of a convolution, units of a dense layer, rows of a table.
 * Undefined where no one axis holds them (grouped transposed convolutions, weights that are reshaped before their use): then the
 * whole tensor counts as one filter.
 *
 * @param name a constant of the graph, or an input that stands for one
 */
export function filterAxis(graph: Graph, name: string, rank: number): number | undefined {
  for (const node of graph.nodes) {
    const position = node.inputs.indexOf(name);
    if (position < 0) continue;
    const [output = ""] = node.outputs;
    if (node.operator === "Identity") return filterAxis(graph, output, rank);
    if (node.operator !== "Transpose") return roles[node.operator]?.(node, position, rank);
    const turned = filterAxis(graph, output, rank);
    const { perm } = node.attributes;
    const order = perm?.kind === "ints" ? perm.value : Array.from({ length: rank }, (_, i) => rank - 1 - i);
    return turned === undefined ? undefined : order[turned];
  }
  return undefined;
}

const intOf = ({ attributes }: Node, name: string, otherwise = 0): number => {
  const attribute = attributes[name];
  return attribute?.kind === "int" ? attribute.value : otherwise;
};

type Role = (node: Node, position: number, rank: number) => number | undefined;

/** Rows of a left factor and columns of a right one are what the layer yields. */
const product: Role = (_, position, rank) => (rank < 2 ? undefined : position === 0 ? rank - 2 : rank - 1);

const roles: Readonly<Record<string, Role>> = {
  Conv: () => 0,
  ConvTranspose: (node) => (intOf(node, "group", 1) === 1 ? 1 : undefined),
  MatMul: product,
  Gemm: (node, position, rank) => {
    const axis = product(node, position, rank);
    const turned = intOf(node, position === 0 ? "transA" : "transB") !== 0;
    return axis === undefined || !turned ? axis : 1 - axis;
  },
  Gather: (node, _, rank) => (intOf(node, "axis") + rank) % rank,
};
