import type { Cell, Claim } from "netspectra/experiments";
import { bootstrapInterval, pearsonCorrelation } from "netspectra/stats";
import { cannotTell, verdictOf } from "../../shared/judge.ts";
import { cellsWith } from "../../shared/trialsOf.ts";
import { type DataName, dataSets } from "../shared/dataSets.ts";

/** A correlation above this is read as a strong one. */
const strong = 0.5;
/** With fewer networks a bootstrap says too little of its own error. */
const fewest = 10;

/**
 * That scores correlate strongly with accuracies, over all networks of a study on a data set. Pearson's correlation with
 * 95 % of a bootstrap over the networks.
 *
 * @param networks "networks of several depths"
 */
export function scoreFollowsAccuracy<C extends Cell & { readonly data: string }>(
  data: DataName,
  networks: string,
  source: string,
): Claim<C> {
  const { label } = dataSets[data];
  return {
    statement: `Scores strongly correlate with validation accuracies over ${networks} on ${label}.`,
    source,
    judge(results) {
      const known = cellsWith(results, { data } as Partial<C>).flatMap(({ measures }) => {
        const { score = null, validationAccuracy = null } = measures;
        return score === null || validationAccuracy === null ? [] : [{ score, validationAccuracy }];
      });
      if (known.length < fewest)
        return cannotTell(`There are ${known.length} networks on ${label} with both, fewer than ${fewest}`);
      const of = (chosen: readonly (typeof known)[number][]) =>
        pearsonCorrelation(
          chosen.map(({ score }) => score),
          chosen.map(({ validationAccuracy }) => validationAccuracy),
        );
      const value = of(known);
      const interval = bootstrapInterval([known.length], ([chosen]) => of(Array.from(chosen!, (i) => known[i]!)));
      if (value === null || !interval)
        return cannotTell(`The correlation over ${known.length} networks is not defined`);
      const [low, high] = interval;
      return {
        verdict: verdictOf({ interval: [low - strong, high - strong] }, "above"),
        evidence:
          `Pearson's correlation over ${known.length} networks is ${value.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)}); ` +
          `above ${strong} is read as strong.`,
      };
    },
  };
}
