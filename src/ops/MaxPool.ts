import { sameShape } from "../base/index.ts";
import { type Builder, elementCount, int, ints, string, type Value } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { poolWindow } from "./define/poolWindow.ts";
import { explicitAttributes, type WindowAttributes, windowAttributes } from "./define/window.ts";

/**
 * y = the largest element in each window; `indices` says where it was, counted through the whole tensor N·C·H·W
 * (row-major for storage_order 0). Both derivatives move elements along these indices, so that ties count once.
 */
export const MaxPool = defineOp({
  inputs: ["x"],
  outputs: ["y", "indices?"],
  discreteOutputs: ["indices?"],
  attributes: { ...windowAttributes, ceil_mode: int(0), dilations: optional.ints, storage_order: int(0) },
  infer: ({ x, ceil_mode, ...attributes }) => {
    const shape = [...x.shape.slice(0, 2), ...poolWindow("MaxPool", x, attributes, ceil_mode).output];
    return { y: { type: x.type, shape }, indices: { type: "int64", shape } };
  },
  mixes: ({ x }) => ({ x: x.shape.map((_, axis) => axis).slice(2) }),
  jvp: (g, { x, y, indices, dx, ceil_mode, ...attributes }) => {
    if (!dx) return {};
    const where = flat(g, indicesOf(g, x, indices, ceil_mode, attributes));
    const taken = g.op("GatherElements", [flat(g, dx), where], { axis: int(0) });
    return { dy: g.reshape(taken, y.shape, y) };
  },
  vjp: (g, { x, dy, indices, ceil_mode, ...attributes }) => {
    if (!dy) return { dx: undefined };
    const where = indicesOf(g, x, indices, ceil_mode, attributes);
    const tiles = tiling(x, ceil_mode, attributes);
    if (tiles) return { dx: g.op("MaxUnpool", [dy, where], tiles) };
    const put = g.op("ScatterElements", [flat(g, g.full(0, x)), flat(g, where), flat(g, dy)], {
      axis: int(0),
      reduction: string("add"),
    });
    return { dx: g.reshape(put, x.shape, x) };
  },
  samples: [
    { x: distinct([2, 2, 4, 6]), kernel_shape: [2, 2], strides: [2, 2] },
    { x: distinct([2, 3, 5, 5]), kernel_shape: [3, 2], strides: [1, 2], pads: [1, 0, 1, 1] },
    { x: distinct([1, 2, 7]), kernel_shape: [3], strides: [2] },
    { x: distinct([1, 2, 6, 5]), kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
    { x: distinct([1, 1, 5, 5]), kernel_shape: [2, 2], strides: [3, 3], ceil_mode: 1, pads: [1, 1, 1, 1] },
    { x: distinct([1, 2, 5, 6]), kernel_shape: [2, 2], dilations: [2, 3] },
    { x: distinct([2, 1, 5, 4]), kernel_shape: [2, 3], strides: [2, 2], auto_pad: "SAME_UPPER" },
    { x: distinct([2, 1, 5, 4]), kernel_shape: [2, 3], strides: [2, 1], auto_pad: "SAME_LOWER" },
    { x: distinct([1, 2, 3, 4, 3]), kernel_shape: [2, 2, 2], strides: [1, 2, 1], outputCount: 2 },
    { x: distinct([2, 2, 4, 4]), kernel_shape: [2, 2], outputCount: 2, auto_pad: "VALID" },
    { x: distinct([2, 2, 4, 5]), kernel_shape: [2, 3], strides: [2, 1], storage_order: 1, outputCount: 2 },
    { x: distinct([1, 1, 4]), kernel_shape: [2], strides: [3], pads: [1, 1], ceil_mode: 1 },
    { x: distinct([1, 1, 3, 5, 4]), kernel_shape: [2, 2, 1], dilations: [1, 2, 3], strides: [1, 2, 2], ceil_mode: 1 },
  ],
});

/** Windows that cover the image without overlap: elements are put back with fewer detours. Undefined for all others. */
function tiling(x: Value, ceil: number, given: WindowAttributes) {
  const { kernel, strides, dilations, begin, end, input, output } = poolWindow("MaxPool", x, given, ceil);
  const tiles =
    sameShape(kernel, strides) &&
    [...begin, ...end].every((pad) => pad === 0) &&
    dilations.every((dilation) => dilation === 1) &&
    input.every((size, i) => size === output[i]! * kernel[i]!);
  return tiles ? { kernel_shape: ints(kernel), strides: ints(strides) } : undefined;
}

/** The row-major places of the largest elements: those that the node yields itself, or those of another such node. */
function indicesOf(
  g: Builder,
  x: Value,
  own: Value | undefined,
  ceil: number,
  { storage_order, ...given }: WindowAttributes & { readonly storage_order: number },
): Value {
  if (own && storage_order === 0) return own;
  const window = explicitAttributes(poolWindow("MaxPool", x, given, ceil));
  return g.ops("MaxPool", [x], { ...window, ...(ceil && { ceil_mode: int(1) }) }, 2)[1]!;
}

function flat(g: Builder, x: Value): Value {
  return g.reshape(x, [elementCount(x.shape)]);
}

/** Values that differ by far more than a difference quotient moves them. */
function distinct(shape: readonly number[]) {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, values: Array.from({ length: size }, (_, i) => Math.sin(1 + i * 1.7) * 3 + i * 1e-3) };
}
