import { fail } from "../base/index.ts";
import { largestOf } from "./rectangle.ts";
import { checkSize } from "./squareMatrix.ts";

/** What {@link cholesky} computes, element by element (Golub & Van Loan 2013, 4.2.5). The tests compare with it. */
export function choleskyReference(matrix: Float64Array, n: number): Float64Array {
  checkSize(matrix, n);
  largestOf(matrix, n, n);
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      if (i === j && !(rest > 0)) {
        fail({
          subject: `Cholesky factor of a symmetric ${n}×${n} matrix`,
          expected: "a positive definite matrix",
          got: `the pivot ${rest} in row ${i} (counted from 0)`,
        });
      }
      l[i * n + j] = i === j ? Math.sqrt(rest) : rest / l[j * n + j]!;
    }
  }
  return l;
}
