import type { Builder, Value } from "../../graph/index.ts";

/** One parameter at one step, as values of the graph. */
export interface Update {
  readonly parameter: Value;
  /** ∂ objective / ∂ parameter. */
  readonly gradient: Value;
  /** What the optimiser remembers of this parameter, by the names in `state`; each has the parameter's shape. */
  readonly state: Readonly<Record<string, Value>>;
  /** Numbers of this step, by the names that `scalars` gives: float32 scalars. */
  readonly scalars: Readonly<Record<string, Value>>;
}

/** The parameter and what is remembered of it after the step. */
export interface Updated {
  readonly parameter: Value;
  readonly state: Readonly<Record<string, Value>>;
}

/** An optimiser as a graph, with its numbers filled in. */
export interface Optimiser {
  /** Names of what it remembers of each parameter; all start at 0. */
  readonly state: readonly string[];
  /** Numbers that change from step to step, computed on the host in float64, as PyTorch does; steps count from 1. */
  scalars(learningRate: number, step: number): Readonly<Record<string, number>>;
  update(g: Builder, update: Update): Updated;
}
