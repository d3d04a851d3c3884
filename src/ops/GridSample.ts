import { fail, formatShape, multiplyDimensions, type Shape, sizeOf } from "../base/index.ts";
import { type Builder, int, string, type Value } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { type GridTap, gridTaps } from "./define/gridTaps.ts";

/**
 * x looked at in the places of a grid, −1 … 1 along each spatial axis, the last axis first (Jaderberg et al. 2015).
 *
 * Differentiable with respect to both: linear in x, and a polynomial in the place between two elements.
 */
export const GridSample = defineOp({
  inputs: ["x", "grid"],
  outputs: ["y"],
  attributes: { align_corners: int(0), mode: string("linear"), padding_mode: string("zeros") },
  infer: ({ x, grid }) => {
    sizesOf(x.shape, grid.shape);
    return { y: { type: x.type, shape: [...x.shape.slice(0, 2), ...grid.shape.slice(1, -1)] } };
  },
  mixes: ({ x, grid }) => ({ x: x.shape.map((_, axis) => axis).slice(2), grid: [grid.shape.length - 1] }),
  lower: (g, { x, grid, mode, padding_mode: padding, align_corners }) => {
    const { sizes, channels } = sizesOf(x.shape, grid.shape);
    const rank = sizes.length;
    const [n, ...places] = grid.shape.slice(0, -1);
    const count = multiplyDimensions(...places);
    const list = g.reshape(grid, [n!, count, rank]);
    const modes = { mode, padding, alignCorners: align_corners !== 0 };
    const taps = sizes.map((size, axis) => {
      const along = g.slice(list, [2], [rank - 1 - axis], [rank - axis]);
      return gridTaps(g, g.squeeze(along, [2]), size, modes);
    });
    const flat = g.reshape(x, [x.shape[0]!, channels, sizeOf(sizes)]);
    const y = g.sum(combinations(taps).map((own) => seen(g, flat, own, sizes)));
    return { y: g.reshape(y, [...x.shape.slice(0, 2), ...places]) };
  },
  since: 20,
  samples: [
    { x: [2, 3, 4, 5], grid: [2, 3, 2, 2] },
    { x: [1, 2, 3, 3], grid: [1, 2, 4, 2], align_corners: 1, padding_mode: "border" },
    { x: [1, 2, 3, 4], grid: wide([1, 5, 3, 2]), padding_mode: "reflection" },
    { x: [1, 1, 3, 4], grid: wide([1, 5, 3, 2]), padding_mode: "reflection", align_corners: 1 },
    { x: [2, 2, 4, 3], grid: [2, 3, 3, 2], mode: "nearest" },
    { x: [1, 2, 4, 3], grid: wide([1, 4, 3, 2]), mode: "nearest", padding_mode: "reflection" },
    { x: [1, 2, 4, 3], grid: wide([1, 4, 3, 2]), mode: "nearest", padding_mode: "border", align_corners: 1 },
    { x: [2, 1, 4, 5], grid: [2, 3, 2, 2], mode: "cubic" },
    { x: [1, 2, 4, 5], grid: wide([1, 3, 2, 2]), mode: "cubic", padding_mode: "border", align_corners: 1 },
    { x: [1, 1, 4, 5], grid: wide([1, 4, 2, 2]), mode: "cubic", padding_mode: "reflection" },
    { x: [2, 1, 2, 3, 4], grid: [2, 2, 1, 3, 3] },
    { x: [1, 2, 3, 2, 2], grid: wide([1, 2, 2, 2, 3]), mode: "nearest", padding_mode: "border" },
  ],
});

function sizesOf(x: Shape, grid: Shape) {
  const [, channels, ...sizes] = x;
  const known = [channels, ...sizes].every((size) => typeof size === "number");
  if (sizes.length < 1 || !known || grid.length !== x.length || grid[0] !== x[0] || grid.at(-1) !== sizes.length) {
    return fail({
      subject: "GridSample",
      expected: "an input N×C×… of known sizes and a grid N×…×(number of spatial axes)",
      got: `${formatShape(x)} and ${formatShape(grid)}`,
    });
  }
  return { channels: channels as number, sizes: sizes as readonly number[] };
}

/** One neighbour along each axis, in every combination. */
function combinations(taps: readonly (readonly GridTap[])[]): readonly (readonly GridTap[])[] {
  return taps.reduce<readonly (readonly GridTap[])[]>(
    (chosen, along) => chosen.flatMap((own) => along.map((tap) => [...own, tap])),
    [[]],
  );
}

/** N×C×count: what one neighbour of every place adds. */
function seen(g: Builder, flat: Value, taps: readonly GridTap[], sizes: readonly number[]): Value {
  const place = taps.map((tap) => tap.place).reduce((index, own, axis) => g.add(g.mul(index, sizes[axis]!), own));
  const channels = flat.shape[1] as number;
  const everywhere = g.op("Expand", [g.unsqueeze(place, [1]), g.indices([1, channels, 1])]);
  const value = g.op("GatherElements", [flat, everywhere], { axis: int(2) });
  const weights = taps.flatMap(({ weight }) => (weight ? [weight] : []));
  if (weights.length === 0) return value;
  return g.mul(
    value,
    g.unsqueeze(
      weights.reduce((a, b) => g.mul(a, b)),
      [1],
    ),
  );
}

/** Beyond the borders as well. */
function wide(shape: readonly number[]) {
  return { shape, from: -2.6, to: 2.7 };
}
