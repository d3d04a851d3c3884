import { createTsqr, svd, type Tsqr } from "../../src/kernels/index.ts";
import type { RectangularSample } from "../rectangularMatrices.ts";
import {
  departure,
  frobenius,
  inUnitsOf,
  must,
  productDeparture,
  type Ratios,
  tolerance,
  transposed,
} from "./measures.ts";

/** What must hold for a streamed QR factorisation of any matrix, whatever the batches (their sizes, over and over). */
export function tsqrLaws(sample: RectangularSample, batches: readonly number[]): Ratios {
  const { matrix, rows, columns, values: expected } = sample;
  const norm = frobenius(matrix);
  const size = rows + columns;
  const bound = tolerance(norm, size);
  const tsqr = streamRows(sample, batches);
  const triangle = tsqr.triangle();
  const values = tsqr.singularValues();
  const whole = svd(matrix, rows, columns).values;
  const unit = norm || 1;
  const inUnits = (x: Float64Array) => x.map((value) => value / unit);
  const half = Math.floor(rows / 2);
  const merged = streamRows({ ...sample, matrix: matrix.subarray(0, half * columns), rows: half }, batches);
  const rest = { ...sample, matrix: matrix.subarray(half * columns), rows: rows - half };
  merged.merge(streamRows(rest, batches).state());
  const [r, a] = [inUnits(triangle), inUnits(matrix)];
  const gram = multiplied(transposed(a, rows, columns), a, columns, rows);
  return {
    "R is upper triangular": must(triangle.every((x, at) => at % columns >= Math.floor(at / columns) || x === 0)),
    "R does not depend on the batches": must(departure(streamRows(sample, [rows]).triangle(), triangle) === 0),
    "Rᵀ R = Aᵀ A": inUnitsOf(
      2 * (bound / unit),
      productDeparture({ matrix: gram, rows: columns, columns }, transposed(r, columns, columns), r, columns, 1),
    ),
    "values are those of the whole": inUnitsOf(2 * bound, departure(values, whole)),
    "values after a merge are those of the whole": inUnitsOf(2 * bound, departure(merged.singularValues(), whole)),
    ...(expected && { "values that were built in": inUnitsOf(2 * bound, departure(values, expected)) }),
  };
}

/** Feed the rows in batches of these sizes, over and over. */
export function streamRows({ matrix, rows, columns }: RectangularSample, batches: readonly number[]): Tsqr {
  const tsqr = createTsqr(columns);
  for (let from = 0, i = 0; from < rows; i++) {
    const count = Math.min(batches[i % batches.length]!, rows - from);
    tsqr.add(matrix.subarray(from * columns, (from + count) * columns), count);
    from += count;
  }
  return tsqr;
}

function multiplied(x: Float64Array, y: Float64Array, n: number, depth: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < depth; k++) {
      const factor = x[i * depth + k]!;
      for (let j = 0; j < n; j++) product[i * n + j]! += factor * y[k * n + j]!;
    }
  }
  return product;
}
