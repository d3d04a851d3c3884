import type { AccuracyCounts } from "../accuracy.ts";
import type { CollectedState, EdjmSpectrum, LazyState } from "./accumulator.ts";

/** How far a run is: what comes next. */
export interface RunPosition {
  /** Which outputs: the first `outputsPerPass`, the next, … */
  readonly chunk: number;
  /** Which pass over the data for these outputs. */
  readonly pass: number;
  /** Which unit of samples. */
  readonly unit: number;
}

/** All that a run has brought so far, to be taken up again. */
export interface RunState<Collected = LazyState> {
  readonly position: RunPosition;
  /** Spectra of the outputs of earlier chunks. */
  readonly spectra: readonly EdjmSpectrum[];
  readonly accuracy: AccuracyCounts;
  /** Σ over samples of |∂ output / ∂ x|, all outputs × d. */
  readonly absoluteGradientSums: Float64Array;
  /** What is collected of the outputs of this chunk. */
  readonly collected: Collected;
}

/** Keeps what a long run has brought. */
export interface RunKeeper {
  /** What an earlier, interrupted run has left. */
  load(): Promise<RunState<CollectedState> | undefined>;
  /** Called after each unit; it decides by itself whether enough time has gone by. */
  offer(state: RunState): Promise<void>;
}
