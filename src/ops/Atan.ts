import { arctangent } from "./define/arctangent.ts";
import { pointwise } from "./define/pointwise.ts";

/** y = arctan x, dy/dx = 1/(1 + x²). */
export const Atan = pointwise((g, { x }) => g.div(1, g.add(1, g.mul(x, x))), {
  float64: (g, { x }) => ({ y: arctangent(g, x) }),
  samples: [{ x: [2, 3] }, { x: [] }, { x: { shape: [5], values: [-100, -1, 0, 0.5, 1000] } }],
});
