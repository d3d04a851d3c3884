import { type Dimension, divideDimensions, fail, multiplyDimensions, sizeOf } from "../../base/index.ts";
import { type Builder, int, ints, type Value } from "../../graph/index.ts";
import { reverse } from "./pads.ts";
import { padSpatial, seenByTap, spread, taps, unfold } from "./unfold.ts";
import { explicitAttributes, reachOf, type Window } from "./window.ts";

/** Up to this many taps, a product per tap is the fastest form of the weight gradient (116 ms against 331 ms, 3×3). */
const mostTaps = 25;
/** Unfolded images of at most so many elements (256 MiB) are held for one product. */
const mostUnfolded = 2 ** 26;

/** From the window's input to its output sizes: x is N×C×…, w is M×(C/group)×kernel. */
export function convolve(g: Builder, x: Value, w: Value, window: Window, group: number): Value {
  const y = g.op("Conv", [x, w], { ...explicitAttributes(window), group: int(group) });
  return cropSpatial(g, y, window.output);
}

/**
 * The adjoint of {@link convolve} in x: from the window's output to its input sizes; y is N×M×…. Without strides it is a
 * convolution with the reversed kernel, for which the runtime is several times as fast as for ConvTranspose.
 */
export function convolveTransposed(g: Builder, y: Value, w: Value, window: Window, group: number): Value {
  const { strides, begin, end } = window;
  const reach = reachOf(window);
  const contained = reach.every((size, i) => begin[i]! < size && end[i]! < size);
  if (contained && strides.every((s) => s === 1) && outputPadding(window).every((pad) => pad === 0)) {
    return convolveReversed(g, y, w, window, group);
  }
  return g.op("ConvTranspose", [y, w], {
    ...explicitAttributes(window),
    group: int(group),
    output_padding: ints(outputPadding(window)),
  });
}

function convolveReversed(g: Builder, y: Value, w: Value, window: Window, group: number): Value {
  const { input, output, begin, end, kernel } = window;
  const [m, c] = [quotient(w.shape[0]!, group), w.shape[1]!];
  const weights = g.transpose(g.reshape(w, [group, m, c, sizeOf(kernel)]), [0, 2, 1, 3]);
  const reversed = g.reshape(reverse(g, weights, 3), [multiplyDimensions(group, c), m, ...kernel]);
  const fill = (pads: readonly number[]) => reachOf(window).map((reach, i) => reach - 1 - pads[i]!);
  const back = { ...window, input: output, output: input, begin: fill(begin), end: fill(end) };
  return convolve(g, y, reversed, back, group);
}

/** What a transposed convolution must add at the end to reach the window's input sizes. */
export function outputPadding(window: Window): readonly number[] {
  const { input, output, strides, begin, end } = window;
  const reach = reachOf(window);
  return input.map((size, i) => size - ((output[i]! - 1) * strides[i]! + reach[i]! - begin[i]! - end[i]!));
}

/**
 * The adjoint of {@link convolve} in w: M×(C/group)×kernel from x (the window's input sizes) and dy (its output sizes).
 *
 * dw[m, c, t] = Σ_{n, o} dy[n, m, o] · x[n, c, o · stride + t · dilation − begin]: a matrix product with the unfolded images,
 * or for large images one for each tap; for large kernels a convolution in which batch and channels, stride and dilation
 * change places.
 */
export function weightGradient(g: Builder, x: Value, dy: Value, window: Window, group: number): Value {
  const count = sizeOf(window.kernel);
  if (count > mostTaps) return swappedConvolution(g, x, dy, window, group);
  const [n, channels] = x.shape;
  const seen = sizeOf(window.output) * count * (typeof channels === "number" ? channels : 1);
  const unfolds = typeof n === "number" ? n * seen <= mostUnfolded : 100 * seen <= mostUnfolded;
  if (!unfolds) return productPerTap(g, x, dy, window, group);
  return group === 1 && unfoldsHalf(dy, window)
    ? halfUnfoldedProduct(g, x, dy, window)
    : unfoldedProduct(g, x, dy, window, group);
}

/** The adjoint in the bias: a sum over all axes but the channels. */
export function biasGradient(g: Builder, dy: Value): Value {
  const axes = dy.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return g.reduceSum(dy, axes, false);
}

