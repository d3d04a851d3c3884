import { type Claim, formatEstimate, type Judgement, type Measure } from "netspectra/experiments";
import { mean, meanInterval } from "../../shared/groups.ts";
import { cannotTell, differenceOf, judgeDifference, judgeTogether, verdictOf } from "../../shared/judge.ts";
import { trialsOf } from "../../shared/trialsOf.ts";
import { type Characteristic, characteristics, errors, type TrialMeasure, trialMeasures } from "./measureTrial.ts";
import type { RegulariserResult } from "./overRegularisers.ts";
import type { RegulariserName } from "./regularisers.ts";

/** What each representation regulariser is made to change, and which way. */
export const targets = {
  CR: { covariance: "below" },
  "cw-CR": { covariance: "below" },
  VR: { amplitude: "below" },
  "cw-VR": { amplitude: "below" },
  L1R: { sparsity: "above", amplitude: "below" },
  RR: { rank: "below" },
  "cw-RR": { rank: "below" },
} as const satisfies Partial<Record<RegulariserName, Partial<Record<Characteristic, "above" | "below">>>>;

const source = "appendix C, Table 6";
const shares: readonly Characteristic[] = ["sparsity", "deadUnit"];
/** How near characteristics are taken for similar: as a share of the baseline's, and of those that are shares themselves. */
const similar = { ofBaseline: 0.25, share: 0.1 };
/** How far from 1 a stable rank is taken for 1. */
const nearOne = 0.1;
/** How much more test error is taken for no harm: a tenth of a percentage point, or ten of 10,000 samples. */
const harmless = 0.001;

type Results = readonly RegulariserResult[];

export const characteristicClaims: readonly Claim<RegulariserResult["cell"]>[] = [
  {
    statement: "Each representation regulariser changes the characteristic that it targets as expected.",
    source,
    judge: (results) =>
      judgeTogether(
        Object.entries(targets).flatMap(([regulariser, targeted]) =>
          Object.entries(targeted).map(([name, expected]) =>
            againstBaseline(results, regulariser, name as Characteristic, expected),
          ),
        ),
      ),
  },
  {
    statement: "RR and cw-RR bring the stable rank down to 1.",
    source,
    judge: (results) => judgeTogether(["RR", "cw-RR"].map((regulariser) => rankOfOne(results, regulariser))),
  },
  {
    statement: "L1W and L2W leave the characteristics near those of the baseline.",
    source,
    judge: (results) => {
      const parts = ["L1W", "L2W"].flatMap((regulariser) =>
        (Object.keys(characteristics) as Characteristic[]).map((name) => {
          const baseline = mean(trialsOf(results, { regulariser: "baseline" }, name)) ?? 0;
          const within = shares.includes(name) ? similar.share : similar.ofBaseline * baseline;
          return againstBaseline(results, regulariser, name, { within });
        }),
      );
      const near = parts.filter(({ verdict }) => verdict === "holds").length;
      const { verdict } = judgeTogether(parts);
      const shown = parts.filter((part) => verdict === "holds" || part.verdict !== "holds");
      const counts = `Of ${parts.length} characteristics of the two, ${near} are near the baseline's: within a quarter of it, shares within ${similar.share}.`;
      return { verdict, evidence: [counts, ...shown.map(({ evidence }) => evidence)].join(" ") };
    },
  },
  {
    statement: "The many dead units that L1R causes (39 %) do not hurt the performance.",
    source,
    judge: (results) => judgeTogether([againstBaseline(results, "L1R", "deadUnit", "above"), noWorse(results, "L1R")]),
  },
  {
    statement: "Dropout lowers the activation amplitude and with it the covariance, but raises the correlation.",
    source,
    judge: (results) =>
      judgeTogether([
        againstBaseline(results, "dropout", "amplitude", "below"),
        againstBaseline(results, "dropout", "covariance", "below"),
        againstBaseline(results, "dropout", "correlation", "above"),
      ]),
  },
];

function againstBaseline(
  results: Results,
  regulariser: string,
  name: TrialMeasure,
  expected: Parameters<typeof verdictOf>[1],
): Judgement {
  const of = (own: string) => ({ name: own, trials: trialsOf(results, { regulariser: own }, name) });
  const measure: Measure = trialMeasures[name];
  return judgeDifference({ first: of(regulariser), second: of("baseline"), measure, expected });
}

function rankOfOne(results: Results, regulariser: string): Judgement {
  const trials = trialsOf(results, { regulariser }, "rank");
  const value = mean(trials);
  if (value === null) return cannotTell(`No trial of ${regulariser} has the rank`);
  const interval = meanInterval(trials);
  const above = interval && ([interval[0] - 1, interval[1] - 1] as const);
  const alone = interval ? "" : "; a single trial has no interval";
  return {
    verdict: verdictOf({ interval: above }, { within: nearOne }),
    evidence: `Rank of ${regulariser} ${formatEstimate({ value, interval }, characteristics.rank)}: up to ${1 + nearOne} is taken for 1${alone}.`,
  };
}

/** Not worse by more than a little, whatever it is better by. */
function noWorse(results: Results, regulariser: string): Judgement {
  const difference = differenceOf(
    trialsOf(results, { regulariser }, "error"),
    trialsOf(results, { regulariser: "baseline" }, "error"),
  );
  if (!difference) return cannotTell(`No trial of ${regulariser} or of baseline has the test error`);
  const { interval } = difference;
  const shifted = interval && ([interval[0] - harmless, interval[1] - harmless] as const);
  const text = formatEstimate(difference, errors.error);
  return {
    verdict: verdictOf({ interval: shifted }, "below"),
    evidence: `Test error of ${regulariser} less that of baseline ${text}: up to ${100 * harmless}\u00a0% more is taken for no harm.`,
  };
}
