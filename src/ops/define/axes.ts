import { fail, formatShape, normalizeAxis, type Shape } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";
import { followedNumbers } from "./followed.ts";

/** Axes from an operand, counted from the front, ascending. @throws NetspectraError when an axis is named twice. */
export function axesOf(subject: string, axes: ValueType, rank: number): readonly number[] {
  const list = followedNumbers(subject, "axes", axes).map((axis) => normalizeAxis(axis, rank));
  if (new Set(list).size !== list.length) fail({ subject, expected: "different axes", got: `axes ${list}` });
  return list.toSorted((a, b) => a - b);
}

/** 0 … rank − 1 */
export const allAxes = (rank: number): readonly number[] => Array.from({ length: rank }, (_, axis) => axis);

/** Zeros, but for `value` at `axis`: for pads. */
export const at = (rank: number, axis: number, value: number): readonly number[] =>
  allAxes(rank).map((i) => (i === axis ? value : 0));

/** The size of an axis as a number. @throws NetspectraError where it is the batch. */
export function sizeAt(subject: string, shape: Shape, axis: number): number {
  const size = shape[axis];
  return typeof size === "number"
    ? size
    : fail({ subject, expected: `a known size at axis ${axis}`, got: `shape ${formatShape(shape)}` });
}
