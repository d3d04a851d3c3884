import { pointwise } from "./define/pointwise.ts";

/** y = arsinh x, dy/dx = 1/√(1 + x²). */
export const Asinh = pointwise((g, { x }) => g.div(1, g.sqrt(g.add(1, g.mul(x, x)))), {
  float64: (g, { x }) => {
    const size = g.op("Abs", [x]);
    const logarithm = g.log(g.add(size, g.sqrt(g.add(1, g.mul(x, x)))));
    return { y: g.mul(g.op("Sign", [x]), logarithm) };
  },
  samples: [{ x: [2, 3] }, { x: { shape: [4], values: [-100, 0, 0.001, 1000] } }],
});
