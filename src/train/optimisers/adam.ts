import * as v from "valibot";
import { fraction, positive } from "../../base/configNumbers.ts";
import type { Optimiser } from "./optimiser.ts";

/** Default: learning rate 0.001, β₁ 0.9, β₂ 0.999, ε 1e-8. */
export const adamConfig = v.strictObject({
  name: v.literal("adam"),
  learningRate: v.optional(positive, 0.001),
  beta1: v.optional(fraction, 0.9),
  beta2: v.optional(fraction, 0.999),
  epsilon: v.optional(positive, 1e-8),
});

/** Adam (Kingma and Ba 2015, algorithm 1): w ← w − η m̂ / (√v̂ + ε), with bias-corrected moments m̂ and v̂. */
export function adam({ beta1, beta2, epsilon }: v.InferOutput<typeof adamConfig>): Optimiser {
  return {
    state: ["mean", "square"],
    scalars: (learningRate, step) => ({
      stepSize: learningRate / (1 - beta1 ** step),
      squareCorrection: Math.sqrt(1 - beta2 ** step),
    }),
    update(g, { parameter, gradient, state, scalars }) {
      const mean = g.add(g.mul(state["mean"]!, beta1), g.mul(gradient, 1 - beta1));
      const square = g.add(g.mul(state["square"]!, beta2), g.mul(g.mul(gradient, gradient), 1 - beta2));
      const denominator = g.add(g.div(g.sqrt(square), scalars["squareCorrection"]!), epsilon);
      return {
        parameter: g.sub(parameter, g.mul(g.div(mean, denominator), scalars["stepSize"]!)),
        state: { mean, square },
      };
    },
  };
}
