import { tensorOf } from "../../base/index.ts";
import { type Graph, ints } from "../../graph/index.ts";
import { permutationMap } from "./affineMap.ts";
import { channelsOfLayer } from "./changeBasis.ts";
import { startRewrite } from "./rewrite.ts";

/** A network with one more layer. */
export interface InsertedLayer {
  readonly graph: Graph;
  /** The name of the new layer. */
  readonly layer: string;
}

/**
 * The network with a linear layer behind another layer, which does nothing yet: z ↦ I z + 0, a dense layer or a convolution
 * with a kernel of one element. It is linear, so that any transformation of it leaves the outputs as they are, also where the
 * layer before it is a ReLU layer (Choi et al. 2018, section 3.2 and Table 2).
 *
 * @throws NetspectraError for names that no tensor has
 */
export function insertLinearLayer(graph: Graph, layer: string): InsertedLayer {
  const { axis, count } = channelsOfLayer(graph, layer);
  const rewrite = startRewrite(graph, layer);
  const name = rewrite.fresh(`${layer}_linear`);
  rewrite.declare(name, layer);
  const type = rewrite.typeOf(layer);
  const rank = rewrite.shapeOf(layer).length;
  const { matrix } = permutationMap(Int32Array.from({ length: count }, (_, i) => i));
  const isConv = rank > 2 && axis === 1;
  const ones = new Array<number>(rank - 2).fill(1);
  const weight = rewrite.constant(
    `${name}.weight`,
    tensorOf(type, isConv ? [count, count, ...ones] : [count, count], matrix),
  );
  const bias = rewrite.constant(`${name}.bias`, tensorOf(type, [count], new Float64Array(count)));
  const operator = isConv ? "Conv" : rank === 2 ? "Gemm" : "MatMul";
  const readers = rewrite.consumersOf(layer);
  const producer = rewrite.producerOf(layer)!;
  for (const node of readers) {
    rewrite.replace(node, { ...node, inputs: node.inputs.map((input) => (input === layer ? name : input)) });
  }
  rewrite.replace(producer, producer, {
    name,
    operator,
    domain: "",
    inputs: operator === "MatMul" ? [layer, weight] : [layer, weight, bias],
    outputs: [name],
    attributes: isConv ? { kernel_shape: ints(ones) } : {},
  });
  return { graph: rewrite.finish(), layer: name };
}
