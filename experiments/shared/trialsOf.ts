import type { Cell, CellResult } from "netspectra/experiments";
import type { Trials } from "./judge.ts";

/** The cells that have these values of their axes. */
export function cellsWith<C extends Cell>(
  results: readonly CellResult<C>[],
  where: Partial<C>,
): readonly CellResult<C>[] {
  return results.filter(({ cell }) => Object.entries(where).every(([axis, value]) => cell[axis] === value));
}

/** A measure of the cells that have these values of their axes: one number for each trial. */
export function trialsOf<C extends Cell>(
  results: readonly CellResult<C>[],
  where: Partial<C>,
  measure: string,
): Trials {
  return cellsWith(results, where).map(({ measures }) => measures[measure]);
}
