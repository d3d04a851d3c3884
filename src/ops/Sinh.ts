import { pointwise } from "./define/pointwise.ts";

/** y = sinh x = (eˣ − e⁻ˣ)/2, dy/dx = cosh x. */
export const Sinh = pointwise((g, { x }) => g.op("Cosh", [x]), {
  float64: (g, { x }) => ({ y: g.mul(0.5, g.sub(g.exp(x), g.exp(g.neg(x)))) }),
  samples: [{ x: [2, 3] }, { x: { shape: [3], values: [-8, 0, 5] } }],
});
