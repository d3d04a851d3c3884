import { fail, formatShape } from "../base/index.ts";
import type { Graph, Value } from "../graph/index.ts";
import { jvp } from "./jvp.ts";
import { type MatrixProduct, type Part, type ProductBuilder, startProduct } from "./matrixProduct.ts";
import { vjp } from "./vjp.ts";

export interface HessianOptions {
  /** Name of the loss, a scalar or one number per sample (these are summed); default: the first output of the graph. */
  loss?: string;
  /** Names of the inputs (see `parametersAsInputs`) or inner tensors that it is differentiated with respect to. */
  wrt: readonly string[];
  /**
   * How many vectors are multiplied in one run, which share one forward and reverse pass (default 1): `vector` and `product`
   * then name the parts of the first one, those of the second one, and so on.
   */
  vectors?: number;
}

/**
 * v ↦ H v, the Hessian of the loss times a vector, as a graph: forward mode over reverse mode (Pearlmutter 1994).
 *
 * With respect to parameters H is that of the sum over the samples (that of the loss itself, where it is one number);
 * with respect to a tensor with a batch axis every sample has a Hessian of its own. With several tensors v and H v have
 * one part each, and H holds the mixed derivatives, too.
 *
 * @param graph in primitives, see `lower`
 * @throws UnsupportedOperatorError or NetspectraError when the loss does not depend differentiably on one of `wrt`, and
 *   for a loss of several numbers per sample
 */
export function hessianVectorProduct(graph: Graph, options: HessianOptions): MatrixProduct {
  const { wrt, loss = graph.outputs[0]?.name ?? "", vectors = 1 } = options;
  const product = startProduct(graph, [loss, ...wrt], "hessian");
  const parts = product.parts(wrt);
  const values = parts.map(({ value }) => value);
  const gradient = gradientOf(product, loss, parts);
  const each = Array.from({ length: vectors }, () => jvp(product.g, values, product.vector(parts), gradient));
  return product.finish(
    each.flat(),
    each.flatMap(() => parts),
  );
}

/** ∂ loss / ∂ parts, summed over samples where the loss has one number for each. */
export function gradientOf(
  { g, parts: partsOf, refuse }: ProductBuilder,
  loss: string,
  parts: readonly Part[],
): Value[] {
  const [total] = partsOf([loss]) as [Part];
  if (total.shape.some((size, axis) => size !== 1 && !(axis === 0 && typeof size === "string"))) {
    fail({
      subject: `loss "${loss}"`,
      expected: "a scalar, or one number per sample",
      got: formatShape(total.value.shape),
    });
  }
  const values = parts.map(({ value }) => value);
  return vjp(g, [total.value], [g.full(1, total.value)], values).map(
    (gradient, i) => gradient ?? refuse(values[i]!.name, loss),
  );
}
