import { fail, formatShape } from "../base/index.ts";
import { int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** The upper (or lower) triangle of the last two axes, from the k-th diagonal on; zeros elsewhere. Its own adjoint. */
export const Trilu = defineOp({
  inputs: ["x", "k?"],
  outputs: ["y"],
  discrete: ["k"],
  attributes: { upper: int(1) },
  infer: ({ x }) => {
    if (x.shape.length < 2) fail({ subject: "Trilu", expected: "at least two axes", got: formatShape(x.shape) });
    return { y: like(x) };
  },
  mixes: () => ({ x: [-1, -2] }),
  jvp: (g, { dx, k, upper }) => ({ dy: g.op("Trilu", [dx, k], { upper: int(upper) }) }),
  vjp: (g, { dy, k, upper }) => ({ dx: g.op("Trilu", [dy, k], { upper: int(upper) }) }),
  samples: [
    { x: [3, 4] },
    { x: [2, 3, 3], upper: 0 },
    { x: [3, 4], k: { shape: [], type: "int64", values: [1] } },
    { x: [4, 3], k: { shape: [], type: "int64", values: [-1] }, upper: 0 },
    { x: [2, 3, 2], k: { shape: [], type: "int64", values: [-9] } },
    { x: [3, 2], k: { shape: [1], type: "int64", values: [-9] }, upper: 0 },
    { x: [3, 3], k: { shape: [], type: "int64", values: [9] }, upper: 0 },
  ],
});
