import { fail } from "../../base/index.ts";
import { svd } from "../../kernels/index.ts";
import { type AffineMap, kindOf, monomialOf, timesVector } from "./affineMap.ts";

/** A map, and what takes it back. */
export interface InvertedMap {
  /** z̃ ↦ A⁻¹ (z̃ − c) */
  readonly inverse: AffineMap;
  /** σmax/σmin of A. */
  readonly condition: number;
}

/** Beyond this, the way there and back has no digits left, in weights of this type. */
const worstConditions = { float32: 1e7, float64: 1e12 } as const;

/**
 * The inverse by singular values; that of a diagonal times a permutation is exact.
 *
 * @throws NetspectraError for matrices that are singular or nearly so, with the condition number
 */
export function invertMap(map: AffineMap, subject: string, type: "float32" | "float64"): InvertedMap {
  const { size, matrix, shift } = map;
  const inverse = new Float64Array(size * size);
  let condition: number;
  if (kindOf(map) !== "general") {
    const { columns, factors } = monomialOf(map);
    for (let i = 0; i < size; i++) inverse[columns[i]! * size + i] = 1 / factors[i]!;
    condition = factors.reduce((a, b) => Math.max(a, b), 0) / factors.reduce((a, b) => Math.min(a, b), Infinity);
  } else {
    const { values, left = matrix, right = matrix } = svd(matrix, size, size, { vectors: true });
    condition = values[0]! / Math.abs(values[size - 1]!);
    if (!(condition <= worstConditions[type])) {
      const isSingular = !(condition < 1 / (size * Number.EPSILON));
      fail({
        subject,
        expected:
          "an invertible matrix: only then is nothing lost on the way to the next layer (Choi et al. 2018, theorem 1)",
        got: `${isSingular ? "a singular one" : "an ill-conditioned one"}, condition number ${Number.isFinite(condition) ? condition.toExponential(1) : "infinite"}`,
        todo: "Raise its smallest singular values.",
      });
    }
    for (let k = 0; k < size; k++) {
      for (let i = 0; i < size; i++) {
        const factor = right[k * size + i]! / values[k]!;
        for (let j = 0; j < size; j++) inverse[i * size + j]! += factor * left[k * size + j]!;
      }
    }
  }
  const back = timesVector(inverse, shift);
  return { inverse: { size, matrix: inverse, shift: back.map((value) => (value === 0 ? 0 : -value)) }, condition };
}