/** A value per channel, ready to be broadcast over N×C×…: C → C×1×…×1. */
export function perChannel(g: Builder, b: Value, rank: number): Value {
  return g.reshape(b, [b.shape[0]!, ...Array.from({ length: rank - 2 }, () => 1)]);
}

/** {@link convolve} by products and sums, for a runtime without a kernel. */
export function convolveByProducts(g: Builder, x: Value, w: Value, window: Window, group: number): Value {
  const padded = padSpatial(g, x, window.begin, window.end);
  const [m, c] = [quotient(w.shape[0]!, group), w.shape[1]!];
  const weights = g.reshape(w, [group, m, c, sizeOf(window.kernel)]);
  return sumOfTaps(g, window.kernel, (tap, i) =>
    product(g, tapOf(g, weights, i), seenByTap(g, padded, window, tap, 2), window.output, group),
  );
}

/**
 * {@link convolveTransposed} by products and sums: the elements of y are set apart by the stride, and the taps look at
 * them in the reverse order.
 */
export function convolveTransposedByProducts(g: Builder, y: Value, w: Value, window: Window, group: number): Value {
  const { input, strides, dilations, begin, kernel } = window;
  const before = reachOf(window).map((reach) => reach - 1);
  const apart = spread(g, y, strides);
  const after = input.map((size, i) => Math.max(0, size + begin[i]! - (apart.shape[i + 2] as number)));
  const padded = padSpatial(g, apart, before, after);
  const [c, m] = [quotient(w.shape[0]!, group), w.shape[1]!];
  const weights = g.transpose(g.reshape(w, [group, c, m, sizeOf(kernel)]), [0, 2, 1, 3]);
  const ones = strides.map(() => 1);
  return sumOfTaps(g, kernel, (tap, i) => {
    const starts = tap.map((t, axis) => before[axis]! + begin[axis]! - t * dilations[axis]!);
    const axes = tap.map((_, axis) => axis + 2);
    const ends = starts.map((start, axis) => start + input[axis]!);
    return product(g, tapOf(g, weights, i), g.slice(padded, axes, starts, ends, ones), input, group);
  });
}

/** @throws NetspectraError when `size` is not a multiple of `group` */
export function quotient(size: Dimension, group: number): Dimension {
  return (
    divideDimensions(size, group) ??
    fail({ subject: "group", expected: `a number of groups that divides ${size} channels`, got: `${group}` })
  );
}

/** The first elements along the spatial axes, `sizes` of them. */
function cropSpatial(g: Builder, y: Value, sizes: readonly number[]): Value {
  if (sizes.every((size, i) => y.shape[i + 2] === size)) return y;
  const axes = sizes.map((_, i) => i + 2);
  const zeros = sizes.map(() => 0);
  return g.slice(y, axes, zeros, sizes);
}

function unfoldedProduct(g: Builder, x: Value, dy: Value, window: Window, group: number): Value {
  const [n, channels, filters] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const [c, m] = [quotient(channels, group), quotient(filters, group)];
  const [positions, count] = [sizeOf(window.output), sizeOf(window.kernel)];
  const width = multiplyDimensions(count, c);
  const seen = unfold(g, g.reshape(x, [n, group, c, ...window.input], x), window);
  const together = group === 1 && typeof width === "number" && width > positions;
  const products = together
    ? g.matMul(
        g.reshape(g.transpose(g.reshape(dy, [n, m, positions]), [1, 0, 2]), [m, multiplyDimensions(n, positions)]),
        g.reshape(seen, [multiplyDimensions(n, positions), width]),
      )
    : g.reduceSum(g.matMul(g.reshape(dy, [n, group, m, positions]), seen), [0], false);
  const tapsLast = g.transpose(g.reshape(products, [filters, count, c]), [0, 2, 1]);
  return g.reshape(tapsLast, [filters, c, ...window.kernel]);
}

/**
 * Whether both factors should be unfolded along some axes instead of one along all: less is copied, and the products of few
 * filters become larger (64 ms → 51 ms, 23 ms → 15 ms at 64 and 16 filters of 3×3); but rows of zeros are multiplied, too.
 */
function unfoldsHalf(dy: Value, { kernel, output, strides, dilations }: Window): boolean {
  const filters = dy.shape[1]!;
  const zeros = dilations[0]! * (kernel[0]! - 1);
  return typeof filters === "number" && filters <= 64 && strides[0] === 1 && zeros > 0 && 7 * zeros <= output[0]!;
}

