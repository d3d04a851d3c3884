import { fail } from "../base/index.ts";
import { broadcastTypes } from "./define/binary.ts";
import { defineOp, optional } from "./define/defineOp.ts";

/** y = a shifted by b bits to the `direction` "LEFT" or "RIGHT"; unsigned integers. */
export const BitShift = defineOp({
  inputs: ["a", "b"],
  outputs: ["y"],
  attributes: { direction: optional.string },
  infer: ({ a, b, direction }) => {
    if (direction !== "LEFT" && direction !== "RIGHT") {
      fail({ subject: "BitShift", expected: 'a direction, "LEFT" or "RIGHT"', got: `${direction ?? "none"}` });
    }
    return { y: broadcastTypes(a, b) };
  },
  stops: "integer-valued",
  samples: [
    {
      a: { shape: [3], type: "uint32", values: [1, 5, 4000000000] },
      b: { shape: [], type: "uint32", values: [13] },
      direction: "LEFT",
    },
    {
      a: { shape: [2, 1], type: "uint8", values: [200, 15] },
      b: { shape: [3], type: "uint8", values: [0, 1, 7] },
      direction: "RIGHT",
    },
  ],
});
