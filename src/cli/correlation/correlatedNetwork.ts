import type { CorrelationAlignment, CorrelationResult } from "../../analyses/index.ts";

/** One network's result, with what figures and tables need beside it. */
export interface CorrelatedNetwork {
  /** Short name, different from the others'. */
  readonly name: string;
  readonly result: CorrelationResult;
  /** Class of each sample, and the names of classes. */
  readonly labels?: Int32Array | undefined;
  readonly classes?: readonly string[] | undefined;
}

/** How alike two of the networks are. */
export interface Comparison extends CorrelationAlignment {
  readonly networks: readonly [string, string];
}
