import { checkComputed, fail, float32, isFloat, tensor } from "../base/index.ts";
import { type Builder, float, int, type Node, string, type Value } from "../graph/index.ts";
import { alongAxis } from "./define/alongAxis.ts";
import { defineOp, optional, type UpgradeContext } from "./define/defineOp.ts";
import { extrapolated, type Interpolation, type ResizedAxis, tapsOf } from "./define/interpolation.ts";
import { resizedAxes, resizedShape } from "./define/resizedAxes.ts";

/**
 * x with other sizes, by its nearest elements or by linear or cubic interpolation.
 *
 * Every mode treats the axes one by one, and along an axis it is linear: a matrix whose rows are the weights of an
 * output's neighbours. Where every row has a single 1, slices are picked instead. (The runtime copies x where no size
 * changes, whatever the scales; the standard's interpolation is kept here.)
 */
export const Resize = defineOp({
  inputs: ["x", "roi?", "scales?", "sizes?"],
  outputs: ["y"],
  discrete: ["roi", "scales", "sizes"],
  attributes: {
    antialias: int(0),
    axes: optional.ints,
    coordinate_transformation_mode: string("half_pixel"),
    cubic_coeff_a: float(-0.75),
    exclude_outside: int(0),
    extrapolation_value: float(0),
    keep_aspect_ratio_policy: string("stretch"),
    mode: string("nearest"),
    nearest_mode: string("round_prefer_floor"),
  },
  infer: (args) => {
    const { x, mode } = args;
    const kinds = ["nearest", "linear", "cubic"];
    if (!kinds.includes(mode)) fail({ subject: "Resize", expected: `mode ${kinds.join(", ")}`, got: `"${mode}"` });
    if (mode !== "nearest" && !isFloat(x.type)) {
      fail({ subject: "Resize", expected: "float elements to interpolate", got: x.type });
    }
    return { y: { type: x.type, shape: resizedShape(x.shape, resizedAxes(args)) } };
  },
  mixes: (args) => ({ x: resizedAxes(args).map(({ axis }) => axis) }),
  lower: (g, args) => {
    const interpolation: Interpolation = {
      mode: args.mode,
      coordinates: args.coordinate_transformation_mode,
      nearest: args.nearest_mode,
      cubicA: args.cubic_coeff_a,
      excludeOutside: args.exclude_outside !== 0,
      antialias: args.antialias !== 0,
    };
    const axes = resizedAxes(args);
    const y = interpolated(g, args.x, axes, interpolation);
    return { y: withExtrapolation(g, y, axes, interpolation.coordinates, args.extrapolation_value) };
  },
  upgrades: { 11: scalesOnly },
  samples: [
    nearest([1, 2, 2, 3], [1, 1, 2, 3], { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }),
    nearest([1, 2, 5, 4], [1, 1, 0.6, 0.5]),
    nearest([2, 1, 3, 4], [1, 1, 1.7, 2.3], { nearest_mode: "ceil", coordinate_transformation_mode: "align_corners" }),
    nearest([1, 1, 4, 4], [1, 1, 1.5, 0.7], { nearest_mode: "round_prefer_ceil" }),
    nearest([1, 1, 4, 5], [1, 1, 0.5, 1.6], { coordinate_transformation_mode: "tf_half_pixel_for_nn" }),
    nearest([3, 4], [2, 0.5], { nearest_mode: "floor" }),
    nearest([4], [2.5]),
    nearest([2, 2, 2, 3, 2], [1, 1, 2, 1, 2], { coordinate_transformation_mode: "asymmetric" }),
    { x: { shape: [1, 1, 2, 2], type: "int32", values: [1, 2, 3, 4] }, scales: scale([1, 1, 2, 2]) },
    nearest([2, 66], [1, 2], { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }),
    nearest([2, 260], [1, 0.5], { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }),
    toSizes([2, 2, 3, 4], [2, 2, 7, 6], { mode: "linear" }),
    toSizes([2, 2, 5, 4], [2, 2, 3, 2], { mode: "linear", coordinate_transformation_mode: "pytorch_half_pixel" }),
    toSizes([2, 1, 5, 4], [2, 1, 1, 7], { mode: "linear", coordinate_transformation_mode: "align_corners" }),
    toSizes([2, 2, 3], [2, 2, 7], { mode: "linear" }),
    toSizes([3, 4], [5, 3], { mode: "linear", coordinate_transformation_mode: "asymmetric" }),
    toSizes([1, 2, 2, 3, 2], [1, 2, 3, 5, 4], { mode: "linear" }),
    toSizes([1, 2, 4, 5], [1, 2, 7, 3], { mode: "cubic" }),
    toSizes([1, 1, 4, 5], [1, 1, 6, 3], { mode: "cubic", cubic_coeff_a: -0.5, exclude_outside: 1 }),
    toSizes([3, 4], [6, 5], { mode: "cubic", coordinate_transformation_mode: "align_corners" }),
    { x: [1, 2, 4, 4], scales: scale([1, 1, 0.8, 1.3]), mode: "linear" },
    { x: [1, 2, 4, 4], scales: scale([1, 1, 0.8, 1.3]), mode: "cubic", coordinate_transformation_mode: "asymmetric" },
    { x: [2, 2, 7, 8], scales: scale([1, 1, 0.6, 0.5]), mode: "linear", antialias: 1 },
    { x: [1, 2, 9, 8], scales: scale([1, 1, 0.6, 0.4]), mode: "cubic", antialias: 1 },
    { x: [1, 1, 9, 6], scales: scale([1, 1, 0.5, 1.5]), mode: "cubic", antialias: 1, exclude_outside: 1 },
    { ...toSizes([2, 1, 5, 6], [4, 4], { mode: "linear" }), axes: [2, 3] },
    { ...toSizes([2, 1, 5, 6], [8, 4]), axes: [3, 2], keep_aspect_ratio_policy: "not_larger" },
    { ...toSizes([2, 1, 5, 6], [7, 8]), axes: [2, 3], keep_aspect_ratio_policy: "not_smaller" },
    {
      x: [1, 1, 5, 6],
      scales: scale([1, 1, 1.3, 0.7]),
      mode: "linear",
      coordinate_transformation_mode: "half_pixel_symmetric",
    },
    crop([0, 0, 0.4, -0.2, 1, 1, 0.9, 1.3], { mode: "linear", extrapolation_value: 10 }),
    crop([0, 0, 0.1, 0.2, 1, 1, 1.2, 0.7], { mode: "nearest", extrapolation_value: -2 }),
    crop([0, 0, 0, 0.1, 1, 1, 1, 0.9], { mode: "cubic" }),
  ],
});

