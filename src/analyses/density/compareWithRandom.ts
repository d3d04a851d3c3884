import { NetspectraError } from "../../base/index.ts";
import {
  fitMarchenkoPastur,
  freeCumulants,
  largestEigenvalueBound,
  marchenkoPastur,
  marchenkoPasturCumulants,
} from "../../stats/index.ts";

/** Where eigenvalues of XᵀX lie for independent entries of a variance, and which of a spectrum lie above. */
export interface RandomBulk {
  readonly variance: number;
  readonly bulkEdges: readonly [number, number];
  /** The largest eigenvalue of such a matrix exceeds it with probability 0.01. */
  readonly threshold: number;
  /** Eigenvalues above the threshold. */
  readonly spikes: number;
}

/** The law whose bulk has the median of the spectrum, and how far it is from the bulk; or why there is none. */
export type FittedBulk =
  | (RandomBulk & { readonly status: "ok"; readonly ksDistance: number })
  | { readonly status: "degenerate"; readonly reason: string };

/** κ₁ … κ₄ of the whole spectrum, zeros included. */
export type Cumulants = readonly [number, number, number, number];

export interface RandomComparison {
  /** A Gaussian matrix with entries of the same mean square; null where all entries are 0. */
  readonly gaussian: (RandomBulk & { readonly freeCumulants: Cumulants }) | null;
  /** The Marchenko–Pastur law fitted to the bulk. */
  readonly bulk: FittedBulk;
  readonly freeCumulants: Cumulants;
}

/** Chance that a random matrix has an eigenvalue above the threshold. */
const tail = 0.01;

/**
 * A spectrum of 𝒥ᵀ𝒥 beside that of a Gaussian matrix with entries of the same mean square (Marchenko & Pastur 1967, edge
 * with the tolerance of Johnstone 2001), beside the law fitted to its bulk, and free cumulants of both.
 *
 * @param eigenvalues all min(rows, columns), descending
 * @param rounding values at or below this multiple of the largest count as 0
 */
export function compareWithRandom(
  eigenvalues: Float64Array,
  rows: number,
  columns: number,
  rounding: number,
): RandomComparison {
  const floor = rounding * (eigenvalues[0] ?? 0);
  const cleared = eigenvalues.map((value) => (value > floor ? value : 0));
  const whole = new Float64Array(columns);
  whole.set(cleared.subarray(0, columns));
  const mean = whole.reduce((sum, value) => sum + value, 0) / columns;
  return {
    gaussian: mean > 0 ? gaussianCase(cleared, rows, columns, mean) : null,
    bulk: fittedBulk(cleared, rows, columns),
    freeCumulants: freeCumulants(whole),
  };
}

/** @param mean of all eigenvalues of 𝒥ᵀ𝒥, which is rows · variance */
function gaussianCase(eigenvalues: Float64Array, rows: number, columns: number, mean: number) {
  const variance = mean / rows;
  const [longer, shorter] = [Math.max(rows, columns), Math.min(rows, columns)];
  const [low, high] = marchenkoPastur(shorter / longer, variance).edges;
  const threshold = largestEigenvalueBound(rows, columns, variance, tail);
  return {
    variance,
    bulkEdges: [low * longer, high * longer] as const,
    threshold,
    spikes: eigenvalues.reduce((count, value) => count + Number(value > threshold), 0),
    // 𝒥ᵀ𝒥/n has the cumulants of variance v; a factor n goes in with each order.
    freeCumulants: marchenkoPasturCumulants(columns / rows, mean),
  };
}

function fittedBulk(eigenvalues: Float64Array, rows: number, columns: number): FittedBulk {
  if (eigenvalues.length < 2) return { status: "degenerate", reason: "a single eigenvalue is no bulk" };
  try {
    const fit = fitMarchenkoPastur(eigenvalues, rows, columns, tail);
    const { variance, bulkEdges, threshold, spikes, ksDistance } = fit;
    return { status: "ok", variance, bulkEdges, threshold, spikes, ksDistance };
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
    const positive = eigenvalues.reduce((count, value) => count + Number(value > 0), 0);
    const reason =
      2 * positive <= eigenvalues.length
        ? "half of the eigenvalues or more are 0"
        : "taking out what lies beyond an edge leaves half zeros, since the eigenvalues fall off steeply over their whole range";
    return { status: "degenerate", reason };
  }
}
