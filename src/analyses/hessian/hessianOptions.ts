import type { SessionOptions } from "../../platform/index.ts";
import type { LossName } from "../sampleLoss.ts";

/** "exact": the whole matrix; "slq": both ends, density and trace from products with vectors; "lanczos": the ends alone. */
export type HessianMethod = "exact" | "slq" | "lanczos";

export interface HessianOptions extends SessionOptions {
  /** Of the logits on the labels, mean over the samples. Default "cross-entropy". */
  loss?: LossName;
  /** The parameters (default), or the input: then every sample has a Hessian of its own. */
  wrt?: "parameters" | "input";
  /** Parameters of these layers alone, or parameters by their names. Default: all. */
  layers?: readonly string[];
  /** The Gauss–Newton matrix, the Hessian without the curvature of the network itself. Default false. */
  gaussNewton?: boolean;
  /** Default: exact up to 5,000 parameters, else slq. */
  method?: HessianMethod;
  /** Of the network's arithmetic. Default: float64 where the whole matrix is computed, else float32. */
  precision?: "float32" | "float64";
  /** How many of the largest eigenvalues, and of the smallest, without the whole matrix (default 10 and 10). */
  values?: number;
  smallest?: number;
  /** Random vectors for the density, and Lanczos steps for each (default 10 and 80). */
  probes?: number;
  steps?: number;
  /** Products with one vector for the trace (default 99). */
  traceProducts?: number;
  /** Products with one vector for the ends of the spectrum, at most (default 400). */
  mostProducts?: number;
  /** Definitions and defaults of another tool. */
  compat?: "pyhessian";
  /** Samples per run of the network. */
  batch?: number;
  /** Bytes that the whole process may use, as far as they can be foreseen (default 2 GiB). */
  memory?: number;
  seed?: number;
}
