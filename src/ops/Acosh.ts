import { pointwise } from "./define/pointwise.ts";

/** y = arcosh x for x ≥ 1, dy/dx = 1/√(x² − 1). */
export const Acosh = pointwise((g, { x }) => g.div(1, g.mul(g.sqrt(g.sub(x, 1)), g.sqrt(g.add(x, 1)))), {
  float64: (g, { x }) => ({ y: g.log(g.add(x, g.mul(g.sqrt(g.sub(x, 1)), g.sqrt(g.add(x, 1))))) }),
  samples: [{ x: { shape: [2, 3], from: 1.1, to: 4 } }, { x: { shape: [2], values: [1.2, 1000] } }],
});
