import type { MatrixFreeMethod } from "../matrixFreeSide.ts";
import { type EdjmCosts, eigenvalueWork, type Work } from "./edjmCosts.ts";

/** What a method without a matrix takes for one output: vectors that go by together, passes over the data, vectors kept. */
interface Effort {
  readonly width: number;
  readonly passes: number;
  readonly basis: number;
}

/** From experience: a Krylov space is about 1.6 times as large as what is sought in it. */
const efforts: Record<MatrixFreeMethod, (values: number) => Effort> = {
  lanczos: (values) => ({ width: 16, passes: 2 + Math.ceil((1.6 * values) / 16), basis: 1.6 * values + 64 }),
  randomized: (values) => ({ width: values + 10, passes: 7, basis: 4 * (values + 10) }),
  slq: () => ({ width: 10, passes: 30, basis: 300 }),
};

/** All methods that form no matrix. */
export const matrixFreeMethods = Object.keys(efforts) as readonly MatrixFreeMethod[];

/** Outputs come one after another; each begins with a pass for what its gradients look like. */
export function matrixFreeWork(costs: EdjmCosts, method: MatrixFreeMethod): { passes: number; flops: Work } {
  const { samples: n, inputs: d, outputs: k, values } = costs;
  const { width, passes, basis } = efforts[method](values);
  return {
    passes: k * (1 + passes),
    flops: {
      network: k * n * (1 + passes) * costs.networkFlops(1),
      // A Gram product with each vector, and orthogonalisation against all of them.
      products: k * (passes * width * 4 * n * d + 4 * basis ** 2 * Math.min(n, d)),
      eigenvalues: k * eigenvalueWork(basis, true),
    },
  };
}

/** Bytes at the peak. */
export function matrixFreeBytes(costs: EdjmCosts, method: MatrixFreeMethod): number {
  const { samples: n, inputs: d, values } = costs;
  const { width, basis } = efforts[method](values);
  return costs.networkBytes(1) + basis * Math.min(n, d) * 8 + width * (n + d) * 8;
}
