import { type Random, random } from "../src/base/index.ts";
import { randomOrthogonal, named as symmetricNamed } from "./symmetricMatrices.ts";

/** A matrix, row-major, with its singular values (descending) where they are known. */
export interface RectangularSample {
  readonly matrix: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly values?: Float64Array;
}

/** rows × columns with elements from `element(row, column)`. */
export function rectangular(rows: number, columns: number, element: (row: number, column: number) => number) {
  const matrix = Float64Array.from({ length: rows * columns }, (_, at) =>
    element(Math.floor(at / columns), at % columns),
  );
  return { matrix, rows, columns };
}

/** Σ σ u vᵀ with random orthonormal u and v; `values` descending, min(rows, columns) of them. */
export function withSingularValues(
  rows: number,
  columns: number,
  values: Float64Array,
  stream: Random,
): RectangularSample {
  const [u, v] = [randomOrthogonal(rows, stream), randomOrthogonal(columns, stream)];
  const sum = rectangular(rows, columns, (i, j) => {
    let total = 0;
    for (let k = 0; k < values.length; k++) total += values[k]! * u[k * rows + i]! * v[k * columns + j]!;
    return total;
  });
  return { ...sum, values };
}

function spread(rows: number, columns: number, value: (i: number, count: number) => number, seed: number) {
  const count = Math.min(rows, columns);
  const values = Float64Array.from({ length: count }, (_, i) => value(i, count));
  return withSingularValues(rows, columns, values.sort().reverse(), random(seed, "spread"));
}

/** The symmetric matrices, whose singular values are the magnitudes of their eigenvalues. */
const squares = Object.fromEntries(
  Object.entries(symmetricNamed).map(([name, make]) => [
    name,
    (size: number): RectangularSample => {
      const { matrix, n, values } = make(size);
      return { matrix, rows: n, columns: n, ...(values && { values: values.map(Math.abs).sort().reverse() }) };
    },
  ]),
);

/** Matrices that have broken programs for singular values, each with about `n` rows or columns on the shorter side. */
export const named: Record<string, (n: number) => RectangularSample> = {
  ...squares,
  "a row": (n) => {
    const row = rectangular(1, n, (_, j) => j - 2);
    return { ...row, values: Float64Array.of(Math.hypot(...row.matrix)) };
  },
  "a column": (n) => {
    const column = rectangular(n, 1, (i) => i - 2);
    return { ...column, values: Float64Array.of(Math.hypot(...column.matrix)) };
  },
  "a tall zero matrix": (n) => ({ ...rectangular(2 * n, n, () => 0), values: new Float64Array(n) }),
  "a tall matrix of rank one": (n) => ({
    ...rectangular(n + 9, n, () => 3),
    values: Float64Array.from({ length: n }, (_, i) => (i === 0 ? 3 * Math.sqrt(n * (n + 9)) : 0)),
  }),
  "graded from 1 to 1e-14, tall": (n) => spread(2 * n, n, (i, count) => 10 ** ((-14 * i) / (count - 1)), 1),
  "graded from 1 to 1e-14, wide": (n) => spread(n, n + 30, (i, count) => 10 ** ((-14 * i) / (count - 1)), 2),
  "clusters within rounding": (n) => spread(n + 5, n, (i) => 1 + Math.floor(i / 9) + i * 1e-15, 3),
  "a cluster at zero and one at 1": (n) => spread(n + 1, n, (i) => (i % 2 === 0 ? 1 : 1e-16 * i), 4),
  "half the rank": (n) => spread(n, 2 * n, (i, count) => (i < count / 2 ? 1 + i : 0), 5),
  "one large value": (n) => spread(n + 3, n, (i) => (i === 0 ? 1 : 1e-12), 6),
  "equal columns": (n) => {
    const stream = random(7, "columns");
    const column = Float64Array.from({ length: n + 20 }, () => stream.normal());
    return rectangular(n + 20, n, (i) => column[i]!);
  },
  "the Kahan matrix": (n) => {
    const [s, c] = [Math.sin(1.2), Math.cos(1.2)];
    return rectangular(n, n, (i, j) => (j < i ? 0 : s ** i * (i === j ? 1 : -c)));
  },
  "the Läuchli matrix": (n) => ({
    ...rectangular(n + 1, n, (i, j) => (i === 0 ? 1 : i === j + 1 ? 1e-9 : 0)),
    values: Float64Array.from({ length: n }, (_, i) => (i === 0 ? Math.sqrt(n + 1e-18) : 1e-9)),
  }),
  "a nilpotent shift": (n) => ({
    ...rectangular(n, n, (i, j) => Number(j === i + 1)),
    values: Float64Array.from({ length: n }, (_, i) => Number(i < n - 1)),
  }),
  "a bidiagonal matrix with zeros on its diagonal": (n) =>
    rectangular(n, n, (i, j) => (j === i ? i % 5 : j === i + 1 ? 1 : 0)),
  "rows of size 1e150 and 1e-150": (n) => {
    const stream = random(8, "rows");
    return rectangular(n + 4, n, (i) => stream.normal() * (i % 2 === 0 ? 1e150 : 1e-150));
  },
  "columns graded over 300 decades": (n) => {
    const stream = random(9, "columns");
    return rectangular(n + 4, n, (_, j) => stream.normal() * 10 ** ((-300 * j) / n));
  },
};
