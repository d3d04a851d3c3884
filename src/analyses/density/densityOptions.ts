import type { SessionOptions } from "../../platform/index.ts";
import type { EdjmMethod, GramSide } from "../edjm/edjmOptions.ts";

/** How eigenvalues are found: all of them, or by products with the Jacobian alone: the largest, or ("slq") their density. */
export type DensityMethod = EdjmMethod;

export interface DensityOptions extends SessionOptions {
  /** `probabilities` (default), `logits`, or the name of a tensor. */
  output?: string;
  /** Columns of the output; default all. */
  outputs?: readonly number[];
  /** "samples": eigenvalues and diagonal are divided by n. Default "none". */
  normalise?: "none" | "samples";
  /** Eigenvalues above this multiple of the largest count for the hard rank, and are fitted (default 1e-12). */
  rankTolerance?: number;
  /** Replicates behind each interval, and as many behind each p-value (default 200); 0 for neither. */
  replicates?: number;
  /** Also the spectrum of the same entries in random order (by `seed`): all of them are held. Default: no. */
  shuffled?: boolean;
  /** Default: exact where it fits into the memory, else lanczos. */
  method?: DensityMethod;
  /** Which Gram matrix: "inputs" (k·d × k·d) or "samples" (n × n). Default: the one that takes less time, among those that fit. */
  side?: GramSide;
  /** Samples whose rows are kept in one pass over the data, on the side of the samples. Default: as many as fit. */
  samplesPerPass?: number;
  /** How many of the largest eigenvalues, for "lanczos" and "randomized" (default 100). */
  values?: number;
  /** "slq": random vectors, and Lanczos steps for each (default 10 and 30). */
  probes?: number;
  steps?: number;
  /** Samples per run of the network. */
  batch?: number;
  /** Bytes that the whole process may use, as far as they can be foreseen (default 2 GiB). */
  memory?: number;
  seed?: number;
}
