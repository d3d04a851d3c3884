import { tensorOf } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import { gaussLegendre } from "./gaussLegendre.ts";
import { semicircle } from "./semicircle.ts";

/** arctan x from operators that the runtime has in float64; arctan x = 2 arctan(x / (1 + √(1 + x²))). */
export function arctangent(g: Builder, x: Value): Value {
  return twiceSmall(g, g.div(x, g.add(1, g.sqrt(g.add(1, g.mul(x, x))))));
}

/** arcsin x = 2 arctan(x / (1 + √(1 − x²))) for |x| ≤ 1. */
export function arcsine(g: Builder, x: Value): Value {
  return twiceSmall(g, g.div(x, g.add(1, semicircle(g, x))));
}

/**
 * 2 arctan z = 2 ∫₀¹ z / (1 + z² t²) dt for |z| ≤ 1. The poles ±i/z lie outside the Bernstein ellipse of parameter 4.6, so
 * that n nodes err by about 4.6^(−2n) (Trefethen 2008, theorem 4.5): 16 reach rounding.
 */
function twiceSmall(g: Builder, z: Value): Value {
  const { nodes, weights } = gaussLegendre(16);
  const row = (values: readonly number[]) => g.constant(tensorOf(z.type, [values.length], values));
  const squares = g.mul(g.unsqueeze(g.mul(z, z), [-1]), row(nodes.map((t) => t * t)));
  const integral = g.reduceSum(g.div(row(weights), g.add(1, squares)), [-1], false);
  return g.mul(2, g.mul(z, integral));
}
