import type { PowerLawReport } from "../../stats/index.ts";
import type { Common } from "../common.ts";
import type { GramSide } from "../edjm/edjmOptions.ts";
import type { RandomComparison } from "./compareWithRandom.ts";
import type { DensityMethod } from "./densityOptions.ts";
import type { DensityPlan } from "./densitySettings.ts";

export interface DensityResult extends Common {
  readonly analysis: "density";
  /** "zero": all derivatives are 0. "partial": the largest eigenvalues alone were computed; "estimated": a density, too. */
  readonly status: "ok" | "zero" | "partial" | "estimated";
  /** What was differentiated: "probabilities", "logits", or the name of a tensor. */
  readonly output: string;
  /** n */
  readonly rows: number;
  /** k·d */
  readonly columns: number;
  /** d */
  readonly inputs: number;
  /** Columns of the output that were asked for: k of them. */
  readonly outputs: readonly number[];
  readonly method: DensityMethod;
  /** Which Gram matrix was formed; null where none was. */
  readonly side: GramSide | null;
  /** "samples": all of the following is of 𝒥ᵀ𝒥/n. */
  readonly normalise: "none" | "samples";
  /** Of 𝒥ᵀ𝒥, descending: min(n, k·d) of them, or the largest. */
  readonly eigenvalues: readonly number[];
  /** How far off each may be; absent for exact ones. */
  readonly errors?: readonly number[];
  readonly computed: number;
  /** Σ of all eigenvalues, which is ‖𝒥‖²_F. */
  readonly trace: number;
  readonly lambdaMax: number;
  readonly rankTolerance: number;
  /** #{λ > rankTolerance · λmax}; null where not all eigenvalues were computed, as the next ones. */
  readonly hardRank: number | null;
  /** k·d − hardRank. */
  readonly zeroEigenvalues: number | null;
  /** Σλ/λmax; null where all are 0. */
  readonly stableRank: number | null;
  readonly effectiveRank: number | null;
  /** Half of a 95 % interval around an effective rank that is estimated, over random vectors. */
  readonly effectiveRankError?: number | null;
  /** What an estimate comes from. */
  readonly density?: EigenvalueDensity;
  readonly fit: PowerLawReport;
  readonly diagonal: DensityDiagonal;
  /** Absent where not all eigenvalues were computed. */
  readonly random?: RandomComparison;
  readonly shuffled?: ShuffledDensity;
  readonly plan: DensityPlan;
}

/** A spectral density by quadrature, as plain numbers. */
export interface EigenvalueDensity {
  /** min(n, k·d) */
  readonly order: number;
  /** Estimates of eigenvalues, descending; the first `converged` are eigenvalues. */
  readonly nodes: readonly number[];
  readonly converged: number;
  /** For each probe the weights of the nodes. */
  readonly weights: readonly (readonly number[])[];
}

/** c_a = Σᵢ 𝒥_{ia}², the diagonal of 𝒥ᵀ𝒥. */
export interface DensityDiagonal {
  readonly max: number;
  /** Position of the largest: output and element of the input; null where all are 0. */
  readonly largest: { readonly output: number; readonly input: number } | null;
  /** Entries that are exactly 0. */
  readonly zeros: number;
  /** Σ c_a² / ‖𝒥ᵀ𝒥‖²_F: 1 for a diagonal matrix; null where not all eigenvalues were computed, or all are 0. */
  readonly dominance: number | null;
  readonly fit: PowerLawReport;
  /** k·d, output by output. Kept apart from the JSON. */
  readonly entries: Float64Array;
  /** d: summed over outputs. Kept apart from the JSON. */
  readonly byInput: Float64Array;
}

/** The same entries in random order. */
export interface ShuffledDensity {
  readonly lambdaMax: number;
  readonly stableRank: number | null;
  readonly effectiveRank: number | null;
  readonly fit: PowerLawReport;
  readonly random: RandomComparison;
  /** Descending. Kept apart from the JSON. */
  readonly eigenvalues: Float64Array;
}
