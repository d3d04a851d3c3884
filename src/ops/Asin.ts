import { arcsine } from "./define/arctangent.ts";
import { pointwise } from "./define/pointwise.ts";
import { semicircle } from "./define/semicircle.ts";

/** y = arcsin x, dy/dx = 1/√(1 − x²). */
export const Asin = pointwise((g, { x }) => g.div(1, semicircle(g, x)), {
  float64: (g, { x }) => ({ y: arcsine(g, x) }),
  samples: [{ x: { shape: [2, 3], from: -0.95, to: 0.95 } }, { x: { shape: [3], values: [-0.8, 0, 0.9] } }],
});
