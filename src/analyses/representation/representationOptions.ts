import type { DeadReading } from "../../stats/index.ts";
import type { ActivationStreamOptions, ConvolutionReading } from "../activations/index.ts";

export interface RepresentationOptions extends ActivationStreamOptions {
  /** Names of tensors; default: every activation. */
  layers?: readonly string[];
  /**
   * Which activations amplitude, covariance and correlation are of: `positive` (default; of a pair, the samples on which both
   * are), or `all`.
   */
  activations?: "positive" | "all";
  /** When a unit is dead: `zero` on all samples (default), or never positive. */
  dead?: DeadReading;
  /** Units of layers with positions: channels over positions (default), or each element a unit. */
  convolution?: ConvolutionReading;
  /** Also the characteristics of the samples of each class, and their means. */
  classWise?: boolean;
  /** Bytes that the whole process may use, as far as they can be foreseen (default 2 GiB). */
  memory?: number;
  /** Nothing is random here; the seed is recorded. */
  seed?: number;
}
