import { float } from "../graph/index.ts";
import { composite } from "./define/composite.ts";

/** y = x where x > α, 0 elsewhere (Konda, Memisevic and Krueger 2015). */
export const ThresholdedRelu = composite((g, { x, alpha }) => g.where(g.greater(x, alpha), x, 0), {
  attributes: { alpha: float(1) },
  samples: [{ x: { shape: [5], values: [-2, 0, 0.5, 1.5, 100] } }, { x: [2, 3], alpha: -0.5 }],
});
