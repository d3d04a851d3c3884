import type { RepresentationResult } from "../../analyses/index.ts";
import { float64, type Tensor } from "../../base/index.ts";

/** Eigenvalues of the covariance of each layer by its number in the result, and of each class by its label. */
export function representationArrays({ layers }: RepresentationResult): Record<string, Tensor> {
  return Object.fromEntries(
    layers.flatMap(({ eigenvalues, classes = [] }, i) => [
      [`eigenvalues_${i}`, float64([eigenvalues.length], eigenvalues)] as const,
      ...classes.map(
        (own) => [`eigenvalues_${i}_class_${own.class}`, float64([own.eigenvalues.length], own.eigenvalues)] as const,
      ),
    ]),
  );
}
