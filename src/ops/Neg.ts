import { defineOp } from "./define/defineOp.ts";

/** y = −x. */
export const Neg = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x: { type, shape, content } }) => {
    const known = content?.every((element) => typeof element === "number");
    return { y: { type, shape, ...(known && { content: content!.map((element) => 0 - (element as number)) }) } };
  },
  jvp: (g, { dx }) => ({ dy: g.neg(dx) }),
  vjp: (g, { dy }) => ({ dx: g.neg(dy) }),
  samples: [{ x: [2, 3] }, { x: [] }, { x: { shape: [3], type: "int64", values: [1, 0, -2] } }],
});
