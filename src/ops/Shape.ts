import { int } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";

/** Sizes of the axes `start` … `end` − 1 of x, as int64. */
export const Shape = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { start: int(0), end: optional.int },
  infer: ({ x, start, end }) => {
    const sizes = x.shape.slice(start, end);
    return { y: { type: "int64", shape: [sizes.length], ...known(sizes) } };
  },
  stops: "the shape does not vary with the values",
  samples: [
    { x: [2, 3] },
    { x: [2, 3, 4], start: 1 },
    { x: [2, 3, 4], start: -2, end: -1 },
    { x: [] },
    { x: [2], end: 9 },
  ],
});
