import { broadcastShapes } from "../base/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { followed, known } from "./define/followed.ts";

/** x stretched to the shape that it and `shape` broadcast to; the adjoint sums over what was stretched. */
export const Expand = defineOp({
  inputs: ["x", "shape"],
  outputs: ["y"],
  discrete: ["shape"],
  infer: ({ x, shape }) => {
    const target = broadcastShapes(x.shape, followed("Expand", "a shape", shape));
    const [size] = target;
    const few = target.length === 1 && typeof size === "number" && size <= 64 && x.content;
    const repeated = few && (few.length === size ? few : Array.from({ length: size }, () => few[0]));
    return { y: { type: x.type, shape: target, ...(repeated && known(repeated)) } };
  },
  jvp: (g, { dx, shape }) => ({ dy: g.op("Expand", [dx, shape]) }),
  vjp: (g, { x, dy }) => ({ dx: g.sumTo(dy, x) }),
  samples: [
    { x: [2, 1], shape: { shape: [2], type: "int64", values: [2, 3] } },
    { x: [3], shape: { shape: [3], type: "int64", values: [2, 1, 1] } },
    { x: [], shape: { shape: [2], type: "int64", values: [2, 2] } },
    { x: [2, 3], shape: { shape: [1], type: "int64", values: [1] } },
    { x: { shape: [1], type: "int64", values: [5] }, shape: { shape: [1], type: "int64", values: [3] } },
  ],
});
