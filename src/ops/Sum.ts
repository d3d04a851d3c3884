import { broadcastTypes } from "./define/binary.ts";
import { defineOp } from "./define/defineOp.ts";

/** y = the sum of the operands, with broadcasting. */
export const Sum = defineOp({
  inputs: ["...xs"],
  outputs: ["y"],
  infer: ({ xs }) => ({ y: broadcastTypes(...xs) }),
  lower: (g, { xs }) => ({ y: g.sum(xs) }),
  samples: [
    {
      xs: [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
    },
    { xs: [[2, 3], [3], [2, 1]] },
    { xs: [[3]] },
  ],
});
