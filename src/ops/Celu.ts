import { float } from "../graph/index.ts";
import { composite } from "./define/composite.ts";

/** y = x where x > 0, α (exp(x/α) − 1) elsewhere (Barron 2017). */
export const Celu = composite((g, { x, alpha }) => g.mul(alpha, g.op("Elu", [g.div(x, alpha)])), {
  attributes: { alpha: float(1) },
  samples: [{ x: [2, 3] }, { x: [4], alpha: 0.5 }],
});
