import type { SessionOptions } from "../../platform/index.ts";
import type { MatrixFreeMethod } from "../matrixFreeSide.ts";

/** How singular values are found. */
export type EdjmMethod = "exact" | MatrixFreeMethod;

/** Which Gram matrix an exact method forms: EᵀE (d × d) or EEᵀ (n × n). */
export type GramSide = "inputs" | "samples";

export interface EdjmOptions extends SessionOptions {
  /** `logits` (default), `probabilities`, or the name of a tensor. */
  output?: string;
  /** Columns of the output; default all. */
  outputs?: readonly number[];
  /** Singular values above this percentile count for the score (default 90). */
  epsilonPercentile?: number;
  /** Groups of the jackknife for the score's interval (default 10; 1 for none). */
  groups?: number;
  /** Also compute the score around growing parts of the data. */
  curve?: boolean;
  /** Samples per run of the network. */
  batch?: number;
  /** Bytes that the whole process may use, as far as they can be foreseen (default 2 GiB). */
  memory?: number;
  /**
   * "exact": all singular values. "lanczos": the largest ones, by products with the Jacobian alone. "randomized": the same by
   * a few passes over the data, with wider errors. "slq": their density by stochastic Lanczos quadrature, and from it an
   * estimate of the score with its error. Default: exact where it fits into the memory, else lanczos.
   */
  method?: EdjmMethod;
  /**
   * Singular values good to about n ε σmax, from the rows themselves by streamed QR, where Gram matrices lose what lies below
   * 1e-6 σmax. Always on the smaller side, with all rows kept where samples are fewer than inputs. Default: no.
   */
  accurate?: boolean;
  /** Which Gram matrix an exact method forms. Default: the one that takes less time, among those that fit. */
  side?: GramSide;
  /** Outputs whose matrices are summed in one pass over the data. Default: as many as fit into the memory. */
  outputsPerPass?: number;
  /** Samples whose rows are kept in one pass over the data, on the side of the samples. Default: as many as fit. */
  samplesPerPass?: number;
  /** How many of the largest singular values, for methods that are not exact; default: as many as the score needs, 100 at most. */
  values?: number;
  /** "slq": random vectors, and Lanczos steps for each. */
  probes?: number;
  steps?: number;
  seed?: number;
  /** Keep what has been computed in a folder, every so many seconds: the same call goes on from there. Default: not at all. */
  checkpoint?: { readonly folder: string; readonly seconds: number };
}
