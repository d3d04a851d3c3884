import * as v from "valibot";
import { count, notNegative, share } from "../base/configNumbers.ts";

/** When training ends before its last epoch. */
export const earlyStoppingConfig = v.strictObject({
  /** Epochs without a new best accuracy. Default 20. */
  patience: v.optional(count, 20),
  /** The learning rate has fallen below this. Default 0: never. */
  minimalLearningRate: v.optional(notNegative, 0),
  /**
   * This share of the samples of an epoch was answered right, each before the step that learned from it: 1 ends where the
   * training samples are known by heart. Default: never.
   */
  trainingAccuracy: v.optional(share),
});
export type EarlyStopping = v.InferOutput<typeof earlyStoppingConfig>;

/**
 * Whether to stop before the next epoch, and why.
 *
 * @param scores accuracies of the epochs so far, on validation data where there are any
 * @param onTraining accuracy of the last epoch on the training samples
 */
export function reasonToStop(
  { patience, minimalLearningRate, trainingAccuracy }: EarlyStopping,
  scores: readonly number[],
  learningRate: number,
  onTraining?: number,
): string | undefined {
  if (trainingAccuracy !== undefined && onTraining !== undefined && onTraining >= trainingAccuracy) {
    return `a training accuracy of ${trainingAccuracy} was reached`;
  }
  const best = scores.indexOf(Math.max(...scores));
  if (scores.length - 1 - best >= patience) return `no better accuracy for ${patience} epochs`;
  if (learningRate < minimalLearningRate) return `learning rate below ${minimalLearningRate}`;
  return undefined;
}
