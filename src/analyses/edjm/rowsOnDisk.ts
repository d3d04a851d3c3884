import { float32, float64, type Tensor } from "../../base/index.ts";
import type { LazyState, Rows, SpectraAccumulator } from "./accumulator.ts";

/** The name of the rows of a unit, for one output. */
export const rowsName = (column: number, unit: number) => `${column}/rows${unit}!`;

/**
 * No spectra, but the rows themselves, written as they come; none of them is held. For parts of a run whose products with
 * the other parts are still to come.
 *
 * @param keep writes what it is given, to stay there
 */
export function openRowsOnDisk(
  keep: (rows: LazyState) => Promise<void>,
  columns: readonly number[],
  inputs: number,
): SpectraAccumulator {
  return {
    add: (columnRows, { index, count }) =>
      keep(
        new Map(
          columns.map((column, j) => [rowsName(column, index), () => asTensor(columnRows[j]!, count, inputs)] as const),
        ),
      ),
    state: () => new Map(),
    restore() {},
    async finish() {
      return [];
    },
    async close() {},
  };
}

function asTensor(rows: Rows, count: number, inputs: number): Tensor {
  return rows instanceof Float64Array ? float64([count, inputs], rows) : float32([count, inputs], rows);
}
