import { defineOp } from "./define/defineOp.ts";

/** y = x */
export const Identity = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  infer: ({ x: { type, shape, content } }) => ({ y: { type, shape, ...(content && { content }) } }),
  jvp: (_, { dx }) => ({ dy: dx }),
  vjp: (_, { dy }) => ({ dx: dy }),
  samples: [{ x: [2, 3] }, { x: [] }, { x: { shape: [2], type: "int64", values: [4, 0] } }],
});
