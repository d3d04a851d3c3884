import type { Claim } from "netspectra/experiments";
import { bootstrapInterval, spearmanRho } from "netspectra/stats";
import { cannotTell } from "../../shared/judge.ts";
import { type Metric, metrics } from "../../shared/metrics.ts";
import { cellsWith } from "../../shared/trialsOf.ts";

/** A cell of the study that is judged. */
export type FamilyCell = {
  readonly data: string;
  readonly layers: number;
  readonly width: number;
  readonly learningRate: number;
  readonly noise: number;
  readonly output: string;
  readonly seed: number;
};

const fewest = 10;
/** Rank correlations below this are read as none. */
const none = 0.3;

function predicts(metric: Metric, statement: string, source: string): Claim<FamilyCell> {
  return {
    statement,
    source,
    judge(results) {
      const known = cellsWith(results, { output: "probabilities" }).flatMap(({ measures }) => {
        const { [metric]: value = null, testAccuracy = null } = measures;
        return value === null || testAccuracy === null ? [] : [{ value, testAccuracy }];
      });
      const { label } = metrics[metric];
      if (known.length < fewest)
        return cannotTell(`There are ${known.length} networks with the ${label}, fewer than ${fewest}`);
      const rho = (chosen: readonly (typeof known)[number][]) =>
        spearmanRho(
          chosen.map(({ value }) => value),
          chosen.map(({ testAccuracy }) => testAccuracy),
        );
      const value = rho(known);
      const interval = bootstrapInterval([known.length], ([chosen]) => rho(Array.from(chosen!, (i) => known[i]!)));
      if (value === null || !interval)
        return cannotTell(`The rank correlation over ${known.length} networks is not defined`);
      const [low, high] = interval;
      return {
        verdict: low > 0 || high < 0 ? "holds" : low > -none && high < none ? "does not hold" : "cannot tell",
        evidence: `Spearman's ρ with the test accuracy over ${known.length} networks is ${value.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)}).`,
      };
    },
  };
}

/** Which numbers are said to be correlated with the test accuracy. */
export const predictorClaims: readonly Claim<FamilyCell>[] = [
  predicts(
    "alpha",
    "The exponent α of the Jacobian's spectral density is correlated with the test accuracy.",
    "section 2 (what the draft is after)",
  ),
  predicts(
    "logLambdaMax",
    "The largest eigenvalue of the Jacobian's spectral density is correlated with the test accuracy.",
    "section 2 (what the draft is after)",
  ),
  predicts(
    "weightAlpha",
    "Power laws of the weights are correlated with the test accuracy.",
    "introduction (of others)",
  ),
];
