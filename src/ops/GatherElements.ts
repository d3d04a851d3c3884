import { normalizeAxis } from "../base/index.ts";
import { int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { requireSameRank } from "./define/requireSameRank.ts";

/** y has the shape of the indices; each element is taken from x at its own place, but for `axis`, where the index says. */
export const GatherElements = defineOp({
  inputs: ["x", "indices"],
  outputs: ["y"],
  discrete: ["indices"],
  attributes: { axis: int(0) },
  infer: ({ x, indices, axis }) => {
    normalizeAxis(axis, x.shape.length);
    requireSameRank("GatherElements", x, indices);
    return { y: { type: x.type, shape: indices.shape } };
  },
  mixes: ({ axis }) => ({ x: [axis], indices: [axis] }),
  jvp: (g, { dx, indices, axis }) => ({ dy: g.op("GatherElements", [dx, indices], { axis: int(axis) }) }),
  vjp: (g, { x, dy, indices, axis }) => ({
    dx: g.op("ScatterElements", [g.full(0, x), indices, dy], {
      axis: int(axis),
      reduction: { kind: "string", value: "add" },
    }),
  }),
  samples: [
    { x: [3, 2], indices: { shape: [2, 2], type: "int64", values: [2, 0, 2, -1] } },
    { x: [2, 4], indices: { shape: [2, 3], type: "int64", values: [0, 3, 0, 1, 1, 2] }, axis: -1 },
    { x: [2, 3, 2], indices: { shape: [1, 5, 2], type: "int64", values: [0, 1, 1, 1, 2, -1, -3, 0, 0, 0] }, axis: 1 },
    { x: [3], indices: { shape: [1], type: "int32", values: [1] } },
  ],
});
