import { float } from "../graph/index.ts";
import { pointwise } from "./define/pointwise.ts";

/**
 * y = x where x > 0, α (eˣ − 1) elsewhere; dy/dx = 1 or α eˣ = y + α. Clevert, Unterthiner and Hochreiter 2016,
 * equation 15.
 */
export const Elu = pointwise((g, { x, y, alpha }) => g.where(g.greater(x, 0), 1, g.add(y, alpha)), {
  attributes: { alpha: float(1) },
  samples: [{ x: [2, 3] }, { x: [5], alpha: 0.5 }],
});
