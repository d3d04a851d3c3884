import { pointwise } from "./define/pointwise.ts";

/** y = cosh x = (eˣ + e⁻ˣ)/2, dy/dx = sinh x. */
export const Cosh = pointwise((g, { x }) => g.op("Sinh", [x]), {
  float64: (g, { x }) => ({ y: g.mul(0.5, g.add(g.exp(x), g.exp(g.neg(x)))) }),
  samples: [{ x: [2, 3] }, { x: { shape: [3], values: [-8, 0, 5] } }],
});
