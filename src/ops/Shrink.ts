import { float } from "../graph/index.ts";
import { composite } from "./define/composite.ts";

/** y = x + bias where x < −λ, x − bias where x > λ, 0 between: soft shrinkage for bias = λ, hard for bias = 0. */
export const Shrink = composite(
  (g, { x, bias, lambd }) => {
    const above = g.where(g.greater(x, lambd), g.sub(x, bias), 0);
    return g.where(g.greater(-lambd, x), g.add(x, bias), above);
  },
  {
    attributes: { bias: float(0), lambd: float(0.5) },
    samples: [
      { x: { shape: [2, 3], values: [-100, -0.7, -0.2, 0.1, 0.8, 100] } },
      { x: { shape: [4], values: [-2, -1, 1, 2] }, bias: 1.5, lambd: 1.5 },
    ],
  },
);
