import { cholesky, type choleskyInverse, type solvePositive } from "../../src/kernels/index.ts";
import type { RectangularSample } from "../rectangularMatrices.ts";
import type { SymmetricSample } from "../symmetricMatrices.ts";
import {
  departure,
  frobenius,
  inUnitsOf,
  must,
  productDeparture,
  type Ratios,
  rounding,
  transposed,
} from "./measures.ts";

/** What must hold for the Cholesky factor of any positive definite matrix. */
export function choleskyLaws(compute: typeof cholesky, { matrix, n }: SymmetricSample): Ratios {
  const before = matrix.slice();
  const norm = frobenius(matrix);
  const lower = compute(matrix, n);
  // L has the size of the root of A: brought to about 1, so that its square is a float64.
  const root = frobenius(lower);
  const unit = lower.map((x) => x / root);
  const sample = { matrix: matrix.map((x) => x / root / root), rows: n, columns: n };
  return {
    "the matrix is left alone": must(departure(matrix, before) === 0),
    "L is lower triangular, its diagonal positive": must(
      lower.length === n * n &&
        lower.every((x, at) => {
          const beside = (at % n) - Math.floor(at / n);
          return beside > 0 ? x === 0 : beside < 0 || x > 0;
        }),
    ),
    "A = L Lᵀ": inUnitsOf(
      rounding(n) * (norm / root / root) + (n * Number.MIN_VALUE) / root / root,
      productDeparture(sample, unit, transposed(unit, n, n), n, 1),
    ),
  };
}

/** What must hold for the inverse of the Cholesky factor: how far L L⁻¹ may be from I depends on both (Higham 2002, 14.1). */
export function choleskyInverseLaws(compute: typeof choleskyInverse, { matrix, n }: SymmetricSample): Ratios {
  const before = matrix.slice();
  const inverse = compute(matrix, n);
  const [lower, size] = [cholesky(matrix, n), frobenius(inverse) || 1];
  const norm = frobenius(lower.map((x) => x * size)) || 1;
  const identity = { matrix: inverse.map((_, at) => (at % (n + 1) === 0 ? 1 : 0)), rows: n, columns: n };
  return {
    "the matrix is left alone": must(departure(matrix, before) === 0),
    "L⁻¹ is lower triangular": must(
      inverse.length === n * n && inverse.every((x, at) => at % n <= Math.floor(at / n) || x === 0),
    ),
    "L L⁻¹ = I": inUnitsOf(rounding(n) * norm, productDeparture(identity, lower, inverse, n, 1)),
  };
}

/** What must hold for the solution of A X = B with a positive definite A. */
export function solveLaws(
  compute: typeof solvePositive,
  { matrix, n }: SymmetricSample,
  right: RectangularSample,
): Ratios {
  const before = [matrix.slice(), right.matrix.slice()];
  const x = compute(matrix, n, right.matrix, right.columns);
  const norms = [matrix, x].map((of) => frobenius(of) || 1);
  const inUnits = (of: Float64Array, norm: number) => of.map((value) => value / norm);
  const b = { ...right, matrix: inUnits(inUnits(right.matrix, norms[0]!), norms[1]!) };
  return {
    "neither matrix is changed": must(departure(matrix, before[0]!) + departure(right.matrix, before[1]!) === 0),
    "A X = B": inUnitsOf(rounding(n), productDeparture(b, inUnits(matrix, norms[0]!), inUnits(x, norms[1]!), n, 1)),
  };
}
