import type { SymmetricEigen, symmetricEigen } from "../../src/kernels/index.ts";
import type { SymmetricSample } from "../symmetricMatrices.ts";
import {
  departure,
  departureFromOrthonormal,
  descends,
  frobenius,
  inUnitsOf,
  must,
  type Ratios,
  rounding,
  tolerance,
} from "./measures.ts";

/** What must hold for the eigenvalues and eigenvectors of any matrix; `part` of the vectors are asked for as well. */
export function symmetricEigenLaws(
  compute: typeof symmetricEigen,
  { matrix, n, values: expected }: SymmetricSample,
  part: number,
): Ratios {
  const before = matrix.slice();
  const norm = frobenius(matrix);
  const bound = tolerance(norm, n);
  const all = compute(matrix, n, { vectors: true });
  const alone = compute(matrix, n);
  const some = compute(matrix, n, { vectors: part });
  const lists = [all, alone, some].map(({ values }) => values);
  const worst = (measure: (values: Float64Array) => number) => Math.max(...lists.map(measure));
  const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i]! / (norm || 1)).reduce((a, b) => a + b, 0);
  return {
    "the matrix is left alone, and vectors come when they are asked for": must(
      departure(matrix, before) === 0 &&
        alone.vectors === undefined &&
        all.vectors?.length === n * n &&
        some.vectors?.length === part * n,
    ),
    "values descend": must(lists.every(descends)),
    "values do not depend on the vectors": inUnitsOf(bound, Math.max(...lists.map((x) => departure(x, alone.values)))),
    "Σ λ = trace": worst((values) =>
      inUnitsOf((2 * bound) / (norm || 1), Math.abs(values.reduce((sum, x) => sum + x / (norm || 1), 0) - trace)),
    ),
    "Σ λ² = ‖A‖²": worst((values) => inUnitsOf(2 * bound, Math.abs(frobenius(values) - norm))),
    ...(expected && {
      "values that were built in": worst((values) => inUnitsOf(2 * bound, departure(values, expected))),
    }),
    "A V = V Λ": inUnitsOf(bound / (norm || 1), residual(matrix, n, norm || 1, all)),
    "Vᵀ V = I": departureFromOrthonormal(all.vectors!, n, n) / rounding(n),
    "A V = V Λ, leading vectors": inUnitsOf(bound / (norm || 1), residual(matrix, n, norm || 1, some)),
    "Vᵀ V = I, leading vectors": departureFromOrthonormal(some.vectors!, part, n) / rounding(n),
  };
}

/** max |A V − V Λ|, in units of `norm`. */
function residual(matrix: Float64Array, n: number, norm: number, { values, vectors }: SymmetricEigen): number {
  const unit = matrix.map((x) => x / norm);
  let worst = 0;
  for (let v = 0; v * n < vectors!.length; v++) {
    const value = values[v]! / norm;
    for (let i = 0; i < n; i++) {
      let sum = -value * vectors![v * n + i]!;
      for (let k = 0; k < n; k++) sum += unit[i * n + k]! * vectors![v * n + k]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}
