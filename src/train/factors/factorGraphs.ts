import { newGraph } from "../../autodiff/index.ts";
import type { Graph } from "../../graph/index.ts";

/** u (M × R), s (R), v (R × K) ↦ "product" U diag(s) V in float64, and "weight", the same rounded to float32. */
export function productGraph(): Graph {
  const g = newGraph();
  const [u, s, v] = [
    g.input("u", "float32", ["M", "R"]),
    g.input("s", "float32", ["R"]),
    g.input("v", "float32", ["R", "K"]),
  ].map((value) => g.cast(value, "float64")) as [never, never, never];
  const product = g.matMul(g.mul(u, s), v);
  return g.finish({ product, weight: g.cast(product, "float32") });
}

/**
 * What an optimiser remembers of old factors, as it would be of new ones. With A = U⁺ᵀ U and B = V⁺ Vᵀ (+ the new ones),
 * U⁺ ≈ U Aᵀ and V⁺ ≈ B V, and what is linear in the gradient goes the same way: m_u Aᵀ, B m_v, (A ∘ B) m_s. Means of
 * squares go by the squares of these numbers, as variances of independent numbers do.
 *
 * Inputs: "u", "v", "u:new", "v:new", and the memories "m:u", "m:s", "m:v"; outputs "u:moved", "s:moved", "v:moved".
 */
export function transportGraph(squares: boolean): Graph {
  const g = newGraph();
  const matrix = (name: string, shape: readonly [string, string]) => g.input(name, "float32", shape);
  const [u, v] = [matrix("u", ["M", "R"]), matrix("v", ["R", "K"])];
  const a = g.matMul(g.swapLast(matrix("u:new", ["M", "R"])), u);
  const b = g.matMul(matrix("v:new", ["R", "K"]), g.swapLast(v));
  const [mu, ms, mv] = [matrix("m:u", ["M", "R"]), g.input("m:s", "float32", ["R"]), matrix("m:v", ["R", "K"])];
  const [left, right] = squares ? [g.mul(a, a), g.mul(b, b)] : [a, b];
  return g.finish({
    "u:moved": g.matMul(mu, g.swapLast(left)),
    "s:moved": g.squeeze(g.matMul(g.mul(left, right), g.unsqueeze(ms, [1])), [1]),
    "v:moved": g.matMul(right, mv),
  });
}
