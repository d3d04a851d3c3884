import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = not x. */
export const Not = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: like(x) }),
  stops: "logical",
  samples: [{ x: { shape: [2], type: "bool", values: [0, 1] } }],
});
