import { float32 } from "../base/index.ts";
import { contentOf } from "../graph/index.ts";
import { constantTensor } from "./define/constantTensor.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";

/** A tensor that is written in the node; on import it becomes a constant of the graph. */
export const Constant = defineOp({
  inputs: [],
  outputs: ["y"],
  attributes: {
    value: optional.tensor,
    sparse_value: optional.tensor,
    value_float: optional.float,
    value_floats: optional.floats,
    value_int: optional.int,
    value_ints: optional.ints,
    value_string: optional.string,
    value_strings: optional.strings,
  },
  infer: (attributes) => {
    const t = constantTensor(attributes);
    return { y: { type: t.type, shape: t.shape, ...known(contentOf(t)) } };
  },
  stops: "a constant",
  samples: [
    { value: float32([2, 2], [1, 2, 3, 4]) },
    { value_float: 1.5 },
    { value_floats: [1.5, 2] },
    { value_int: 3 },
    { value_ints: [3, 4, 5] },
  ],
});
