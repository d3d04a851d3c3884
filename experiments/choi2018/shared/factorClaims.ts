import {
  type CellResult,
  type Claim,
  type Estimate,
  formatEstimate,
  formatMeasure,
  type Judgement,
  type Measure,
} from "netspectra/experiments";
import { kendallTau } from "netspectra/stats";
import { groups, mean, meanInterval } from "../../shared/groups.ts";
import { cannotTell, judgeTogether, verdictOf } from "../../shared/judge.ts";
import { trendOf } from "../../shared/trend.ts";
import { type FactorCell, type FactorMeasure, factorData, factorMeasures } from "./factorCells.ts";
import type { ControlledStatistic } from "./factorStudy.ts";
import { bestGain, changeAt, strongestWeight, valueAt, type WeightSeries, weightSeries } from "./weightSeries.ts";

const few = 10;
/** What is taken as an improvement, and as a dependency, of the accuracy. */
const improvement = 0.005;
const dependency = 0.01;

/** What section 4.3 says of Figures 2 and 3. */
export function factorClaims({
  item,
  regulariser,
  statistic,
  rises,
}: ControlledStatistic): readonly Claim<FactorCell>[] {
  const { label } = regulariser;
  const source = `section 4.3, ${item}`;
  const claim = (statement: string, judge: JudgeOfData): Claim<FactorCell> => ({
    statement,
    source,
    judge: (results) => ofEachData(results, judge),
  });
  return [
    claim(
      `Increasing the loss weight of ${label} ${rises ? "increases" : "reduces"} the ${statistic}.`,
      judgeChange(statistic, rises ? "above" : "below"),
    ),
    claim(
      `The accuracy often suffers when the loss weight of ${label} is increased.`,
      judgeChange("accuracy", "below"),
    ),
    claim(`Even with ten independent factors, applying ${label} strongly does not improve the accuracy.`, judgeFew),
    claim(
      `The accuracy does not show any meaningful dependency on the number of factors: ${label} helps no more where they are few.`,
      judgeDependency,
    ),
  ];
}

/** @param series of one data set @param strongest the largest weight of all */
type JudgeOfData = (series: readonly WeightSeries[], strongest: number) => Judgement;

/** A claim is made of both data sets. */
function ofEachData(results: readonly CellResult<FactorCell>[], judge: JudgeOfData): Judgement {
  const all = weightSeries(results);
  const strongest = strongestWeight(all);
  return judgeTogether(
    groups(all, ({ data }) => data).map(([data, series]) => {
      const { verdict, evidence } = judge(series, strongest);
      return { verdict, evidence: `${factorData[data as keyof typeof factorData]}: ${evidence}` };
    }),
  );
}

/** The strongest regularisation against none, with the same factors and seed. */
function judgeChange(name: FactorMeasure, expected: "above" | "below"): JudgeOfData {
  return (series, strongest) => {
    const change = changeOf(series, strongest, name);
    if (!change) return withoutPairs(name);
    const count = change.changes.filter((value) => (expected === "above" ? value > 0 : value < 0)).length;
    const tau = mean(series.map((own) => orderOf(own, name)));
    const rest = [
      `${count} of ${change.changes.length} ${expected === "above" ? "rise" : "fall"}`,
      ...(tau === null
        ? []
        : [`mean of Kendall's τ between weight and ${factorMeasures[name].label} ${tau.toFixed(2)}`]),
    ];
    return { verdict: verdictOf(change.estimate, expected), evidence: `${change.text}; ${rest.join("; ")}.` };
  };
}

const judgeFew: JudgeOfData = (series, strongest) => {
  const change = changeOf(
    series.filter(({ factors }) => factors === few),
    strongest,
    "accuracy",
  );
  if (!change) return withoutPairs("accuracy", ` on data of ${few} factors`);
  const { interval } = change.estimate;
  const [low, high] = interval ?? [0, Number.POSITIVE_INFINITY];
  const verdict = low > 0 ? "does not hold" : high <= improvement ? "holds" : "cannot tell";
  const excluded = interval ? `${high <= improvement ? "" : "not "}excluded` : "not excluded by a single pair";
  return {
    verdict,
    evidence: `${change.text}; an improvement of more than ${inPoints(improvement)} is ${excluded}.`,
  };
};

const judgeDependency: JudgeOfData = (series) => {
  const gains = series.flatMap((own) => {
    const gain = bestGain(own);
    return gain === null ? [] : [{ factors: own.factors, gain }];
  });
  const trend = trendOf(gains.map(({ factors, gain }) => ({ x: Math.log10(factors), y: gain })));
  if (!trend)
    return cannotTell("there are no trainings with and without the regulariser on data of several numbers of factors");
  const factors = gains.map((own) => own.factors);
  const evidence =
    `From ${Math.min(...factors)} to ${Math.max(...factors)} factors, what the best of the weights adds to the test accuracy changes by ` +
    `${changeText(trend, factorMeasures.accuracy)} (least squares on the logarithm of the number, ${gains.length} series of weights); ` +
    `up to ${inPoints(dependency)} either way counts as no dependency.`;
  return { verdict: verdictOf(trend, { within: dependency }), evidence };
};

interface Change {
  readonly changes: readonly number[];
  readonly estimate: Estimate;
  /** "Sparsity 0.350 without, 0.970 with the weight 10: change 0.620 (0.600 … 0.640), 6 pairs of trainings" */
  readonly text: string;
}

/** Mean of the changes of all pairs of trainings, with Student's interval over the pairs. Undefined where there is none. */
function changeOf(series: readonly WeightSeries[], strongest: number, name: FactorMeasure): Change | undefined {
  const pairs = series.flatMap((own) => {
    const change = changeAt(own, strongest, name);
    return change === null ? [] : [{ own, change }];
  });
  if (pairs.length === 0) return undefined;
  const measure = factorMeasures[name];
  const changes = pairs.map(({ change }) => change);
  const estimate = { value: mean(changes), interval: meanInterval(changes) };
  const [without, strong] = [0, strongest].map((weight) =>
    formatMeasure(mean(pairs.map(({ own }) => valueAt(own, weight, name))), measure),
  );
  const text =
    `${measure.label} ${without} without, ${strong} with the weight ${strongest}: change ${changeText(estimate, measure)}, ` +
    `${pairs.length} ${pairs.length === 1 ? "pair" : "pairs"} of trainings`;
  return { changes, estimate, text };
}

/** Shares change by percentage points. */
function changeText({ value, interval }: Estimate, measure: Measure): string {
  if (!measure.percent) return formatEstimate({ value, interval }, measure);
  const scaled = {
    value: value && 100 * value,
    interval: interval && ([100 * interval[0], 100 * interval[1]] as const),
  };
  return `${formatEstimate(scaled, { ...measure, percent: false })} percentage points`;
}

const inPoints = (share: number) => `${100 * share} percentage ${share === 0.01 ? "point" : "points"}`;

/** Of a statistic of one series with the weight. */
function orderOf({ points }: WeightSeries, name: FactorMeasure): number | null {
  const known = points.flatMap(({ weight, measures }) => {
    const value = measures[name] ?? null;
    return value === null ? [] : [{ weight, value }];
  });
  return kendallTau(
    known.map(({ weight }) => weight),
    known.map(({ value }) => value),
  ).tau;
}

const withoutPairs = (name: FactorMeasure, where = "") =>
  cannotTell(
    `no two trainings${where} with the largest weight and without the regulariser have the ${factorMeasures[name].label}`,
  );
