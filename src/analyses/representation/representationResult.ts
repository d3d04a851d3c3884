import type { CovarianceRanks, RepresentationStatistics } from "../../stats/index.ts";
import type { ConvolutionReading } from "../activations/index.ts";
import type { Common } from "../common.ts";
import type { RepresentationOptions } from "./representationOptions.ts";

/**
 * Why some characteristics are null: "dead": all activations are 0; "constant": none varies; "one-sample"; "one-unit": there
 * are no pairs; "no-pairs": no two units are positive together on two samples.
 */
export type RepresentationStatus = "ok" | "dead" | "constant" | "one-sample" | "one-unit" | "no-pairs";

/** The characteristics of activations. */
export interface Characteristics extends RepresentationStatistics, CovarianceRanks {
  /** Of the covariance, descending; none is negative. */
  readonly eigenvalues: Float64Array;
  readonly status: RepresentationStatus;
}

/** Those of the samples of one class. */
export interface ClassCharacteristics extends Characteristics {
  /** The label. */
  readonly class: number;
  readonly samples: number;
}

/** Means over the classes; null where no class has a number. */
export interface ClassWiseMeans {
  readonly activationAmplitude: number | null;
  readonly covariance: number | null;
  readonly correlation: number | null;
  readonly variance: number | null;
  readonly sparsity: number | null;
  readonly deadUnit: number | null;
  readonly rank: number | null;
}

/** The representation that one layer makes. */
export interface RepresentationLayer extends Characteristics {
  /** Name of the tensor. */
  readonly layer: string;
  readonly operator: string;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  readonly units: number;
  /** Rows that each sample gives; more than 1 where channels are units. */
  readonly positions: number;
  /** What amplitude, covariance and correlation are of. */
  readonly activations: "positive" | "all";
  readonly classWise?: ClassWiseMeans;
  readonly classes?: readonly ClassCharacteristics[];
}

/** Characteristics of the representations of a network around samples. */
export interface RepresentationResult extends Common {
  readonly analysis: "representation";
  readonly activations: "positive" | "all";
  readonly dead: NonNullable<RepresentationOptions["dead"]>;
  readonly convolution: ConvolutionReading;
  readonly layers: readonly RepresentationLayer[];
}
