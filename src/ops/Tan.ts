import { pointwise } from "./define/pointwise.ts";

/** y = tan x, dy/dx = 1 + y². */
export const Tan = pointwise((g, { y }) => g.add(1, g.mul(y, y)), {
  float64: (g, { x }) => ({ y: g.div(g.op("Sin", [x]), g.op("Cos", [x])) }),
  samples: [{ x: { shape: [2, 3], from: -1.4, to: 1.4 } }, { x: [] }],
});
