import { pointwise } from "./define/pointwise.ts";

/** y = artanh x for |x| < 1, dy/dx = 1/(1 − x²). */
export const Atanh = pointwise((g, { x }) => g.div(1, g.mul(g.sub(1, x), g.add(1, x))), {
  float64: (g, { x }) => ({ y: g.mul(0.5, g.log(g.div(g.add(1, x), g.sub(1, x)))) }),
  samples: [{ x: { shape: [2, 3], from: -0.9, to: 0.9 } }, { x: { shape: [3], values: [-0.8, 0, 0.85] } }],
});
