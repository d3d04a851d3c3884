import { float } from "../graph/index.ts";
import { pointwise } from "./define/pointwise.ts";

/** y = x where x > 0, α x elsewhere; the derivative at 0 is taken as α, as PyTorch does. */
export const LeakyRelu = pointwise((g, { x, alpha }) => g.where(g.greater(x, 0), g.scalar(1, x), alpha), {
  attributes: { alpha: float(0.01) },
  samples: [{ x: [2, 3] }, { x: [4], alpha: 0.25 }],
});
