import type { SessionOptions } from "../../platform/index.ts";

export interface CorrelationOptions extends SessionOptions {
  /** `probabilities` (default), `logits`, or the name of a tensor. */
  output?: string;
  /** Columns of the output; default all. */
  outputs?: readonly number[];
  /** Samples per run of the network. */
  batch?: number;
  /** Bytes that the whole process may use, as far as they can be foreseen (default 2 GiB). */
  memory?: number;
  /** Results of other networks that are held meanwhile: each takes two matrices of n × n. Default 0. */
  held?: number;
  /** Nothing is random here; the seed is recorded. */
  seed?: number;
}
