import { type CellResult, type Estimate, type Summary, summarise } from "netspectra/experiments";
import { studentizedRange } from "netspectra/stats";
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

/** Mean error of a row less that of another. */
export type ErrorDifference = (a: RegulariserErrors, b: RegulariserErrors) => Estimate & { readonly value: number };

/**
 * Differences between the rows of a condition, with intervals of 95 % that hold for all pairs of them at once: procedure C of Dunnett (1980,
 * J. Am. Stat. Assoc. 75, 796–800), which lets each row have a variance of its own (a regulariser that sometimes fails has a hundred times that of
 * the others) and holds for three trials, too, where the intervals of Games and Howell are too narrow. Half of an
 * interval is √(v / 2) times the mean of q₀.₀₅(k, n − 1) over both rows, weighted with their shares of v = s²ₐ/nₐ + s²_b/n_b; k rows. No
 * interval where a row has one trial only.
 */
export function errorDifferences({ rows }: ConditionErrors): ErrorDifference {
  const counts = new Set(rows.map(({ n }) => n).filter((n) => n > 1));
  const range = rows.length > 1 && counts.size > 0 ? studentizedRange(rows.length) : undefined;
  const quantiles = new Map(Array.from(counts, (n) => [n, range?.quantile(0.05, n - 1)]));
  return (a, b) => {
    const value = a.mean - b.mean;
    const [of, from] = [quantiles.get(a.n), quantiles.get(b.n)];
    if (of === undefined || from === undefined) return { value, interval: null };
    const [own, other] = [(a.deviation ?? 0) ** 2 / a.n, (b.deviation ?? 0) ** 2 / b.n];
    const variance = own + other;
    const half = variance === 0 ? 0 : ((of * own + from * other) / variance) * Math.sqrt(variance / 2);
    return { value, interval: [value - half, value + half] };
  };
}
