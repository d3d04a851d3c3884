import type { Tensor } from "../../base/index.ts";
import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { spectralScore } from "../../stats/index.ts";
import { kernelTask } from "../kernelTask.ts";
import type { ScoreEstimate } from "../scoreEstimate.ts";

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

/** What the EDJMs are whose rows come in. */
export interface SpectraOptions extends SessionOptions {
  /** Columns of the network's output, one EDJM each. */
  columns: readonly number[];
  /** d */
  inputs: number;
  type: "float32" | "float64";
  percentile: number;
  /** Samples of each group, n together. */
  groupSizes: readonly number[];
  /** Also compute the score of growing sets of groups. */
  curve: boolean;
}

export type Rows = Float32Array | Float64Array;

/** Samples that come together: some of one group. */
export interface Unit {
  /** Number of this unit, in the order of the whole run. */
  readonly index: number;
  readonly group: number;
  readonly count: number;
  /** Pass over the data, from 0. */
  readonly pass: number;
  /** The pass in which rows of this unit may be kept to the end, by those who need to keep rows. */
  readonly keptIn: number;
}

/**
 * What has been collected so far, by name: `7/…` is of output 7. A tensor under a name that ends with "!" never changes once
 * it is there; one that is not there any more is not needed any more.
 */
export type CollectedState = ReadonlyMap<string, Tensor>;

/** The same to be written: only what is asked for is put together. */
export type LazyState = ReadonlyMap<string, () => Tensor>;

/** Collects rows of several EDJMs, unit by unit, and yields their spectra without ever holding n·k·d (when n ≥ d). */
export interface SpectraAccumulator {
  /** Rows of a unit, one matrix (count × d, row-major) for each column. They are the caller's again when this is done. */
  add(columnRows: readonly Rows[], unit: Unit): Promise<void>;
  /** All that is collected, to be written before more rows are added. */
  state(): LazyState;
  /** Go on from a state: the same units then give the same numbers to the last bit. To be called before any `add`. */
  restore(state: CollectedState): void;
  /** Add what the same accumulator of other samples has collected; absent where that cannot be told from what is collected. */
  merge?(state: CollectedState): void | Promise<void>;
  finish(): Promise<EdjmSpectrum[]>;
  close(): Promise<void>;
}

/** The score from the Ritz values of Λ − A_g. */
export async function leftOutScore(
  platform: Platform,
  values: Float64Array,
  projected: Float64Array,
  m: number,
  samples: number,
  { inputs, percentile }: SpectraOptions,
): Promise<number | null> {
  const ritz = projected.map((value, i) => (i % (m + 1) === 0 ? values[i / (m + 1)]! : 0) - value);
  const { values: left } = await platform.call<SymmetricEigen>(kernelTask, ritz, m);
  return scoreOf(left, percentile, Math.min(samples, inputs));
}

/** @param count how many singular values there are in all */
export const scoreOf = (eigenvalues: Float64Array, percentile: number, count: number) =>
  spectralScore(roots(eigenvalues), percentile, count).score;

/** Singular values from the eigenvalues of a Gram matrix; rounding may have made the smallest slightly negative. */
export const roots = (eigenvalues: Float64Array) => eigenvalues.map((value) => Math.sqrt(Math.max(value, 0)));

/** How many leading ones of q values reach safely below their percentile. */
export const leadingCount = (q: number, percentile: number) => Math.ceil(1.2 * (1 - percentile / 100) * q) + 8;

export const sumOf = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
