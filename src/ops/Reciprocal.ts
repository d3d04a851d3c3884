import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** y = 1/x. */
export const Reciprocal = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x }) => ({ y: like(x) }),
  lower: (g, { x }) => ({ y: g.div(1, x) }),
  samples: [{ x: { shape: [2, 3], from: 0.5, to: 3 } }, { x: { shape: [], from: -3, to: -0.5 } }],
});
