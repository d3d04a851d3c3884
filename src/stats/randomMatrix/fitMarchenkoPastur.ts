import { fail } from "../../base/index.ts";
import { type MarchenkoPastur, marchenkoPastur } from "./marchenkoPastur.ts";
import { largestEigenvalueBound } from "./tracyWidom.ts";

export interface MarchenkoPasturFit {
  /** Variance of the entries that would give this bulk. */
  readonly variance: number;
  /** Bulk of XᵀX (not divided by n), scaled with that variance. */
  readonly bulkEdges: readonly [number, number];
  /** The largest eigenvalue of a random matrix of this variance exceeds it with probability 0.01. */
  readonly threshold: number;
  /** Eigenvalues above the threshold. */
  readonly spikes: number;
  /** Largest distance between the distribution functions of the bulk and of the law. */
  readonly ksDistance: number;
  /** The law, of eigenvalues divided by the longer side. */
  readonly law: MarchenkoPastur;
}

/**
 * The Marchenko–Pastur law whose bulk has the median of these eigenvalues (as Gavish & Donoho 2014 estimate noise), and the
 * eigenvalues beyond its edge. Those are not of the bulk: they are taken out and the median taken anew until none is left,
 * so that a few spikes move nothing. Tolerance at the edge: {@link largestEigenvalueBound}.
 *
 * @param eigenvalues the min(rows, columns) eigenvalues of XᵀX or XXᵀ that are not zero for want of rows, in any order
 * @param tail probability of a spike where there is none; default 0.01
 * @param matrices how many matrices of this size have the eigenvalues together; default 1
 * @throws NetspectraError where their number is another, one is not finite, or the median is 0
 */
export function fitMarchenkoPastur(
  eigenvalues: ArrayLike<number>,
  rows: number,
  columns: number,
  tail = 0.01,
  matrices = 1,
): MarchenkoPasturFit {
  const [longer, shorter] = [Math.max(rows, columns), Math.min(rows, columns)];
  const sorted = Float64Array.from(eigenvalues).sort();
  const expected = shorter * matrices;
  if (sorted.length !== expected || !sorted.every(Number.isFinite)) {
    const count = sorted.length !== expected ? `${sorted.length} of them` : "one that is not finite";
    const each = matrices > 1 ? `each of ${matrices} ${rows}×${columns} matrices` : `a ${rows}×${columns} matrix`;
    failSpectrum(`${shorter} finite eigenvalues of ${each}`, count);
  }
  const unit = marchenkoPastur(shorter / longer);
  const bound = largestEigenvalueBound(rows, columns, 1, tail / matrices);
  let bulk = expected;
  for (;;) {
    const median = (sorted[(bulk - 1) >> 1]! + sorted[bulk >> 1]!) / 2;
    const variance = median / longer / unit.quantile(0.5);
    if (!(variance > 0)) return failSpectrum("a spectrum whose median is positive", `${median}`);
    const threshold = variance * bound;
    const inside = sorted.findLastIndex((value) => value <= threshold) + 1;
    if (inside >= bulk) {
      const law = marchenkoPastur(unit.ratio, variance);
      return {
        variance,
        bulkEdges: [law.edges[0] * longer, law.edges[1] * longer],
        threshold,
        spikes: expected - inside,
        ksDistance: distance(sorted.subarray(0, inside), longer, law),
        law,
      };
    }
    bulk = inside;
  }
}

function distance(sorted: Float64Array, longer: number, law: MarchenkoPastur): number {
  const steps = sorted.length;
  return sorted.reduce((largest, value, i) => {
    const model = law.cumulative(value / longer);
    return Math.max(largest, Math.abs(model - i / steps), Math.abs((i + 1) / steps - model));
  }, 0);
}

function failSpectrum(expected: string, got: string): never {
  return fail({ subject: "Marchenko–Pastur fit", expected, got });
}
