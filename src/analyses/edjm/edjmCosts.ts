import type { GramSide } from "./edjmOptions.ts";
import { unitSamples } from "./schedule.ts";

/** Operations, by what they are for; a multiply-add counts as two. */
export interface Work {
  readonly network: number;
  /** Products of rows with rows, or with vectors. */
  readonly products: number;
  readonly eigenvalues: number;
}

/** What is known of an EDJM before any work: sizes, and what the network's Jacobian costs. */
export interface EdjmCosts {
  /** n */
  readonly samples: number;
  /** d */
  readonly inputs: number;
  /** Outputs asked for. */
  readonly outputs: number;
  /** Bytes of an element of a row. */
  readonly elementBytes: 4 | 8;
  readonly groups: number;
  readonly curve: boolean;
  /** How many singular values a matrix-free method computes. */
  readonly values: number;
  readonly cores: number;
  /** Samples per run when so many outputs are differentiated together. */
  batch(outputs: number): number;
  /** Operations per sample, for the gradients of so many outputs. */
  networkFlops(outputs: number): number;
  /** Bytes of the process while the network's Jacobian is run for so many outputs, matrices not included. */
  networkBytes(outputs: number): number;
  /**
   * Expected seconds of so much work.
   *
   * @param matrices whose eigenvalues can be computed at the same time
   * @param networkRate operations per second of the network's gradients, where that was measured
   */
  seconds(work: Work, matrices: number, networkRate?: number): number;
}

/** Eigenvalues of a matrix of order s, some vectors included: 4/3 s³ for the reduction, as much again for the rest. */
export const eigenvalueWork = (order: number, several: boolean) => (several ? 2.7 : 1.5) * order ** 3;

/** @param passes how often a sample goes through the network, on average */
export function exactWork(costs: EdjmCosts, side: GramSide, outputsPerPass: number, passes: number): Work {
  const { samples: n, inputs: d, outputs: k, groups, curve } = costs;
  const order = side === "inputs" ? d : n;
  return {
    network: passes * n * costs.networkFlops(outputsPerPass),
    // One half of a symmetric product: n d s multiply-adds, half of them needed.
    products: k * n * d * order,
    eigenvalues: k * (eigenvalueWork(order, groups > 1) + (curve ? groups * eigenvalueWork(order, false) : 0)),
  };
}

/** Bytes at the peak: those of the network's run, of what is summed, and of the eigenvalues at the end, whichever is more. */
export function exactBytes(costs: EdjmCosts, side: GramSide, outputsPerPass: number, held: number): number {
  const { samples: n, inputs: d, elementBytes, groups, curve, cores } = costs;
  const unit = Math.min(unitSamples(d), n);
  const several = groups > 1;
  const order = side === "inputs" ? d : n;
  const triangle = (order * (order + 1)) / 2;
  const sums =
    side === "inputs"
      ? triangle * (8 + (several ? 8 + groups * (curve ? 8 : 4) : 0))
      : held * d * elementBytes + triangle * 8;
  const unitRows = unit * d * elementBytes;
  // Rows in float64, as they are and turned, and the product before it is added.
  const product = 2 * unit * d * 8 + 3 * 8 * (side === "inputs" ? triangle : unit * unit);
  // The matrix and its copy for a worker, what the kernel takes (measured; eigenvectors need three times as much), and a group.
  const copies = (side === "inputs" ? 0.5 : 2) + (several ? 4 : 1.1) + 0.5;
  const finish = Math.min(cores, outputsPerPass) * copies * order * order * 8;
  return costs.networkBytes(outputsPerPass) + outputsPerPass * (sums + unitRows) + Math.max(product, finish);
}