/** Numbers that one row of interpolation weights takes while it is a list of taps. */
const tapsPerRow = 16;

/** The smallest results first, so that the later steps have less to do. */
function interpolated(g: Builder, x: Value, axes: readonly ResizedAxis[], interpolation: Interpolation): Value {
  const order = axes.toSorted((a, b) => a.output / a.input - b.output / b.input);
  return order.reduce((value, own) => {
    const { axis, input, output } = own;
    const rows = Array.from({ length: checkComputed("Resize", output, tapsPerRow) / tapsPerRow }, (_, o) =>
      tapsOf(interpolation, o, own),
    );
    if (rows.every((taps) => taps.length === 1)) {
      const places = rows.map(([tap]) => tap!.index);
      return picked(g, value, axis, places);
    }
    const matrix = new Float64Array(checkComputed("Resize", output, input));
    rows.forEach((taps, o) => {
      for (const { index, weight } of taps) matrix[o * input + index] = weight;
    });
    return alongAxis(g, value, axis, matrix, output);
  }, x);
}

/** Up to this length, picking numbers one by one is slower than a product (measured: 27 ms against 2 ms for 2⁵ → 2⁶). */
const longestProduct = 256;

/** Slices of x along one axis. Those of the last axis are single numbers, of which a product makes many at once. */
function picked(g: Builder, x: Value, axis: number, places: readonly number[]): Value {
  const input = x.shape[axis] as number;
  const times = places.length / input;
  const repeats = Number.isInteger(times) && places.every((place, o) => place === Math.floor(o / times));
  const divisor = largestDivisor(input, 32);
  const block = repeats && divisor > 3 ? divisor : input;
  if (axis < x.shape.length - 1 || !isFloat(x.type) || block > longestProduct) {
    return g.op("Gather", [x, g.indices(places)], { axis: int(axis) });
  }
  const rows = places.slice(0, (places.length * block) / input);
  const matrix = new Float64Array(rows.length * block);
  rows.forEach((place, o) => {
    matrix[o * block + place] = 1;
  });
  if (block === input) return alongAxis(g, x, axis, matrix, rows.length);
  const apart = g.reshape(x, [...x.shape.slice(0, -1), input / block, block]);
  return g.reshape(alongAxis(g, apart, axis + 1, matrix, rows.length), x.shape.with(axis, places.length));
}

