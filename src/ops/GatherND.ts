import { fail, formatShape, type Shape, sameShape } from "../base/index.ts";
import { int } from "../graph/index.ts";
import { allAxes, sizeAt } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { scatterTuples } from "./define/indexTuples.ts";

/** y[…] = x[indices[…, :]]: the last axis of the indices is a tuple, after `batch_dims` axes that both share. */
export const GatherND = defineOp({
  inputs: ["x", "indices"],
  outputs: ["y"],
  discrete: ["indices"],
  attributes: { batch_dims: int(0) },
  infer: ({ x, indices, batch_dims }) => {
    const depth = tupleSize(x.shape, indices.shape, batch_dims);
    return { y: { type: x.type, shape: [...indices.shape.slice(0, -1), ...x.shape.slice(batch_dims + depth)] } };
  },
  mixes: ({ x, indices, batch_dims }) => ({
    x: allAxes(tupleSize(x.shape, indices.shape, batch_dims)).map((axis) => axis + batch_dims),
  }),
  jvp: (g, { dx, indices, batch_dims }) => ({ dy: g.op("GatherND", [dx, indices], { batch_dims: int(batch_dims) }) }),
  vjp: (g, { x, dy, indices, batch_dims }) => ({
    dx: scatterTuples(g, g.full(0, x), indices, dy, "add", batch_dims),
  }),
  samples: [
    { x: [3, 4], indices: { shape: [2, 2], type: "int64", values: [0, 3, 2, 1] } },
    { x: [3, 4], indices: { shape: [3, 1], type: "int64", values: [2, 0, 2] } },
    { x: [2, 3, 4], indices: { shape: [2, 2, 1], type: "int64", values: [2, 0, 1, 1] }, batch_dims: 1 },
    { x: [2, 3, 4], indices: { shape: [2, 3, 1], type: "int64", values: [3, 0, 1, 2, 2, 0] }, batch_dims: 2 },
    { x: [2, 3, 2], indices: { shape: [2, 1, 2, 2], type: "int64", values: [2, 1, -3, 0, 0, 0, 0, 0] }, batch_dims: 1 },
    { x: [3, 2], indices: { shape: [2, 2, 1], type: "int64", values: [2, 2, 2, -1] } },
    { x: [3], indices: { shape: [1], type: "int64", values: [-1] } },
  ],
});

function tupleSize(x: Shape, indices: Shape, batchDims: number): number {
  const depth = sizeAt("GatherND", indices, indices.length - 1);
  const shared = sameShape(x.slice(0, batchDims), indices.slice(0, batchDims)) && batchDims < indices.length;
  if (!shared || batchDims + depth > x.length) {
    fail({ subject: "GatherND", expected: "indices that fit", got: `${formatShape(indices)} for ${formatShape(x)}` });
  }
  return depth;
}
