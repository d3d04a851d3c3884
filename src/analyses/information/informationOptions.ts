import type { ActivationStreamOptions } from "../activations/index.ts";
import type { Noise } from "./noise.ts";

export interface InformationOptions extends ActivationStreamOptions {
  /** Names of tensors; default: every activation. */
  layers?: readonly string[];
  /** Variance of the noise on every unit: σ², or a multiple of the layer's mean unit variance. Default σ² = 0.1. */
  noise?: Noise;
  /** Also the bounds at 4⁻⁶ … 4⁶ times that variance, at little cost. Default true. */
  sweep?: boolean;
  /** Width of the bins of the estimator beside the bounds. Default 0.5. */
  binSize?: number;
  /** Also that tool's columns. */
  compat?: "ibsgd";
  /** Bytes that the whole process may use, as far as they can be foreseen (default 2 GiB). */
  memory?: number;
  /** Nothing is random here; the seed is recorded. */
  seed?: number;
}
