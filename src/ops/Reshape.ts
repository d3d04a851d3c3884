import { type Dimension, divideDimensions, fail, formatShape, type Shape } from "../base/index.ts";
import { elementCount, int, type ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { followed } from "./define/followed.ts";

/** The elements of x in row-major order in another shape; −1: what remains, 0: the size of x there (unless `allowzero`). */
export const Reshape = defineOp({
  inputs: ["x", "shape"],
  outputs: ["y"],
  discrete: ["shape"],
  attributes: { allowzero: int(0) },
  infer: ({ x, shape, allowzero }) => {
    const target = reshaped(x, followed("Reshape", "a shape", shape), allowzero !== 0);
    return { y: { type: x.type, shape: target, ...(x.content && { content: x.content }) } };
  },
  jvp: (g, { dx, y }) => ({ dy: g.reshape(dx, y.shape, y) }),
  vjp: (g, { dy, x }) => ({ dx: g.reshape(dy, x.shape, x) }),
  samples: [
    { x: [2, 3], shape: { shape: [1], type: "int64", values: [6] } },
    { x: [2, 3, 4], shape: { shape: [2], type: "int64", values: [0, -1] } },
    { x: [2, 3, 4], shape: { shape: [3], type: "int64", values: [4, -1, 2] } },
    { x: [1, 1], shape: { shape: [0], type: "int64", values: [] } },
    { x: [], shape: { shape: [2], type: "int64", values: [1, 1] } },
    { x: [2, 0], shape: { shape: [2], type: "int64", values: [0, 3] }, allowzero: 1 },
    { x: { shape: [1], type: "int64", values: [7] }, shape: { shape: [0], type: "int64", values: [] } },
  ],
});

function reshaped(x: ValueType, target: readonly Dimension[], zeroIsZero: boolean): Shape {
  const mismatch = (): never =>
    fail({ subject: "Reshape", expected: `a shape for the elements of ${formatShape(x.shape)}`, got: `${target}` });
  const copied = target.map((size, axis) => (size === 0 && !zeroIsZero ? (x.shape[axis] ?? mismatch()) : size));
  const total = elementCount(x.shape);
  const open = copied.indexOf(-1);
  const given = elementCount(copied.filter((_, axis) => axis !== open));
  if (open < 0) return given === total ? copied : mismatch();
  const rest = given === 0 ? undefined : divideDimensions(total, given);
  return copied.with(open, rest ?? mismatch());
}
