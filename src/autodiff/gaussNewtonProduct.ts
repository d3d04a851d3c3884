import type { Graph } from "../graph/index.ts";
import { gradientOf, type HessianOptions } from "./hessianVectorProduct.ts";
import { jvp } from "./jvp.ts";
import { type MatrixProduct, startProduct } from "./matrixProduct.ts";
import { vjp } from "./vjp.ts";

export interface GaussNewtonOptions extends HessianOptions {
  /** Name of the network's output (logits), through which the loss depends on `wrt`. */
  output: string;
}

/**
 * v ↦ Jᵀ H J v with J = ∂ output / ∂ wrt and H the Hessian of the loss in the output: the Gauss–Newton matrix (Schraudolph
 * 2002), positive semidefinite for a loss that is convex in the output; for cross-entropy the Fisher information.
 *
 * @param graph in primitives, see `lower`
 * @throws as `hessianVectorProduct`
 */
export function gaussNewtonProduct(graph: Graph, options: GaussNewtonOptions): MatrixProduct {
  const { wrt, output, loss = graph.outputs[0]?.name ?? "", vectors = 1 } = options;
  const product = startProduct(graph, [loss, output, ...wrt], "gauss_newton");
  const { g } = product;
  const [parts, outputs] = [product.parts(wrt), product.parts([output])];
  const values = parts.map(({ value }) => value);
  const logits = outputs.map(({ value }) => value);
  const gradient = gradientOf(product, loss, outputs);
  const each = Array.from({ length: vectors }, () => {
    const pushed = jvp(g, values, product.vector(parts), logits);
    if (!pushed[0]) product.refuse(wrt[0] ?? "", output);
    return vjp(g, logits, jvp(g, logits, pushed, gradient), values);
  });
  return product.finish(
    each.flat(),
    each.flatMap(() => parts),
  );
}
