import type { Common } from "../common.ts";
import type { LossName } from "../sampleLoss.ts";
import type { HessianMethod } from "./hessianOptions.ts";
import type { HessianPlan } from "./hessianPlan.ts";
import type { NegativePart } from "./negativePart.ts";

/** A spectrum of a Hessian, exact or estimated from products with vectors. */
export interface HessianSpectrum {
  readonly method: HessianMethod;
  /** All of them, descending; or the largest. By the input: the largest of each sample. */
  readonly eigenvalues: readonly number[];
  /** How far each of them may be off; absent for the whole matrix. */
  readonly errors?: readonly number[];
  /** The smallest ones, descending; absent for the whole matrix. */
  readonly smallest?: readonly number[];
  readonly smallestErrors?: readonly number[];
  /** Whether these errors hold with probability 0.99 whatever the matrix, or presume that no eigenvalue was missed. */
  readonly errorsVerified?: boolean;
  /** "stopped": the products for the ends of the spectrum were spent before the errors were small. */
  readonly ends?: "converged" | "stopped";
  readonly lambdaMax: number;
  readonly lambdaMin: number;
  readonly trace: number;
  /** Standard error over random vectors. */
  readonly traceError?: number | null;
  /** Null where only the ends were computed, as the next ones. */
  readonly negative: NegativePart | null;
  /** See `spectralSymmetry`: 1 for a spectrum that is symmetric about zero, 0 for one of one sign. */
  readonly symmetry: number | null;
  readonly symmetryError?: number | null;
  /** See `spectralRoughness`: 1 for one hill. */
  readonly roughness: number | null;
  readonly roughnessError?: number | null;
  readonly density: HessianDensity | null;
  /** Of the whole matrix before it was made symmetric: max |H − Hᵀ| / max |H|. */
  readonly asymmetry?: number;
  /** Products with one vector that were spent, by what they were for. */
  readonly products?: Readonly<Record<string, number>>;
}

/** Density of the eigenvalues on a grid, and what it was made of. */
export interface HessianDensity {
  readonly grid: readonly number[];
  /** It integrates to 1. */
  readonly density: readonly number[];
  /** Standard error over the probes (over the samples, for the input), point by point. */
  readonly standardError: readonly number[];
  /** Standard deviation of the Gaussian that stands for each node. */
  readonly kernel: number;
  /** How many eigenvalues the density is of. */
  readonly eigenvalues: number;
  /** For each probe its nodes, descending, and their weights, with sum 1. Of the whole matrix: the eigenvalues. Empty for the input. */
  readonly nodes: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
}

export interface HessianResult extends Common, HessianSpectrum {
  readonly analysis: "hessian";
  /** "zero": the matrix is 0. "partial": the ends alone. "estimated": from products with vectors. */
  readonly status: "ok" | "zero" | "partial" | "estimated";
  readonly of: "hessian" | "gauss-newton";
  /** The name of the loss. */
  readonly lossFunction: LossName;
  /** Its mean over the samples. */
  readonly loss: number;
  readonly wrt: "parameters" | "input";
  /** Order of the matrix: parameters that were differentiated by, or elements of an input. */
  readonly parameters: number;
  /** Their tensors; empty for the input. */
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly precision: "float32" | "float64";
  /** Where every sample has a Hessian of its own; the spectrum is then the mean of theirs. */
  readonly samples?: readonly SampleHessian[];
  readonly plan: HessianPlan;
  /** The same by the names of another tool. */
  readonly pyhessian?: PyhessianColumns;
}

/** One sample's Hessian by the input. */
export interface SampleHessian {
  readonly sample: number;
  readonly lambdaMax: number;
  readonly lambdaMin: number;
  readonly trace: number;
  readonly negative: { readonly count: number; readonly fraction: number; readonly mass: number } | null;
}

/** What PyHessian's methods of the same names return. */
export interface PyhessianColumns {
  readonly eigenvalues: readonly number[];
  /** Estimates vᵀHv, one for each random vector; PyHessian's users take the mean. */
  readonly trace: readonly number[];
  readonly density_eigen: readonly (readonly number[])[];
  readonly density_weight: readonly (readonly number[])[];
  /** Where PyHessian's own numbers would differ, and why. */
  readonly corrected: readonly string[];
}
