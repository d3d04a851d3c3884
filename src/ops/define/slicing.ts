import { type Dimension, fail, normalizeAxis, type Shape } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";
import { allAxes } from "./axes.ts";
import { followed, followedNumbers } from "./followed.ts";
import { largestIndex } from "./pads.ts";

/** What a slice takes along one axis: `size` elements from `start` (counted from the front) in steps of `step`. */
export interface SlicedAxis {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly size: Dimension;
}

export interface SliceOperands {
  readonly starts: ValueType;
  readonly ends: ValueType;
  readonly axes?: ValueType | undefined;
  readonly steps?: ValueType | undefined;
}

/** The axes that a Slice touches. @throws NetspectraError for bounds from data, and for part of the batch axis. */
export function slicedAxes(shape: Shape, { starts, ends, axes, steps }: SliceOperands): readonly SlicedAxis[] {
  const [from, to] = [followed("Slice", "starts", starts), followed("Slice", "ends", ends)];
  const list = axes ? followedNumbers("Slice", "axes", axes) : allAxes(from.length);
  const strides = steps ? followedNumbers("Slice", "steps", steps) : from.map(() => 1);
  if (from.length !== to.length || list.length !== from.length || strides.length !== from.length) {
    fail({ subject: "Slice", expected: "as many ends, axes and steps as starts", got: "different numbers of them" });
  }
  return list.map((given, i) => {
    const axis = normalizeAxis(given, shape.length);
    const step = strides[i]!;
    if (step === 0) fail({ subject: "Slice", expected: "steps that are not 0", got: "0" });
    return { axis, step, ...rangeOf(shape[axis]!, from[i]!, to[i]!, step) };
  });
}

function rangeOf(size: Dimension, from: Dimension, to: Dimension, step: number): { start: number; size: Dimension } {
  if (typeof size === "string") return symbolicRange(size, from, to, step);
  if (typeof from === "string" || typeof to === "string") {
    return fail({ subject: "Slice", expected: `bounds within an axis of ${size} elements`, got: `${from} to ${to}` });
  }
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (index: number, least: number) => Math.min(highest, Math.max(least, index < 0 ? index + size : index));
  const start = clamp(from, 0);
  return { start, size: Math.max(0, Math.ceil((clamp(to, lowest) - start) / step)) };
}

/** Of an axis whose size is a symbol: all of it, in either direction, or its first or last element. */
function symbolicRange(size: string, from: Dimension, to: Dimension, step: number): { start: number; size: Dimension } {
  const toEnd = to === size || (typeof to === "number" && to >= largestIndex);
  if (step === 1 && from === 0 && toEnd) return { start: 0, size };
  if (step === 1 && from === 0 && to === 1) return { start: 0, size: 1 };
  if (step === 1 && from === -1 && toEnd) return { start: -1, size: 1 };
  const fromEnd = from === -1 || (typeof from === "number" && from >= largestIndex);
  if (step === -1 && fromEnd && typeof to === "number" && to <= -largestIndex) return { start: -1, size };
  return fail({
    subject: "Slice",
    expected: `all of the axis of size ${size}`,
    got: `${from} to ${to} in steps of ${step}`,
    todo: "Samples of a batch cannot be picked apart.",
  });
}
