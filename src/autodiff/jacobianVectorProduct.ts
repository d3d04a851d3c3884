import type { Graph } from "../graph/index.ts";
import { jvp } from "./jvp.ts";
import { type MatrixProduct, startProduct } from "./matrixProduct.ts";

export interface VectorProductOptions {
  /** Name of the differentiated tensor; default: the first output of the graph. */
  output?: string;
  /** Names of the inputs or inner tensors that it is differentiated with respect to; default: the first input. */
  wrt?: readonly string[];
}

/**
 * v ↦ J v as a graph, by forward mode: about twice the cost of the network itself. One part of v per tensor of `wrt`.
 *
 * @param graph in primitives, see `lower`
 * @throws UnsupportedOperatorError or NetspectraError when `output` does not depend differentiably on `wrt`
 */
export function jacobianVectorProduct(graph: Graph, options: VectorProductOptions = {}): MatrixProduct {
  const { output, wrt } = tensorsOf(graph, options);
  const product = startProduct(graph, [output, ...wrt], "jvp");
  const [inputs, outputs] = [product.parts(wrt), product.parts([output])];
  const tangents = product.vector(inputs);
  const pushed = jvp(
    product.g,
    inputs.map(({ value }) => value),
    tangents,
    outputs.map(({ value }) => value),
  );
  if (!pushed[0]) product.refuse(wrt[0] ?? "", output);
  return product.finish(pushed, outputs);
}

/** The options with their defaults. */
export function tensorsOf(graph: Graph, { output, wrt }: VectorProductOptions) {
  return { output: output ?? graph.outputs[0]?.name ?? "", wrt: wrt ?? [graph.inputs[0]?.name ?? ""] };
}
