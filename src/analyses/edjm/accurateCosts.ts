import { type EdjmCosts, exactBytes, exactWork, type Work } from "./edjmCosts.ts";
import type { GramSide } from "./edjmOptions.ts";
import { unitSamples } from "./schedule.ts";

/** Accurate singular values come from the smaller side, and have no other choice. */
export const accurateSideOf = ({ samples, inputs }: EdjmCosts): GramSide => (samples >= inputs ? "inputs" : "samples");

const isGramNeeded = ({ groups, curve }: EdjmCosts) => groups > 1 || curve;

/**
 * Streamed QR, 2 n d s operations for the smaller side s, and singular values of R; the Gram matrices only where an interval
 * or a curve is asked for. All of it but the Gram products is done by kernels in workers, so counts as eigenvalues do.
 */
export function accurateWork(costs: EdjmCosts, outputsPerPass: number, passes: number): Work {
  const { samples: n, inputs: d, outputs: k } = costs;
  const order = Math.min(n, d);
  const exact = exactWork(costs, accurateSideOf(costs), outputsPerPass, passes);
  const { products, eigenvalues } = isGramNeeded(costs) ? exact : { products: 0, eigenvalues: 0 };
  return { network: exact.network, products, eigenvalues: eigenvalues + k * (2 * n * d * order + 4 * order ** 3) };
}

/** Bytes at the peak: those of the Gram matrices, R of every output, and in each worker R, its copies and the rows. */
export function accurateBytes(costs: EdjmCosts, outputsPerPass: number): number {
  const { samples: n, inputs: d, elementBytes, cores } = costs;
  const side = accurateSideOf(costs);
  const order = Math.min(n, d);
  const rows = side === "inputs" ? Math.min(unitSamples(d), n) : Math.min(1024, d);
  // As they are, as they are handed over, and in float64.
  const rowBytes = rows * order * (2 * elementBytes + 8);
  // As an argument, in the kernel's memory, as a result.
  const inWorkers = Math.min(cores, outputsPerPass) * (24 * order * order + rowBytes);
  return exactBytes(costs, side, outputsPerPass, n) + 8 * outputsPerPass * order * order + inWorkers;
}
