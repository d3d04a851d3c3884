import type { SymmetricEigen } from "../kernels/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { spectralScore } from "../stats/index.ts";
import { kernelTask } from "./kernelTask.ts";
import type { ScoreEstimate } from "./scoreEstimate.ts";

/** Singular values of one EDJM, and its score with each group of samples left out. */
export interface EdjmSpectrum {
  /** Descending, min(n, d) of them, or the largest where fewer are asked for. */
  readonly singularValues: Float64Array;
  /** How far off each may be, from methods that say so. */
  readonly errors?: Float64Array;
  /** The score as a density has it, from methods that know nothing better of the values that are not there. */
  readonly estimate?: ScoreEstimate;
  /** The spectral density of EᵀE, or EEᵀ where that is smaller, that the estimate comes from. */
  readonly density?: EdjmDensity;
  /** Scores without group g; empty when there is only one group. */
  readonly leftOutScores: readonly (number | null)[];
  /** Scores of the first 1, 2, … groups; empty unless asked for. */
  readonly curve: readonly (number | null)[];
}

/** A spectral density by quadrature. */
export interface EdjmDensity {
  /** q = min(n, d): how many eigenvalues there are. */
  readonly order: number;
  /** Estimates of eigenvalues σ², descending; the first `converged` are eigenvalues, once each. */
  readonly nodes: Float64Array;
  readonly converged: number;
  /** For each probe the weights of the nodes, with sum 1, as they came. */
  readonly weights: readonly Float64Array[];
}

export interface SpectraOptions extends SessionOptions {
  percentile: number;
  /** Samples of each group. */
  groupSizes: readonly number[];
  /** Also compute the score of growing sets of groups. */
  curve: boolean;
}

/** Collects rows of several EDJMs, group by group, and yields their spectra without ever holding n·k·d (when n ≥ d). */
export interface SpectraAccumulator {
  add(columnRows: readonly (Float32Array | Float64Array)[], count: number): Promise<void>;
  /** To be called after the last rows of each group. */
  endGroup(): Promise<void>;
  finish(): Promise<EdjmSpectrum[]>;
  close(): Promise<void>;
}

/** Rows gathered before they are multiplied: the product of fewer would be dominated by copying its result. */
export const flushRows = 1024;

/** The score from the Ritz values of Λ − A_g. */
export async function leftOutScore(
  platform: Platform,
  values: Float64Array,
  projected: Float64Array,
  m: number,
  samples: number,
  d: number,
  { percentile }: SpectraOptions,
): Promise<number | null> {
  const ritz = projected.map((value, i) => (i % (m + 1) === 0 ? values[i / (m + 1)]! : 0) - value);
  const { values: left } = await platform.call<SymmetricEigen>(kernelTask, ritz, m);
  return scoreOf(left, percentile, Math.min(samples, d)).score;
}

export const scoreOf = (eigenvalues: Float64Array, percentile: number, count = eigenvalues.length) =>
  spectralScore(roots(eigenvalues), percentile, count);

/** Singular values from the eigenvalues of a Gram matrix; rounding may have made the smallest slightly negative. */
export const roots = (eigenvalues: Float64Array) => eigenvalues.map((value) => Math.sqrt(Math.max(value, 0)));

/** How many leading ones of q values reach safely below their percentile. */
export const leadingCount = (q: number, percentile: number) => Math.ceil(1.2 * (1 - percentile / 100) * q) + 8;
