import * as v from "valibot";
import { count, notNegative, positive } from "../../base/configNumbers.ts";
import type { Builder, Value } from "../../graph/index.ts";

const constant = v.strictObject({ kind: v.literal("constant") });
const ramp = {
  /** In units of the weight, at the start. Default 0. */
  first: v.optional(notNegative, 0),
  /** After so many epochs it is the weight. */
  epochs: count,
};
const linear = v.strictObject({ kind: v.literal("linear"), ...ramp });
const cosine = v.strictObject({ kind: v.literal("cosine"), ...ramp });
const step = v.strictObject({ kind: v.literal("step"), factor: positive, every: count });

export const weightScheduleConfigs = [constant, linear, cosine, step] as const;

/**
 * How the weight of a penalty changes from step to step; t is the time in epochs, with fractions:
 *
 * - linear: from `first` times the weight to the weight, in a straight line over `epochs`; with 0 a warm-up, above 1 a decay
 * - cosine: the same along half a period
 * - step: times `factor` after `every` epochs
 */
export const weightScheduleConfig = v.variant("kind", [...weightScheduleConfigs]);
export type WeightSchedule = v.InferOutput<typeof weightScheduleConfig>;

/**
 * What the weight is multiplied by: a scalar of the type of `time`; undefined where that is 1 for ever. A function of the
 * time alone, so that a resumed training needs no state of it.
 *
 * @param time in epochs
 */
export function weightShare(g: Builder, schedule: WeightSchedule | undefined, time: Value): Value | undefined {
  switch (schedule?.kind) {
    case undefined:
    case "constant":
      return undefined;
    case "step":
      return g.pow(g.scalar(schedule.factor, time), g.op("Floor", [g.div(time, schedule.every)]));
    case "linear":
    case "cosine": {
      const gone = g.op("Min", [g.div(time, schedule.epochs), g.scalar(1, time)]);
      const share = schedule.kind === "linear" ? gone : g.mul(g.sub(1, g.op("Cos", [g.mul(gone, Math.PI)])), 0.5);
      return g.add(g.mul(share, 1 - schedule.first), schedule.first);
    }
  }
}
