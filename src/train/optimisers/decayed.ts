import type { WeightDecay } from "../trainingConfig.ts";
import type { Optimiser } from "./optimiser.ts";

/**
 * An optimiser with weight decay on every parameter: as an L2 penalty, g + λ w, which is PyTorch's `weight_decay`, or
 * decoupled, w ← (1 − η λ) w before the step (Loshchilov and Hutter 2019, algorithm 2).
 */
export function decayed(inner: Optimiser, { rate, decoupled }: WeightDecay): Optimiser {
  if (rate === 0) return inner;
  if (!decoupled) {
    return {
      ...inner,
      update: (g, step) => inner.update(g, { ...step, gradient: g.add(step.gradient, g.mul(step.parameter, rate)) }),
    };
  }
  return {
    ...inner,
    scalars: (learningRate, step) => ({ ...inner.scalars(learningRate, step), shrink: 1 - learningRate * rate }),
    update: (g, step) => inner.update(g, { ...step, parameter: g.mul(step.parameter, step.scalars["shrink"]!) }),
  };
}
