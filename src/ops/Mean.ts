import { broadcastTypes } from "./define/binary.ts";
import { defineOp } from "./define/defineOp.ts";

/** y = the mean of the operands, with broadcasting. */
export const Mean = defineOp({
  inputs: ["...xs"],
  outputs: ["y"],
  infer: ({ xs }) => ({ y: broadcastTypes(...xs) }),
  lower: (g, { xs }) => ({ y: g.div(g.sum(xs), xs.length) }),
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
