import { fail } from "../base/index.ts";
import { defineOp } from "./define/defineOp.ts";

/** Indices of the elements that are not 0, one column each. Their number must be known beforehand. */
export const NonZero = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => {
    const { content } = x;
    if (x.shape.length !== 1 || !content || content.some((d) => typeof d !== "number")) {
      return fail({
        subject: "NonZero",
        expected: "a small constant list",
        got: "values that decide the size of the result",
        todo: "Export the model without boolean indexing.",
      });
    }
    return { y: { type: "int64", shape: [1, content.filter((d) => d !== 0).length] } };
  },
  stops: "integer-valued",
  samples: [
    { x: { shape: [4], type: "int64", values: [1, 0, 5, 2] } },
    { x: { shape: [2], type: "bool", values: [0, 1] } },
  ],
});
