import type { Graph } from "../graph/index.ts";
import { tensorsOf, type VectorProductOptions } from "./jacobianVectorProduct.ts";
import { type MatrixProduct, startProduct } from "./matrixProduct.ts";
import { vjp } from "./vjp.ts";

/**
 * u ↦ Jᵀ u as a graph, by reverse mode. For a tensor of `wrt` with a batch axis every sample has its own product; for
 * one without (a parameter) it is the sum over the samples.
 *
 * @param graph in primitives, see `lower`
 * @throws UnsupportedOperatorError or NetspectraError when `output` does not depend differentiably on one of `wrt`
 */
export function vectorJacobianProduct(graph: Graph, options: VectorProductOptions = {}): MatrixProduct {
  const { output, wrt } = tensorsOf(graph, options);
  const product = startProduct(graph, [output, ...wrt], "vjp");
  const [inputs, outputs] = [product.parts(wrt), product.parts([output])];
  const cotangents = product.vector(outputs);
  const pulled = vjp(
    product.g,
    outputs.map(({ value }) => value),
    cotangents,
    inputs.map(({ value }) => value),
  );
  const missing = pulled.indexOf(undefined);
  if (missing >= 0) product.refuse(wrt[missing]!, output);
  return product.finish(pulled, inputs);
}