function largestDivisor(size: number, most: number): number {
  for (let divisor = Math.min(size, most); divisor > 1; divisor--) if (size % divisor === 0) return divisor;
  return 1;
}

function withExtrapolation(g: Builder, y: Value, axes: readonly ResizedAxis[], mode: string, value: number): Value {
  const first = Math.min(...axes.map(({ axis }) => axis));
  const outside = axes.map((axis) =>
    Array.from({ length: checkComputed("Resize", axis.output) }, (_, o) => extrapolated(mode, o, axis)),
  );
  if (!outside.some((list) => list.includes(true))) return y;
  const shape = y.shape.slice(first).map((size, i) => (axes.some(({ axis }) => axis === first + i) ? Number(size) : 1));
  const inside = Uint8Array.from({ length: checkComputed("Resize", ...shape) }, (_, flat) => {
    let [rest, held] = [flat, true];
    for (let i = shape.length - 1; i >= 0; i--) {
      const own = axes.findIndex(({ axis }) => axis === first + i);
      if (own >= 0 && outside[own]![rest % shape[i]!]) held = false;
      rest = Math.floor(rest / shape[i]!);
    }
    return held ? 1 : 0;
  });
  return g.where(g.constant(tensor("bool", shape, inside)), y, value);
}

/**
 * Resize of opset 10: x and scales, coordinates without an offset; neighbours are taken from below where an axis grows
 * and from above where it shrinks, as the runtime does.
 */
function scalesOnly(node: Node, context: UpgradeContext): readonly Node[] {
  const [x = "", scales = ""] = node.inputs;
  const resize = (input: string, factors: string, output: string, round: string): Node => ({
    ...node,
    inputs: [input, "", factors],
    outputs: [output],
    attributes: {
      ...node.attributes,
      coordinate_transformation_mode: string("asymmetric"),
      nearest_mode: string(round),
    },
  });
  const known = context.constantOf(scales);
  const factors = known ? Array.from(known.data as Float32Array) : [];
  const output = node.outputs[0] ?? "";
  const [grows, shrinks] = [factors.some((f) => f > 1), factors.some((f) => f < 1)];
  if (!shrinks || !grows) return [resize(x, scales, output, shrinks ? "ceil" : "floor")];
  const part = (limit: (...values: number[]) => number) =>
    context.constant(
      float32(
        [factors.length],
        factors.map((f) => limit(f, 1)),
      ),
    );
  const smaller = context.fresh(`${output}_smaller`);
  return [resize(x, part(Math.min), smaller, "ceil"), resize(smaller, part(Math.max), output, "floor")];
}

interface Modes {
  readonly mode?: string;
  readonly coordinate_transformation_mode?: string;
  readonly nearest_mode?: string;
  readonly cubic_coeff_a?: number;
  readonly exclude_outside?: number;
  readonly extrapolation_value?: number;
}

function scale(values: readonly number[]) {
  return { shape: [values.length], type: "float32", values } as const;
}

function nearest(x: readonly number[], factors: readonly number[], modes: Modes = {}) {
  return { x, scales: scale(factors), ...modes };
}

function toSizes(x: readonly number[], values: readonly number[], modes: Modes = {}) {
  return { x, sizes: { shape: [values.length], type: "int64", values }, ...modes } as const;
}

function crop(roi: readonly number[], modes: Modes) {
  const coordinate_transformation_mode = "tf_crop_and_resize";
  return { ...toSizes([1, 1, 4, 5], [1, 1, 3, 6], modes), roi: scale(roi), coordinate_transformation_mode };
}
