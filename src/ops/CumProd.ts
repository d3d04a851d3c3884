import { normalizeAxis, type Shape } from "../base/index.ts";
import { type Builder, int, type Value, type ValueType } from "../graph/index.ts";
import { sizeAt } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { followedNumbers } from "./define/followed.ts";
import { crop, reverse } from "./define/pads.ts";
import { like } from "./define/pointwise.ts";

/**
 * Running products along an axis, without the element itself if `exclusive`, from the end if `reverse`. Written out as a
 * scan of products (Hillis and Steele 1986), never as quotients, so that derivatives hold where elements are 0, too.
 */
export const CumProd = defineOp({
  inputs: ["x", "axis"],
  outputs: ["y"],
  discrete: ["axis"],
  attributes: { exclusive: int(0), reverse: int(0) },
  infer: ({ x, axis }) => {
    sizeAt("CumProd", x.shape, axisOf(x, axis));
    return { y: like(x) };
  },
  mixes: ({ x, axis }) => ({ x: [axisOf(x, axis)] }),
  lower: (g, { x, axis, exclusive, reverse: backwards }) => {
    const along = axisOf(x, axis);
    const ordered = backwards ? reverse(g, x, along) : x;
    const products = scanned(g, exclusive ? delayed(g, ordered, along, 1) : ordered, along);
    return { y: backwards ? reverse(g, products, along) : products };
  },
  since: 26,
  samples: [
    { x: [2, 3], axis: { shape: [], type: "int64", values: [1] } },
    { x: [5, 3], axis: { shape: [], type: "int64", values: [-2] }, exclusive: 1 },
    { x: [4, 2], axis: { shape: [], type: "int32", values: [0] }, reverse: 1 },
    {
      x: { shape: [7], values: [1.5, 2, 0, -3, 0, 1, 2] },
      axis: { shape: [], type: "int64", values: [0] },
      reverse: 1,
      exclusive: 1,
    },
    { x: [2, 1], axis: { shape: [], type: "int64", values: [1] }, exclusive: 1 },
  ],
});

const axisOf = (x: { readonly shape: Shape }, axis: ValueType): number =>
  normalizeAxis(followedNumbers("CumProd", "an axis", axis)[0]!, x.shape.length);

/** Π of the elements up to each place. */
function scanned(g: Builder, x: Value, axis: number): Value {
  const size = sizeAt("CumProd", x.shape, axis);
  let products = x;
  for (let reach = 1; reach < size; reach *= 2) products = g.mul(products, delayed(g, products, axis, reach));
  return products;
}

/** x moved on by `steps` places along an axis, ones before it. */
function delayed(g: Builder, x: Value, axis: number, steps: number): Value {
  const size = sizeAt("CumProd", x.shape, axis);
  const first = crop(g, x, axis, 0, steps);
  const ones = g.full(1, first);
  return steps === size ? ones : g.concat([ones, crop(g, x, axis, 0, size - steps)], axis);
}
