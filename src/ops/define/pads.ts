import type { Builder, Value } from "../../graph/index.ts";
import { at } from "./axes.ts";

/** Zeros before and after `x` along one axis. */
export function padZeros(g: Builder, x: Value, axis: number, before: number, after: number): Value {
  if (before === 0 && after === 0) return x;
  const rank = x.shape.length;
  return g.op("Pad", [x, g.indices([...at(rank, axis, before), ...at(rank, axis, after)])]);
}

/** Elements `start` … `end` − 1 of `x` along one axis. */
export function crop(g: Builder, x: Value, axis: number, start: number, end: number): Value {
  return start === 0 && end === x.shape[axis] ? x : g.slice(x, [axis], [start], [end]);
}

/** `x` in the opposite order along one axis, whatever its size. */
export function reverse(g: Builder, x: Value, axis: number): Value {
  return g.slice(x, [axis], [largestIndex], [-largestIndex], [-1]);
}

/** "To the end", as exporters write it. */
export const largestIndex = 2 ** 31 - 1;
