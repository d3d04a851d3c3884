import type { CellResult } from "netspectra/experiments";
import { groups } from "../../shared/groups.ts";
import type { FactorCell, FactorMeasure } from "./factorCells.ts";

/** Trainings that differ in the loss weight alone. */
export interface WeightSeries {
  readonly data: string;
  readonly factors: number;
  readonly seed: number;
  /** From the smallest weight on. */
  readonly points: readonly { readonly weight: number; readonly measures: CellResult["measures"] }[];
}

/** The finished cells, those of one data set, number of factors and seed together. */
export function weightSeries(results: readonly CellResult<FactorCell>[]): readonly WeightSeries[] {
  return groups(results, ({ cell: { data, factors, seed } }) => JSON.stringify([data, factors, seed])).map(
    ([, own]) => {
      const { data, factors, seed } = own[0]!.cell;
      const points = own.map(({ cell: { weight }, measures }) => ({ weight, measures }));
      return { data, factors, seed, points: points.toSorted((a, b) => a.weight - b.weight) };
    },
  );
}

/** A number of the training with this weight; null where there is none. */
export function valueAt({ points }: WeightSeries, weight: number, measure: FactorMeasure): number | null {
  return points.find((point) => point.weight === weight)?.measures[measure] ?? null;
}

/** A number with this weight, less that without the regulariser; null where one of them is missing. */
export function changeAt(series: WeightSeries, weight: number, measure: FactorMeasure): number | null {
  const [without, strong] = [0, weight].map((own) => valueAt(series, own, measure));
  return weight === 0 || without === null || strong === null ? null : strong! - without!;
}

/** What the weight that suits the test samples best adds to their accuracy; below 0 where each does harm. */
export function bestGain(series: WeightSeries): number | null {
  const gains = series.points.flatMap(({ weight }) => changeAt(series, weight, "accuracy") ?? []);
  return gains.length === 0 ? null : Math.max(...gains);
}

/** The largest weight of all. */
export function strongestWeight(series: readonly WeightSeries[]): number {
  return series.reduce((most, { points }) => Math.max(most, points.at(-1)!.weight), 0);
}
