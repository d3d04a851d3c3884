import type { Estimate } from "netspectra/experiments";
import { groups, mean } from "../../shared/groups.ts";
import { differenceOf, verdictOf } from "../../shared/judge.ts";
import type { Characteristic } from "../shared/measureTrial.ts";
import { type RegulariserName, regularisers } from "../shared/regularisers.ts";
import { measured, type TaskCondition } from "./conditionTrials.ts";
import { relativeChange } from "./relativeChange.ts";

/** What becomes of a representation, as the page shows it. */
export const shownCharacteristics = [
  "amplitude",
  "correlation",
  "sparsity",
  "deadUnit",
  "rank",
] as const satisfies readonly Characteristic[];

/** All that the page says of one regulariser. */
export interface RegulariserRow {
  readonly name: Exclude<RegulariserName, "baseline">;
  /** Conditions that it was trained under. */
  readonly conditions: number;
  /** Of the test error against the baseline's, relative to it. */
  readonly change: Estimate | null;
  /** Conditions in which the interval of the difference from the baseline is all on one side. */
  readonly better: readonly string[];
  readonly worse: readonly string[];
  /** Mean over the conditions among all rows, 1 is best; null where it was not trained under all. */
  readonly meanRank: number | null;
  /** Ratios to the baseline, means over the conditions. */
  readonly ratios: Readonly<Record<(typeof shownCharacteristics)[number], number | null>>;
  /** The weight that was chosen most often, in so many of all conditions. */
  readonly weight: { readonly value: number; readonly chosen: number; readonly of: number } | null;
}

/** The regularisers that were trained under some of the conditions, in the order of the paper's tables. */
export function regulariserRows(conditions: readonly TaskCondition[]): readonly RegulariserRow[] {
  const names = (Object.keys(regularisers) as RegulariserName[]).filter((name) => name !== "baseline");
  return names.flatMap((name) => {
    const own = conditions.filter((condition) => measured(condition, name, "error").length > 0);
    return own.length === 0 ? [] : [rowOf(name, own, conditions)];
  });
}

function rowOf(
  name: RegulariserRow["name"],
  own: readonly TaskCondition[],
  all: readonly TaskCondition[],
): RegulariserRow {
  const sides = (condition: TaskCondition, measure: string) => ({
    changed: measured(condition, name, measure),
    baseline: measured(condition, "baseline", measure),
  });
  const sure = (expected: "above" | "below") =>
    own
      .filter((condition) => {
        const { changed, baseline } = sides(condition, "error");
        return verdictOf(differenceOf(changed, baseline), expected) === "holds";
      })
      .map((condition) => condition.name);
  const ratio = (measure: string) =>
    mean(
      own.map((condition) => {
        const { changed, baseline } = sides(condition, measure);
        const [a, b] = [mean(changed), mean(baseline)];
        return a === null || !b ? null : a / b;
      }),
    );
  return {
    name,
    conditions: own.length,
    change: relativeChange(own.map((condition) => sides(condition, "error"))),
    better: sure("below"),
    worse: sure("above"),
    meanRank: own.length < all.length ? null : mean(all.map((condition) => rankIn(condition, name))),
    ratios: Object.fromEntries(
      shownCharacteristics.map((measure) => [measure, ratio(measure)]),
    ) as RegulariserRow["ratios"],
    weight: weightOf(own.map((condition) => measured(condition, name, "weight")[0])),
  };
}

/** Among the regularisers and the baseline by the mean test error; equal ones share their ranks' mean. */
function rankIn(condition: TaskCondition, name: string): number {
  const names = [...new Set(condition.trials.map(({ regulariser }) => regulariser))];
  const error = (regulariser: string) => mean(measured(condition, regulariser, "error")) ?? Number.POSITIVE_INFINITY;
  const own = error(name);
  const [below, equal] = [names.filter((other) => error(other) < own), names.filter((other) => error(other) === own)];
  return below.length + (equal.length + 1) / 2;
}

function weightOf(weights: readonly (number | undefined)[]): RegulariserRow["weight"] {
  const known = weights.filter((weight) => weight !== undefined);
  const counts = groups(known, (weight) => `${weight}`).map(([, same]) => ({ value: same[0]!, chosen: same.length }));
  const [first, ...others] = counts;
  if (!first) return null;
  return { ...others.reduce((best, next) => (next.chosen > best.chosen ? next : best), first), of: known.length };
}
