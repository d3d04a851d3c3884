import { studentQuantile } from "../../stats/index.ts";
import type { Cell, CellResult, Study } from "../define/study.ts";

/** A measure over the cells of one row. */
export interface Summary {
  readonly mean: number | null;
  /** Standard deviation, with n − 1; null for less than two. */
  readonly deviation: number | null;
  /** 95 % of Student's t for the mean; null for less than two. */
  readonly interval: readonly [number, number] | null;
  /** Cells in which the measure has a value. */
  readonly n: number;
}

/** A row of a study's table. */
export interface ComparedRow {
  readonly row: Cell;
  readonly measures: Readonly<Record<string, Summary>>;
}

/** The table: cells that agree in the axes of `compare.rows` together, in the order of the results. */
export function summariseRows(
  { compare }: Pick<Study, "compare">,
  results: readonly Pick<CellResult, "cell" | "measures">[],
): readonly ComparedRow[] {
  const groups = new Map<string, { row: Cell; members: Pick<CellResult, "measures">[] }>();
  for (const result of results) {
    const row = Object.fromEntries(compare.rows.map((axis) => [axis, result.cell[axis]!]));
    const key = JSON.stringify(row);
    const group = groups.get(key) ?? { row, members: [] };
    group.members.push(result);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ row, members }) => ({
    row,
    measures: Object.fromEntries(
      Object.keys(compare.measures).map((name) => [
        name,
        summarise(members.flatMap(({ measures }) => measures[name] ?? [])),
      ]),
    ),
  }));
}

/** Mean, deviation and interval of some values. */
export function summarise(values: readonly number[]): Summary {
  const n = values.length;
  if (n === 0) return { mean: null, deviation: null, interval: null, n };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, deviation: null, interval: null, n };
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (studentQuantile(0.975, n - 1) * deviation) / Math.sqrt(n);
  return { mean, deviation, interval: [mean - half, mean + half], n };
}
