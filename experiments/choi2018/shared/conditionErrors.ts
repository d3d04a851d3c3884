import { type CellResult, type Estimate, type Summary, summarise } from "netspectra/experiments";
import { studentQuantile } from "netspectra/stats";
import { groups } from "../../shared/groups.ts";
import type { ConditionedData } from "./conditions.ts";
import { publishedErrors } from "./publishedErrors.ts";

/** Test errors of one regulariser under one condition. */
export interface RegulariserErrors extends Pick<Summary, "deviation" | "n"> {
  readonly regulariser: string;
  readonly mean: number;
}

/** A column of a condition table. */
export interface ConditionErrors {
  readonly condition: string;
  readonly rows: readonly RegulariserErrors[];
}

type TrialResult = Pick<CellResult, "measures"> & { readonly cell: { readonly regulariser: string } };

const trialsOfThePaper = 5;

/** The columns of some cells; those without a test error are left out. */
export function conditionErrors<R extends TrialResult>(
  results: readonly R[],
  conditionOf: (cell: R["cell"]) => string,
): readonly ConditionErrors[] {
  return groups(results, ({ cell }) => conditionOf(cell)).map(([condition, own]) => ({
    condition,
    rows: groups(own, ({ cell }) => cell.regulariser).flatMap(([regulariser, trials]) => {
      const { mean, deviation, n } = summarise(trials.flatMap(({ measures }) => measures["error"] ?? []));
      return mean === null ? [] : [{ regulariser, mean, deviation, n }];
    }),
  }));
}

/** The columns of the paper's tables: of one, or of all three. */
export function publishedColumns(
  data: ConditionedData | undefined,
  nameOf: (cell: { readonly data: ConditionedData; readonly condition: string }) => string,
): readonly ConditionErrors[] {
  const own = publishedErrors.filter((cell) => data === undefined || cell.data === data);
  return groups(own, nameOf).map(([condition, rows]) => ({
    condition,
    rows: rows.map(({ regulariser, mean, deviation }) => ({ regulariser, mean, deviation, n: trialsOfThePaper })),
  }));
}

export const lowest = (rows: readonly RegulariserErrors[]): RegulariserErrors | undefined =>
  rows.reduce<RegulariserErrors | undefined>((best, row) => (!best || row.mean < best.mean ? row : best), undefined);

/**
 * Mean error of a row less that of another, with an interval of 95 % that holds for all of so many comparisons at once (Bonferroni). The
 * variance over trials is pooled over the rows of the condition, as in Tukey's and Dunnett's tests: a few trials of one row alone would say
 * little of it. No interval where no row has two trials.
 */
export function errorDifference(
  { rows }: ConditionErrors,
  a: RegulariserErrors,
  b: RegulariserErrors,
  comparisons: number,
): Estimate & { readonly value: number } {
  const spread = rows.filter(({ deviation }) => deviation !== null);
  const freedom = spread.reduce((sum, { n }) => sum + n - 1, 0);
  const value = a.mean - b.mean;
  if (freedom === 0) return { value, interval: null };
  const variance = spread.reduce((sum, { n, deviation }) => sum + (n - 1) * deviation! ** 2, 0) / freedom;
  const half = studentQuantile(1 - 0.025 / comparisons, freedom) * Math.sqrt(variance * (1 / a.n + 1 / b.n));
  return { value, interval: [value - half, value + half] };
}

/** All pairs of so many rows. */
export const pairsOf = (rows: readonly unknown[]) => Math.max(1, (rows.length * (rows.length - 1)) / 2);
