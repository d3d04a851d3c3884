import type { qr } from "../../src/kernels/index.ts";
import type { RectangularSample } from "../rectangularMatrices.ts";
import {
  departure,
  departureFromOrthonormal,
  frobenius,
  inUnitsOf,
  must,
  productDeparture,
  type Ratios,
  rounding,
  transposed,
} from "./measures.ts";

/** What must hold for the QR factorisation of any matrix. */
export function qrLaws(compute: typeof qr, sample: RectangularSample): Ratios {
  const { matrix, rows, columns } = sample;
  const m = Math.min(rows, columns);
  const before = matrix.slice();
  const norm = frobenius(matrix) || 1;
  const { q = new Float64Array(), r } = compute(matrix, rows, columns, { q: true });
  const alone = compute(matrix, rows, columns);
  const bound = rounding(rows + columns) + (rows * Number.MIN_VALUE) / norm;
  return {
    "the matrix is left alone": must(departure(matrix, before) === 0),
    "R does not depend on Q": must(alone.q === undefined && departure(alone.r, r) === 0),
    "R is upper triangular": must(
      r.length === m * columns && r.every((x, at) => at % columns >= Math.floor(at / columns) || x === 0),
    ),
    "A = Q R": inUnitsOf(bound, productDeparture(sample, q, r, m, norm)),
    "Qᵀ Q = I": departureFromOrthonormal(transposed(q, rows, m), m, rows) / rounding(rows + columns),
  };
}
