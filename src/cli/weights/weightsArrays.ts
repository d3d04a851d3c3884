import type { WeightsResult } from "../../analyses/index.ts";
import { float64, type Tensor } from "../../base/index.ts";

/** Eigenvalues of each layer by its number in the result, and of its shuffled weights. */
export function weightsArrays({ layers }: WeightsResult): Record<string, Tensor> {
  return Object.fromEntries(
    layers.flatMap(({ eigenvalues, shuffledEigenvalues }, i) => [
      [`eigenvalues_${i}`, float64([eigenvalues.length], eigenvalues)] as const,
      ...(shuffledEigenvalues
        ? [[`shuffled_eigenvalues_${i}`, float64([shuffledEigenvalues.length], shuffledEigenvalues)] as const]
        : []),
    ]),
  );
}
