import { checkComputed, type Dimension, multiplyDimensions, sizeOf, tensorOf } from "../../base/index.ts";
import { type Builder, int, type Value } from "../../graph/index.ts";
import type { Window } from "./window.ts";

/** The taps of a window in row-major order: [0, 0], [0, 1], … */
export function taps(kernel: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: checkComputed("a window", ...kernel) }, (_, flat) => {
    const tap: number[] = [];
    let rest = flat;
    for (const size of kernel.toReversed()) {
      tap.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    return tap;
  });
}

/** Zeros around the last axes of `x`. */
export function padSpatial(g: Builder, x: Value, begin: readonly number[], end: readonly number[]): Value {
  if (![...begin, ...end].some((pad) => pad !== 0)) return x;
  const leading = Array.from({ length: x.shape.length - begin.length }, () => 0);
  return g.op("Pad", [x, g.indices([...leading, ...begin, ...leading, ...end])]);
}

/** What one tap of the window sees: the output's sizes along the spatial axes of a padded input, the first at `axis`. */
export function seenByTap(g: Builder, padded: Value, window: Window, tap: readonly number[], axis: number): Value {
  const { output, strides, dilations } = window;
  const starts = tap.map((t, i) => t * dilations[i]!);
  const ends = starts.map((start, i) => start + (output[i]! - 1) * strides[i]! + 1);
  if (starts.every((s, i) => s === 0 && ends[i] === padded.shape[axis + i] && strides[i] === 1)) return padded;
  return g.slice(
    padded,
    tap.map((_, i) => axis + i),
    starts,
    ends,
    strides,
  );
}

/**
 * What the window sees at each position, N×G×C×input sizes → N×G×positions×(taps·C): one Gather that copies the channels of
 * an element at a time, on all threads, which the runtime's Slice and Pad are not. Padding is a row of zeros at the end.
 */
export function unfold(g: Builder, x: Value, window: Window): Value {
  const { kernel, output, input } = window;
  const [n, group, c] = x.shape as readonly [Dimension, Dimension, Dimension];
  const elements = sizeOf(input);
  const rows = g.transpose(g.reshape(x, [n, group, c, elements], x), [0, 1, 3, 2]);
  const places = seenPlaces(window);
  const inOrder = places.length === elements && places.every((place, i) => place === i);
  const padded = places.includes(elements) ? g.op("Pad", [rows, g.indices([0, 0, 0, 0, 0, 0, 1, 0])]) : rows;
  const seen = inOrder
    ? rows
    : g.op("Gather", [padded, g.constant(tensorOf("int32", [places.length], places))], { axis: int(2) });
  return g.reshape(seen, [n, group, sizeOf(output), multiplyDimensions(sizeOf(kernel), c)]);
}

/** For each position and tap, the flat index of the element that is seen; their number where it is padding. */
function seenPlaces({ kernel, output, strides, dilations, begin, input }: Window): readonly number[] {
  const all = taps(kernel);
  return taps(output).flatMap((position) =>
    all.map((tap) => {
      const at = position.map((o, i) => o * strides[i]! + tap[i]! * dilations[i]! - begin[i]!);
      const inside = at.every((place, i) => place >= 0 && place < input[i]!);
      return inside ? at.reduce((flat, place, i) => flat * input[i]! + place, 0) : sizeOf(input);
    }),
  );
}

/** Each spatial element followed by stride − 1 zeros: N×C×h×w → N×C×(h·s)×(w·s). */
export function spread(g: Builder, x: Value, strides: readonly number[]): Value {
  if (strides.every((stride) => stride === 1)) return x;
  const [n, c, ...sizes] = x.shape as readonly [Value["shape"][number], ...number[]];
  const apart = g.reshape(x, [n, c!, ...sizes.flatMap((size) => [size, 1])]);
  const zeros = strides.map(() => 0);
  const after = strides.flatMap((stride) => [0, stride - 1]);
  const padded = padSpatial(
    g,
    apart,
    zeros.flatMap(() => [0, 0]),
    after,
  );
  return g.reshape(padded, [n, c!, ...sizes.map((size, i) => size * strides[i]!)]);
}
