import type { svd } from "../../src/kernels/index.ts";
import type { RectangularSample } from "../rectangularMatrices.ts";
import {
  departure,
  departureFromOrthonormal,
  descends,
  frobenius,
  inUnitsOf,
  must,
  productDeparture,
  type Ratios,
  rounding,
  tolerance,
  transposed,
} from "./measures.ts";

/** What must hold for the singular values and vectors of any matrix. */
export function svdLaws(compute: typeof svd, sample: RectangularSample): Ratios {
  const { matrix, rows, columns, values: expected } = sample;
  const [m, n] = [Math.min(rows, columns), Math.max(rows, columns)];
  const before = matrix.slice();
  const norm = frobenius(matrix);
  const unit = norm || 1;
  const bound = tolerance(norm, n);
  const alone = compute(matrix, rows, columns);
  const {
    values,
    left = new Float64Array(),
    right = new Float64Array(),
  } = compute(matrix, rows, columns, {
    vectors: true,
  });
  const lists = [alone.values, values];
  const worst = (measure: (list: Float64Array) => number) => Math.max(...lists.map(measure));
  const scaled = right.map((x, at) => x * (values[Math.floor(at / columns)]! / unit));
  const ofUnit = { rows, columns, matrix: matrix.map((x) => x / unit) };
  return {
    "the matrix is left alone, and vectors come when they are asked for": must(
      departure(matrix, before) === 0 &&
        (alone.left ?? alone.right) === undefined &&
        left.length === m * rows &&
        right.length === m * columns,
    ),
    "values descend, and none is negative": must(
      lists.every((list) => list.length === m && descends(list) && list.every((value) => value >= 0)),
    ),
    "values do not depend on the vectors": inUnitsOf(bound, departure(alone.values, values)),
    "Σ σ² = ‖A‖²": worst((list) => inUnitsOf(2 * bound, Math.abs(frobenius(list) - norm))),
    ...(expected && { "values that were built in": worst((list) => inUnitsOf(2 * bound, departure(list, expected))) }),
    "A = U Σ Vᵀ": inUnitsOf(bound / unit, productDeparture(ofUnit, transposed(left, m, rows), scaled, m, 1)),
    "Uᵀ U = I": departureFromOrthonormal(left, m, rows) / rounding(n),
    "Vᵀ V = I": departureFromOrthonormal(right, m, columns) / rounding(n),
  };
}
