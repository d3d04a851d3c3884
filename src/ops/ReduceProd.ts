import { fail, multiplyDimensions } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";
import { fewReductionSamples, integerReduction, reduction } from "./define/reduction.ts";

/** y = Π x over `axes`. Lowered to products of halves, so that derivatives hold where elements are 0, too. */
export const ReduceProd = reduction({
  axesInputSince: 18,
  lower: (g, { x, axes }) => axes.reduce((product, axis) => multiplyAlong(g, product, axis), x),
  content: (elements) => multiplyDimensions(...elements),
  samples: [
    ...fewReductionSamples(),
    integerReduction,
    {
      x: { shape: [2, 5], values: [1, 0, 2, -3, 0.5, 0, 2, 0, 1, 1] },
      axes: { shape: [1], type: "int64", values: [1] },
    },
  ],
});

/** The product along one axis, which stays with size 1. */
function multiplyAlong(g: Builder, x: Value, axis: number): Value {
  const size = x.shape[axis];
  if (typeof size !== "number") {
    return fail({ subject: "ReduceProd", expected: "axes of known sizes", got: `axis ${axis} of size ${size}` });
  }
  if (size === 0) return g.add(1, g.reduceSum(x, [axis]));
  if (size === 1) return x;
  const half = Math.floor(size / 2);
  const part = (from: number, to: number) => g.slice(x, [axis], [from], [to]);
  const product = multiplyAlong(g, g.mul(part(0, half), part(half, 2 * half)), axis);
  return size % 2 === 1 ? g.mul(product, part(size - 1, size)) : product;
}
