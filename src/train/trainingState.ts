import { sizeOf, type Tensor } from "../base/index.ts";
import type { StateTensor } from "./trainingGraph.ts";

/** Parameters, running statistics and the optimiser's memory, by name. */
export type TrainingState = ReadonlyMap<string, Tensor>;

/** The state before the first step. */
export function initialState(tensors: readonly StateTensor[]): TrainingState {
  return new Map(tensors.map((tensor) => [tensor.name, tensor.first()]));
}

/** What inference needs of a state: parameters and running statistics. The arrays are shared, not copied. */
export function networkState(tensors: readonly StateTensor[], state: TrainingState): TrainingState {
  const kept = tensors.filter(({ role }) => role !== "optimiser");
  return new Map(kept.map(({ name }) => [name, state.get(name)!]));
}

/** A state with arrays of its own; runs take over those that they are given. */
export function copyState(state: TrainingState): TrainingState {
  return new Map([...state].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() } as Tensor]));
}

/** Number of trained parameters. */
export function countParameters(tensors: readonly StateTensor[]): number {
  return tensors.reduce((total, { role, shape }) => total + (role === "parameter" ? sizeOf(shape) : 0), 0);
}
