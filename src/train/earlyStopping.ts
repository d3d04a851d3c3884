import * as v from "valibot";
import { count, notNegative } from "../base/configNumbers.ts";

/** When training ends before its last epoch. */
export const earlyStoppingConfig = v.strictObject({
  /** Epochs without a new best accuracy. Default 20. */
  patience: v.optional(count, 20),
  /** The learning rate has fallen below this. Default 0: never. */
  minimalLearningRate: v.optional(notNegative, 0),
});
export type EarlyStopping = v.InferOutput<typeof earlyStoppingConfig>;

/** Whether to stop before the next epoch, and why. */
export function reasonToStop(
  { patience, minimalLearningRate }: EarlyStopping,
  scores: readonly number[],
  learningRate: number,
): string | undefined {
  const best = scores.indexOf(Math.max(...scores));
  if (scores.length - 1 - best >= patience) return `no better accuracy for ${patience} epochs`;
  if (learningRate < minimalLearningRate) return `learning rate below ${minimalLearningRate}`;
  return undefined;
}
