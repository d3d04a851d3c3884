import { fail, multiplyDimensions } from "../base/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { followed, followedNumbers } from "./define/followed.ts";

/** x repeated as a whole, repeats[i] times along axis i; the adjoint sums over the repetitions. */
export const Tile = defineOp({
  inputs: ["x", "repeats"],
  outputs: ["y"],
  discrete: ["repeats"],
  infer: ({ x, repeats }) => {
    const counts = followed("Tile", "repeats", repeats);
    if (counts.length !== x.shape.length) {
      fail({ subject: "Tile", expected: `${x.shape.length} repeats`, got: `${counts.length}` });
    }
    return { y: { type: x.type, shape: x.shape.map((size, axis) => multiplyDimensions(size, counts[axis]!)) } };
  },
  mixes: ({ repeats }) => ({ x: (repeats.content ?? []).flatMap((count, axis) => (count === 1 ? [] : [axis])) }),
  jvp: (g, { dx, repeats }) => ({ dy: g.op("Tile", [dx, repeats]) }),
  vjp: (g, { x, dy, repeats }) => {
    const counts = followedNumbers("Tile", "repeats", repeats);
    const repeated = counts.flatMap((count, axis) => (count === 1 ? [] : [axis]));
    const split = x.shape.flatMap((size, axis) => (repeated.includes(axis) ? [counts[axis]!, size] : [size]));
    const axes = repeated.map((axis, i) => axis + i);
    return { dx: g.reduceSum(g.reshape(dy, split), axes, false) };
  },
  samples: [
    { x: [2, 3], repeats: { shape: [2], type: "int64", values: [2, 1] } },
    { x: [2, 1, 3], repeats: { shape: [3], type: "int64", values: [3, 2, 2] } },
    { x: [2], repeats: { shape: [1], type: "int64", values: [1] } },
  ],
});
