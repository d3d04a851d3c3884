import { type CellResult, type Claim, formatMeasure } from "netspectra/experiments";
import { groups, mean, meanInterval } from "../../shared/groups.ts";
import { cannotTell, differenceOf, verdictOf } from "../../shared/judge.ts";
import { judgePairs } from "../../shared/judgePairs.ts";
import { type Metric, metrics } from "../../shared/metrics.ts";
import { cellsWith, trialsOf } from "../../shared/trialsOf.ts";

/** A cell of the study that is judged. */
export type LabelCell = {
  readonly data: string;
  readonly layers: number;
  readonly output: string;
  readonly around: string;
  readonly labels: string;
  readonly seed: number;
};

/** That a number of the Jacobian around test samples tells random from true labels: at each depth, for both outputs. */
function tellsApart(metric: Metric, name: string): Claim<LabelCell> {
  return {
    statement: `${name} discriminates between networks trained normally and on random labels.`,
    source: "introduction (what the draft looks for), section 2",
    judge(results) {
      const around = cellsWith(results, { around: "test" });
      const differences = groups(around, ({ cell: { data, layers, output } }) => JSON.stringify([data, layers, output]))
        .map(([, own]) => {
          const [random, plain] = ["random", "true"].map((labels) => trialsOf(own, { labels }, metric));
          return { difference: differenceOf(random!, plain!), output: own[0]!.cell.output };
        })
        .filter(({ difference }) => difference?.interval);
      if (differences.length === 0) return cannotTell("No network has several trials with random and with true labels");
      const signs = differences.map(({ difference }) => verdictOf(difference, "above"));
      const [above, below] = ["holds", "does not hold"].map((sign) => signs.filter((own) => own === sign).length);
      const all = differences.length;
      const verdict =
        above === all || below === all ? "holds" : above! > 0 && below! > 0 ? "does not hold" : "cannot tell";
      const values = differences.map(
        ({ difference, output }) => `${formatMeasure(difference!.value, metrics[metric])} (${output})`,
      );
      return {
        verdict,
        evidence:
          `Random less true labels, mean ${metrics[metric].label}, by depth and output: ${values.join(", ")}; ` +
          `the interval is above 0 in ${above} of ${all}, below in ${below}.`,
      };
    },
  };
}

/** "Very different" is read as an exponent that is larger or smaller by 1 at least. */
const veryDifferent = 1;

/** What the draft looks for, and what it says of diagonals. */
export const labelClaims: readonly Claim<LabelCell>[] = [
  {
    statement: "Perceptrons can converge to 100 % training accuracy on random labels.",
    source: "introduction (after Zhang et al. 2017)",
    judge(results) {
      // Cells of several outputs and samples share their networks.
      const networks = groups(cellsWith(results, { labels: "random" }), ({ cell: { data, layers, seed } }) =>
        JSON.stringify([data, layers, seed]),
      ).map(([, [first]]) => first!.measures["trainingAccuracy"] ?? 0);
      if (networks.length === 0) return cannotTell("No network with random labels has been run");
      const right = networks.filter((accuracy) => accuracy === 1).length;
      const least = `${(100 * Math.min(...networks)).toFixed(2)} %`;
      return {
        verdict: right > 0 ? "holds" : "does not hold",
        evidence: `Of ${networks.length} networks with random labels ${right} answer all training samples right; the least has ${least}.`,
      };
    },
  },
  tellsApart("alpha", "The exponent α of the Jacobian's spectral density"),
  tellsApart("logLambdaMax", "The largest eigenvalue of the Jacobian's spectral density"),
  tellsApart("effectiveRank", "The effective rank of the Jacobian"),
  {
    statement: "The diagonal of 𝒥ᵀ𝒥 and its eigenvalues can follow very different power laws.",
    source: "section 2",
    judge(results) {
      const chosen = cellsWith(results, { around: "test", labels: "true" });
      const judged = judgePairs({
        first: "the diagonal",
        second: "the eigenvalues",
        pairs: chosen.map(({ measures }) => [measures["diagonalAlpha"], measures["alpha"]]),
        measure: { label: "exponent α", decimals: 2 },
        expected: "above",
      });
      const gap = meanInterval(differences(chosen));
      const far = gap && (gap[0] > veryDifferent || gap[1] < -veryDifferent);
      const near = gap && gap[0] > -veryDifferent && gap[1] < veryDifferent;
      return { ...judged, verdict: far ? "holds" : near ? "does not hold" : "cannot tell" };
    },
  },
  {
    statement: "The matrix 𝒥ᵀ𝒥 is diagonally dominant.",
    source: "section 2",
    judge(results) {
      const shares = trialsOf(results, { around: "test" }, "dominance");
      const known = shares.filter((value) => typeof value === "number");
      const interval = meanInterval(known);
      if (known.length === 0) return cannotTell("No network has been measured around test samples");
      const verdict = interval
        ? verdictOf({ interval: [interval[0] - 0.5, interval[1] - 0.5] }, "above")
        : "cannot tell";
      return {
        verdict,
        evidence:
          `The diagonal has ${mean(known)!.toFixed(3)} of the squares of all entries on average over ${known.length} networks and outputs, ` +
          `${Math.max(...known).toFixed(3)} at most; more than half is read as dominant.`,
      };
    },
  },
];

function differences(results: readonly CellResult<LabelCell>[]): readonly number[] {
  return results.flatMap(({ measures: { diagonalAlpha, alpha } }) =>
    typeof diagonalAlpha === "number" && typeof alpha === "number" ? [diagonalAlpha - alpha] : [],
  );
}
