import { fail, formatShape } from "../base/index.ts";
import { elementTypeOf, int } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";

/** A matrix of the shape of x, of element type `dtype` (that of x without it), with ones on the k-th diagonal. */
export const EyeLike = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { dtype: optional.int, k: int(0) },
  infer: ({ x, dtype }) => {
    if (x.shape.length !== 2) fail({ subject: "EyeLike", expected: "a matrix", got: formatShape(x.shape) });
    const type = dtype === undefined ? x.type : elementTypeOf(dtype);
    if (!type) return fail({ subject: "EyeLike", expected: "an element type of ONNX", got: `number ${dtype}` });
    return { y: { type, shape: x.shape } };
  },
  // Every sample gets another row.
  mixes: () => ({ x: [0, 1] }),
  stops: "depends on the shape only",
  samples: [{ x: [3, 3] }, { x: [2, 4], k: 1 }, { x: [3, 2], k: -1, dtype: 7 }],
});
