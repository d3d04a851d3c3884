import { type CellResult, type Claim, formatMeasure, type Judgement, type Measure } from "netspectra/experiments";
import { cannotTell, type Expected, judgeTogether } from "../../shared/judge.ts";
import { judgeBound } from "../../shared/judgeBound.ts";
import { judgePairs } from "../../shared/judgePairs.ts";
import { cellsWith, trialsOf } from "../../shared/trialsOf.ts";
import type { MatrixName } from "./matrices.ts";
import { characteristics, errors } from "./measureTrial.ts";

type Results = readonly CellResult[];

const unchanged = {
  error: errors.error,
  correlation: characteristics.correlation,
  sparsity: characteristics.sparsity,
  deadUnit: characteristics.deadUnit,
} as const;
/** Rounding of float32 weights: correlations by 1e-6 of their own, and one in 10,000 activations that is 0 or just above. */
const rounding = 1e-4;
/** A comparable error: half a point more at most. */
const tolerance = 0.005;

/** What section 3.2 says of Table 3, and equations 5 and 6. */
export const matrixClaims: readonly Claim[] = [
  {
    statement: "A positive diagonal leaves error, correlation, sparsity and dead units as they are.",
    source: "section 3.1, theorem 2; Table 3",
    judge: judgeUnchanged,
  },
  {
    statement: "A positive diagonal from U(0, 1) lessens amplitude and covariance.",
    source: "section 3.2, Table 3",
    judge: (results) =>
      judgeTogether([
        againstIdentity(results, "random positive diagonal", "amplitude", characteristics.amplitude, "below"),
        againstIdentity(results, "random positive diagonal", "covariance", characteristics.covariance, "below"),
      ]),
  },
  {
    statement:
      "A network with a very high correlation (0.80 or more) is as good: its error is at most half a point above the baseline's.",
    source: "section 3.2, Table 3",
    judge: (results) => {
      const name = "ones with random positive diagonal";
      return judgeTogether([
        judgeBound({
          name,
          trials: trialsOf(results, { matrix: name }, "correlation"),
          measure: characteristics.correlation,
          side: "above",
          bound: 0.8,
        }),
        errorAgainst(results, name, "identity"),
      ]);
    },
  },
  {
    statement: "Whitening lowers the correlation, at some loss of error.",
    source: "section 3.2, Table 3",
    judge: (results) =>
      judgeTogether([
        againstIdentity(results, "whitening", "correlation", characteristics.correlation, "below"),
        againstIdentity(results, "whitening", "error", errors.error, "above"),
      ]),
  },
  {
    statement: "The share of dead units is at most the sparsity, and their number at most that of units less the rank.",
    source: "section 4.1, equations 5 and 6",
    judge: judgeRelations,
  },
];

function judgeUnchanged(results: Results): Judgement {
  const keys = Object.keys(unchanged) as (keyof typeof unchanged)[];
  const pairs = pairsOf(results, "random positive diagonal", "identity");
  if (pairs.length === 0) return cannotTell("No trial has both the identity and the positive diagonal");
  const farthest = keys.map((key) => ({
    label: unchanged[key].label,
    value: Math.max(...pairs.map(([a, b]) => Math.abs((a[key] ?? 0) - (b[key] ?? 0)))),
  }));
  const answers = Math.max(...pairs.map(([changed]) => changed["changedAnswers"] ?? 0));
  return {
    verdict: farthest.every(({ value }) => value <= rounding) ? "holds" : "does not hold",
    evidence: `The largest difference over ${pairs.length === 1 ? "one trial" : `${pairs.length} trials`} is ${farthest
      .map(({ label, value }) => `${value === 0 ? "0" : value.toExponential(1)} in ${label}`)
      .join(", ")}; ${formatMeasure(answers, { label: "", decimals: 2, percent: true })} of the answers change.`,
  };
}

/** Both hold for every network of the cells, or there is one for which they do not. */
function judgeRelations(results: Results): Judgement {
  const known = results.flatMap(({ cell, measures: { deadUnit, sparsity, exactRank, units } }) =>
    [deadUnit, sparsity, exactRank, units].every((value) => typeof value === "number")
      ? [{ cell, slack: sparsity! - deadUnit!, free: units! - exactRank! - units! * deadUnit! }]
      : [],
  );
  if (known.length === 0) return cannotTell("No cell has rank, sparsity and dead units");
  const broken = known.filter(({ slack, free }) => slack < -1e-9 || free < -1e-9);
  const least = (key: "slack" | "free") => Math.min(...known.map((own) => own[key]));
  return {
    verdict: broken.length === 0 ? "holds" : "does not hold",
    evidence:
      `Of ${known.length} networks ${known.length - broken.length} satisfy both; sparsity less share of dead units is ${least("slack").toFixed(2)} at ` +
      `least, units less rank and dead units ${Math.round(least("free"))} at least.`,
  };
}

function pairsOf(results: Results, first: MatrixName, second: MatrixName) {
  return cellsWith(results, { matrix: first }).flatMap(({ cell: { seed }, measures }) => {
    const [other] = cellsWith(results, { matrix: second, seed: seed! });
    return other ? [[measures, other.measures] as const] : [];
  });
}

/** A transformed network against the same network as it was. */
function againstIdentity(results: Results, name: MatrixName, key: string, measure: Measure, expected: Expected) {
  const pairs = pairsOf(results, name, "identity").map(([a, b]) => [a[key], b[key]] as const);
  return judgePairs({ first: name, second: "identity", pairs, measure, expected });
}

/** The second error with half a point more is what the first may be at most. */
function errorAgainst(results: Results, name: MatrixName, other: MatrixName): Judgement {
  const pairs = pairsOf(results, name, other).map(
    ([a, b]) => [a["error"], typeof b["error"] === "number" ? b["error"] + tolerance : null] as const,
  );
  return judgePairs({
    first: name,
    second: `${other} and half a point more`,
    pairs,
    measure: errors.error,
    expected: "below",
  });
}
