import { float } from "../graph/index.ts";
import { composite } from "./define/composite.ts";

/** y = γ x where x > 0, γ α (eˣ − 1) elsewhere (Klambauer et al. 2017, equation 2). */
export const Selu = composite((g, { x, alpha, gamma }) => g.mul(gamma, g.op("Elu", [x], { alpha: float(alpha) })), {
  attributes: { alpha: float(1.6732631921768188), gamma: float(1.0507010221481323) },
  samples: [{ x: [2, 3] }, { x: [4], alpha: 2, gamma: 0.5 }],
});
