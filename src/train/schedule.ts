import * as v from "valibot";
import { count, fraction, notNegative, positive } from "../base/configNumbers.ts";

const constant = v.strictObject({ kind: v.literal("constant") });
const plateau = v.strictObject({
  kind: v.literal("plateau"),
  factor: v.optional(v.pipe(positive, fraction), 0.5),
  patience: v.optional(count, 5),
});
const step = v.strictObject({
  kind: v.literal("step"),
  factor: v.optional(v.pipe(positive, fraction), 0.1),
  every: count,
});
const cosine = v.strictObject({ kind: v.literal("cosine"), last: v.optional(notNegative, 0) });

export const scheduleConfigs = [constant, plateau, step, cosine] as const;

/**
 * How the learning rate changes between epochs:
 *
 * - plateau: times `factor` whenever the accuracy has not improved for `patience` epochs (Wang et al. 2016, section 4)
 * - step: times `factor` after `every` epochs
 * - cosine: down to `last` over the whole training (Loshchilov and Hutter 2017, equation 5, without restarts)
 */
export const scheduleConfig = v.variant("kind", [...scheduleConfigs]);
export type Schedule = v.InferOutput<typeof scheduleConfig>;

/**
 * The learning rate of the next epoch. A pure function of the past, so that a resumed training needs no state of it.
 *
 * @param scores accuracies of the epochs so far, on validation data where there are any
 */
export function learningRateAfter(
  schedule: Schedule,
  first: number,
  scores: readonly number[],
  epochs: number,
): number {
  const epoch = scores.length;
  switch (schedule.kind) {
    case "constant":
      return first;
    case "step":
      return first * schedule.factor ** Math.floor(epoch / schedule.every);
    case "cosine":
      return schedule.last + ((first - schedule.last) * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
    case "plateau":
      return first * schedule.factor ** countPlateaus(scores, schedule.patience);
  }
}

/** How often `patience` epochs passed without a new best; the count of epochs starts again after each time. */
function countPlateaus(scores: readonly number[], patience: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let waited = 0;
  let plateaus = 0;
  for (const score of scores) {
    waited = score > best ? 0 : waited + 1;
    best = Math.max(best, score);
    if (waited < patience) continue;
    plateaus++;
    waited = 0;
  }
  return plateaus;
}
