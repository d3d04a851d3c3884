import * as v from "valibot";
import { fraction, positive } from "../../base/configNumbers.ts";
import type { Optimiser } from "./optimiser.ts";

/** Default: learning rate 0.05, momentum 0.9. */
export const sgdConfig = v.strictObject({
  name: v.literal("sgd"),
  learningRate: v.optional(positive, 0.05),
  momentum: v.optional(fraction, 0.9),
  nesterov: v.optional(v.boolean(), false),
});

/**
 * Stochastic gradient descent with momentum, as PyTorch has it: b ← μ b + g; w ← w − η b, or with Nesterov's form
 * w ← w − η (g + μ b) (Sutskever et al. 2013, equations 1–4, with the velocity in units of the gradient).
 */
export function sgd({ momentum, nesterov }: v.InferOutput<typeof sgdConfig>): Optimiser {
  return {
    state: momentum === 0 ? [] : ["momentum"],
    scalars: (learningRate) => ({ learningRate }),
    update(g, { parameter, gradient, state, scalars }) {
      const previous = state["momentum"];
      const buffer = previous && g.add(g.mul(previous, momentum), gradient);
      const direction = !buffer ? gradient : nesterov ? g.add(gradient, g.mul(buffer, momentum)) : buffer;
      return {
        parameter: g.sub(parameter, g.mul(direction, scalars["learningRate"]!)),
        state: buffer ? { momentum: buffer } : {},
      };
    },
  };
}
