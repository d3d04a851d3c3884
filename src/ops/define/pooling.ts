import { checkComputed, tensorOf } from "../../base/index.ts";
import { type Builder, int, ints, type Value } from "../../graph/index.ts";
import { alongAxis } from "./alongAxis.ts";
import type { Window } from "./window.ts";

/**
 * The matrix (output × input, row-major) that averages along one axis. Averaging over a box is a product of such
 * matrices, one per axis: the number of elements in a box is the product of the numbers along its edges.
 */
function averagingMatrix(window: Window, axis: number, includePadding: boolean): Float64Array {
  const [columns, rows] = [window.input[axis]!, window.output[axis]!];
  const matrix = new Float64Array(checkComputed("a pooling", rows, columns));
  sharesAlong(window, axis, includePadding).forEach((share, o) => {
    const { from, to } = seen(window, axis, o);
    matrix.fill(share, o * columns + from, o * columns + to);
  });
  return matrix;
}

/** The average over each window, for a runtime without a kernel: a product with a matrix along each spatial axis. */
export function average(g: Builder, x: Value, window: Window, includePadding: boolean): Value {
  const { kernel, input, output } = window;
  return kernel.reduceRight((value, taps, axis) => {
    const identity = taps === 1 && input[axis] === output[axis];
    const matrix = identity ? undefined : averagingMatrix(window, axis, includePadding);
    return matrix ? alongAxis(g, value, axis + 2, matrix, output[axis]!) : value;
  }, x);
}

/**
 * The adjoint of {@link average}: each output gives its share to all elements of its window, which is a transposed
 * convolution, channel by channel, with a kernel of ones (measured: eight times as fast as products with matrices).
 */
export function averageTransposed(g: Builder, y: Value, window: Window, includePadding: boolean): Value {
  const { input, output, kernel, strides, begin } = window;
  const [channels] = y.shape.slice(1) as readonly number[];
  const shares = kernel.map((_, axis) => sharesAlong(window, axis, includePadding));
  const uniform = shares.every((share) => share.every((value) => value === share[0]));
  const weight = uniform ? shares.reduce((product, share) => product * share[0]!, 1) : 1;
  const weights = new Float64Array(checkComputed("a pooling", channels!, ...kernel)).fill(weight);
  const scaled = uniform ? y : shares.reduce((value, share, axis) => scaleAlong(g, value, axis + 2, share), y);
  const reached = output.map((size, i) => (size - 1) * strides[i]! + kernel[i]! - begin[i]!);
  return g.op("ConvTranspose", [scaled, g.constant(tensorOf(y.type, [channels!, 1, ...kernel], weights))], {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    pads: ints([...begin, ...input.map((size, i) => Math.max(0, reached[i]! - size))]),
    output_padding: ints(input.map((size, i) => Math.max(0, size - reached[i]!))),
    group: int(channels!),
  });
}

/** What each element of a window contributes to the average, along one axis: 1 / (elements that count; what ceil_mode adds beyond the padding never does). */
function sharesAlong(window: Window, axis: number, includePadding: boolean): readonly number[] {
  const { input, output, kernel, strides, begin, end } = window;
  return Array.from({ length: checkComputed("a pooling", output[axis]!) }, (_, o) => {
    const { from, to } = seen(window, axis, o);
    if (!includePadding) return 1 / (to - from);
    const first = o * strides[axis]! - begin[axis]!;
    return 1 / Math.min(kernel[axis]!, input[axis]! + end[axis]! - first);
  });
}

/** The elements inside the input that output `o` looks at. */
function seen({ input, kernel, strides, begin }: Window, axis: number, o: number): { from: number; to: number } {
  const first = o * strides[axis]! - begin[axis]!;
  return { from: Math.max(0, first), to: Math.min(input[axis]!, first + kernel[axis]!) };
}

function scaleAlong(g: Builder, x: Value, axis: number, factors: readonly number[]): Value {
  if (factors.every((factor) => factor === 1)) return x;
  const shape = x.shape.slice(axis).map((_, i) => (i === 0 ? factors.length : 1));
  return g.mul(x, g.constant(tensorOf(x.type, shape, factors)));
}