/** The images unfolded along all axes but the first; along that one dy is, copies of it with zeros between them. */
function halfUnfoldedProduct(g: Builder, x: Value, dy: Value, window: Window): Value {
  const [n, c, filters] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const [[first = 1, ...kernel], [height = 1, ...across]] = [window.kernel, window.output];
  const dilation = window.dilations[0]!;
  const rows = height + dilation * (first - 1);
  const along = sizeOf(across);
  const lines: Window = {
    ...window,
    kernel: [1, ...kernel],
    output: [rows, ...across],
    dilations: [1, ...window.dilations.slice(1)],
  };
  const seen = g.squeeze(unfold(g, g.unsqueeze(x, [1]), lines), [1]);
  const flat = g.reshape(dy, [n, filters, height * along]);
  const between = g.full(0, g.slice(flat, [2], [0], [dilation * first * along]));
  const copies = Array.from({ length: 2 * first - 1 }, (_, i) => (i % 2 === 0 ? flat : between));
  const shifted = g.reshape(g.concat(copies, 2), [n, multiplyDimensions(filters, first), rows * along]);
  const products = g.reduceSum(g.matMul(shifted, seen), [0], false);
  const tapsLast = g.transpose(g.reshape(products, [filters, first * sizeOf(kernel), c]), [0, 2, 1]);
  return g.reshape(tapsLast, [filters, c, ...window.kernel]);
}

function productPerTap(g: Builder, x: Value, dy: Value, window: Window, group: number): Value {
  const spatial = window.kernel.length;
  const [n, channels, filters] = [x.shape[0]!, x.shape[1]!, dy.shape[1]!];
  const [c, m] = [quotient(channels, group), quotient(filters, group)];
  const positions = sizeOf(window.output);
  const padded = padSpatial(g, x, window.begin, window.end);
  const grouped = g.reshape(padded, [n, group, c, ...padded.shape.slice(2)], padded);
  const order = [0, 1, ...Array.from({ length: spatial }, (_, i) => i + 3), 2];
  const channelsLast = g.transpose(grouped, order);
  const rows = g.reshape(dy, [n, group, m, positions]);
  const columns = taps(window.kernel).map((tap) => {
    const seen = g.reshape(seenByTap(g, channelsLast, window, tap, 2), [n, group, positions, c]);
    return g.unsqueeze(g.reduceSum(g.matMul(rows, seen), [0], false), [3]);
  });
  return g.reshape(g.concat(columns, 3), [filters, c, ...window.kernel]);
}

function swappedConvolution(g: Builder, x: Value, dy: Value, window: Window, group: number): Value {
  const { kernel, strides, dilations, begin, end } = window;
  const [n, channels] = [x.shape[0]!, x.shape[1]!];
  const c = quotient(channels, group);
  const rest = x.shape.slice(2);
  const spatial = rest.map((_, i) => i);
  const grouped = g.transpose(g.reshape(x, [n, group, c, ...rest]), [2, 1, 0, ...spatial.map((i) => i + 3)]);
  const images = g.reshape(grouped, [c, multiplyDimensions(group, n), ...rest]);
  const kernels = g.transpose(dy, [1, 0, ...spatial.map((i) => i + 2)]);
  const swapped = g.op("Conv", [images, kernels], {
    strides: ints(dilations),
    dilations: ints(strides),
    pads: ints([...begin, ...end]),
    group: int(group),
  });
  return g.transpose(cropSpatial(g, swapped, kernel), [1, 0, ...spatial.map((i) => i + 2)]);
}

function sumOfTaps(
  g: Builder,
  kernel: readonly number[],
  term: (tap: readonly number[], index: number) => Value,
): Value {
  return g.sum(taps(kernel).map(term));
}

/** group×m×c×taps → group×m×c at one tap. */
function tapOf(g: Builder, weights: Value, index: number): Value {
  return g.squeeze(g.slice(weights, [3], [index], [index + 1]), [3]);
}

/** group×m×c by N×(group·c)×sizes → N×(group·m)×sizes */
function product(g: Builder, weights: Value, seen: Value, sizes: readonly number[], group: number): Value {
  const n = seen.shape[0]!;
  const [, m, c] = weights.shape as readonly number[];
  const columns = g.reshape(seen, [n, group, c!, sizeOf(sizes)]);
  return g.reshape(g.matMul(weights, columns), [n, group * m!, ...sizes]);
}
