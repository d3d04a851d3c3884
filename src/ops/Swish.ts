import { float } from "../graph/index.ts";
import { composite } from "./define/composite.ts";

/** y = x / (1 + exp(−α x)) (Ramachandran, Zoph and Le 2017). */
export const Swish = composite((g, { x, alpha }) => g.mul(x, g.op("Sigmoid", [g.mul(alpha, x)])), {
  attributes: { alpha: float(1) },
  since: 24,
  samples: [{ x: [2, 3] }, { x: { shape: [4], values: [-100, -1, 0.5, 100] }, alpha: 1.7 }],
});
