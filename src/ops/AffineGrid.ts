import { checkComputed, type Dimension, fail, formatShape, tensorOf } from "../base/index.ts";
import { int, type ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { followed } from "./define/followed.ts";

/** The grid of places that an affine map theta (N×2×3 or N×3×4) takes a regular one to, for GridSample. */
export const AffineGrid = defineOp({
  inputs: ["theta", "size"],
  outputs: ["grid"],
  discrete: ["size"],
  attributes: { align_corners: int(0) },
  infer: ({ theta, size }) => {
    const sizes = spatialSizes(theta, size);
    return { grid: { type: theta.type, shape: [theta.shape[0]!, ...sizes, sizes.length] } };
  },
  mixes: () => ({ theta: [1, 2] }),
  lower: (g, { theta, size, align_corners }) => {
    const sizes = spatialSizes(theta, size);
    const places = regularPlaces(sizes, align_corners !== 0);
    const points = g.constant(tensorOf(theta.type, [places.length, sizes.length + 1], places.flat()));
    const moved = g.matMul(points, g.transpose(theta, [0, 2, 1]));
    return { grid: g.reshape(moved, [theta.shape[0]!, ...sizes, sizes.length]) };
  },
  since: 20,
  samples: [
    { theta: [2, 2, 3], size: { shape: [4], type: "int64", values: [2, 3, 4, 5] } },
    { theta: [1, 2, 3], size: { shape: [4], type: "int64", values: [1, 1, 3, 2] }, align_corners: 1 },
    { theta: [2, 2, 3], size: { shape: [4], type: "int64", values: [2, 1, 1, 3] }, align_corners: 1 },
    { theta: [2, 3, 4], size: { shape: [5], type: "int64", values: [2, 1, 2, 3, 4] } },
    { theta: [1, 3, 4], size: { shape: [5], type: "int64", values: [1, 2, 3, 2, 2] }, align_corners: 1 },
  ],
});

function spatialSizes(theta: ValueType, size: ValueType): readonly number[] {
  const [n, , ...sizes] = followed("AffineGrid", "a size", size);
  const rank = sizes.length;
  const fits = theta.shape.length === 3 && theta.shape[1] === rank && theta.shape[2] === rank + 1;
  if (rank < 2 || !fits || n !== theta.shape[0] || !isKnown(sizes)) {
    return fail({
      subject: "AffineGrid",
      expected: "maps N×2×3 or N×3×4 and a size N×C×…",
      got: `${formatShape(theta.shape)} and ${formatShape(size.content ?? [])}`,
    });
  }
  return sizes;
}

function isKnown(sizes: readonly Dimension[]): sizes is readonly number[] {
  return sizes.every((size) => typeof size === "number" && size > 0);
}

/** Row-major places (…, y, x) as (x, y, …, 1). */
function regularPlaces(sizes: readonly number[], alignCorners: boolean): readonly (readonly number[])[] {
  const along = (i: number, size: number): number => {
    if (alignCorners) return size > 1 ? (2 * i) / (size - 1) - 1 : 1;
    return (2 * i + 1) / size - 1;
  };
  return Array.from({ length: checkComputed("AffineGrid", ...sizes) }, (_, flat) => {
    let rest = flat;
    const place = sizes.toReversed().map((size) => {
      const own = along(rest % size, size);
      rest = Math.floor(rest / size);
      return own;
    });
    return [...place, 1];
  });
}
