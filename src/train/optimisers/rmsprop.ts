import * as v from "valibot";
import { fraction, positive } from "../../base/configNumbers.ts";
import type { Optimiser } from "./optimiser.ts";

/** Default: learning rate 0.001, decay 0.99, no momentum, ε 1e-8. */
export const rmspropConfig = v.strictObject({
  name: v.literal("rmsprop"),
  learningRate: v.optional(positive, 0.001),
  decay: v.optional(fraction, 0.99),
  momentum: v.optional(fraction, 0),
  epsilon: v.optional(positive, 1e-8),
});

/** RMSprop (Tieleman and Hinton 2012, lecture 6.5), as PyTorch has it: w ← w − η g / (√v + ε), v a running mean of g². */
export function rmsprop({ decay, momentum, epsilon }: v.InferOutput<typeof rmspropConfig>): Optimiser {
  return {
    state: momentum === 0 ? ["square"] : ["square", "momentum"],
    scalars: (learningRate) => ({ learningRate }),
    update(g, { parameter, gradient, state, scalars }) {
      const square = g.add(g.mul(state["square"]!, decay), g.mul(g.mul(gradient, gradient), 1 - decay));
      const scaled = g.div(gradient, g.add(g.sqrt(square), epsilon));
      const previous = state["momentum"];
      const buffer = previous && g.add(g.mul(previous, momentum), scaled);
      return {
        parameter: g.sub(parameter, g.mul(buffer ?? scaled, scalars["learningRate"]!)),
        state: { square, ...(buffer && { momentum: buffer }) },
      };
    },
  };
}
