import type { BinnedInformation, InformationBounds } from "../../stats/index.ts";
import type { Common } from "../common.ts";

/**
 * Why bounds are null, or what they are worth. "constant": no activation varies, so that there is no information at any noise;
 * "saturated": the upper bound is within a hundredth of log₂ n, the most that n samples can show; "too-large": the layer's activations
 * do not fit into memory.
 */
export type InformationStatus = "ok" | "constant" | "saturated" | "too-large";

/** Bounds at one noise. */
export interface NoiseLevel extends InformationBounds {
  /** σ² */
  readonly noise: number;
}

/** Columns of artemyk/ibsgd, by its names, in bits. */
export interface IbsgdColumns {
  readonly H_M_upper: number;
  readonly H_M_lower: number;
  readonly MI_XM_upper: number;
  readonly MI_XM_lower: number;
  readonly MI_YM_upper: number | null;
  readonly MI_YM_lower: number | null;
  readonly MI_XM_bin: number;
  readonly MI_YM_bin: number | null;
}

/** What a layer tells of the samples, in bits. */
export interface InformationLayer {
  /** Name of the tensor. */
  readonly layer: string;
  readonly operator: string;
  readonly shape: readonly number[];
  readonly units: number;
  /** σ²; null where it is a share of no variance. */
  readonly noise: number | null;
  /** Mean variance of the units over the samples. */
  readonly unitVariance: number | null;
  readonly inputUpper: number | null;
  readonly inputLower: number | null;
  readonly labelUpper: number | null;
  readonly labelLower: number | null;
  readonly labelUpperRigorous: number | null;
  readonly labelLowerRigorous: number | null;
  readonly binned: (BinnedInformation & { readonly size: number }) | null;
  readonly status: InformationStatus;
  /** The bounds at other noises, ascending. */
  readonly sweep?: readonly NoiseLevel[];
  readonly ibsgd?: IbsgdColumns;
}

/** Bounds on the information of the layers of a network around samples. */
export interface InformationResult extends Common {
  readonly analysis: "information";
  /** log₂ n: no bound is above. */
  readonly maximum: number;
  /** Entropy of the labels; null without labels. */
  readonly labelEntropy: number | null;
  /** Why the bounds of the label are what they are. */
  readonly labelStatus: "ok" | "no-labels" | "one-class";
  readonly compat?: "ibsgd";
  readonly layers: readonly InformationLayer[];
}
