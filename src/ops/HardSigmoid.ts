import { float } from "../graph/index.ts";
import { composite } from "./define/composite.ts";

/** y = α x + β, but at least 0 and at most 1. */
export const HardSigmoid = composite(
  (g, { x, alpha, beta }) => g.op("Clip", [g.add(g.mul(alpha, x), beta), g.scalar(0, x), g.scalar(1, x)]),
  {
    attributes: { alpha: float(0.2), beta: float(0.5) },
    samples: [{ x: [2, 3] }, { x: { shape: [4], values: [-4, -0.4, 0.7, 3] }, alpha: 0.5, beta: 0.25 }],
  },
);
