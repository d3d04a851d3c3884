import { elementCount } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";

/** Number of elements of x, as int64. */
export const Size = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: { type: "int64", shape: [], ...known([elementCount(x.shape)]) } }),
  stops: "the number of elements does not vary with the values",
  samples: [{ x: [2, 3] }, { x: [] }],
});
