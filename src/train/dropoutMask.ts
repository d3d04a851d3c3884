import type { Builder, Value } from "../graph/index.ts";
import { counterBits, upperBits } from "./counterBits.ts";

/** What dropout multiplies by: a tensor of the shape of `like` with entries 0 and 1/(1 − rate). */
export type Mask = (g: Builder, like: Value, rate: number, layer: string) => Value;

/**
 * Dropout masks (Srivastava et al. 2014, inverted) as a pure function of seed, layer, step and element: the upper bits of
 * {@link counterBits} are compared with the rate.
 *
 * @param step the number of the step, an integer scalar
 */
export function dropoutMask(seed: number, step: Value): Mask {
  return (g, like, rate, layer) => {
    const uniform = upperBits(g, counterBits(g, [seed, "dropout", layer], step, like.shape as readonly number[]));
    const kept = g.op("GreaterOrEqual", [uniform, g.scalar(rate * 2 ** 24, uniform)]);
    return g.mul(g.cast(kept, like.type), 1 / (1 - rate));
  };
}
