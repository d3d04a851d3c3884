import { tensorOf } from "../base/index.ts";
import { gaussLegendre } from "./define/gaussLegendre.ts";
import { pointwise } from "./define/pointwise.ts";

/** y = erf x = 2/√π ∫₀ˣ exp(−t²) dt. */
export const Erf = pointwise((g, { x }) => g.mul(2 / Math.sqrt(Math.PI), g.exp(g.neg(g.mul(x, x)))), {
  // erf x = 2x/√π ∫₀¹ exp(−x² t²) dt; the integrand is entire, so that 64 nodes reach rounding for |x| ≤ 6, beyond
  // which erf x = ±1 in double precision.
  float64(g, { x }) {
    const { nodes, weights } = gaussLegendre(64);
    const squares = g.constant(
      tensorOf(
        x.type,
        [nodes.length],
        nodes.map((t) => -t * t),
      ),
    );
    const factors = g.constant(
      tensorOf(
        x.type,
        [nodes.length],
        weights.map((w) => (2 * w) / Math.sqrt(Math.PI)),
      ),
    );
    const inside = g.op("Clip", [x, g.scalar(-6, x), g.scalar(6, x)]);
    const integrand = g.exp(g.mul(g.unsqueeze(g.mul(inside, inside), [-1]), squares));
    return { y: g.mul(inside, g.reduceSum(g.mul(integrand, factors), [-1], false)) };
  },
  samples: [{ x: [2, 3] }, { x: [] }, { x: { shape: [6], values: [-9, -3, -0.001, 0, 2.5, 7] } }],
});
