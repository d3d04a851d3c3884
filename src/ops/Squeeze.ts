import { fail, type Shape } from "../base/index.ts";
import type { ValueType } from "../graph/index.ts";
import { attributeToInput } from "./define/attributeInputs.ts";
import { axesOf } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";

/** x without the given axes of size 1 (without all of them where `axes` is absent). */
export const Squeeze = defineOp({
  inputs: ["x", "axes?"],
  outputs: ["y"],
  discrete: ["axes"],
  infer: ({ x, axes }) => {
    const removed = removedAxes(x.shape, axes);
    const shape = x.shape.filter((_, axis) => !removed.includes(axis));
    return { y: { type: x.type, shape, ...(x.content && { content: x.content }) } };
  },
  jvp: (g, { x, dx, axes }) => ({ dy: g.squeeze(dx, removedAxes(x.shape, axes)) }),
  vjp: (g, { x, dy, axes }) => ({ dx: g.unsqueeze(dy, removedAxes(x.shape, axes)) }),
  upgrades: { 13: attributeToInput("axes") },
  samples: [
    { x: [1, 3, 1, 2] },
    { x: [1, 3, 1, 2], axes: { shape: [1], type: "int64", values: [-2] } },
    { x: [1, 3, 1], axes: { shape: [2], type: "int64", values: [2, 0] } },
    { x: { shape: [1], type: "int64", values: [5] } },
  ],
});

function removedAxes(shape: Shape, axes: ValueType | undefined): readonly number[] {
  if (!axes) return shape.flatMap((size, axis) => (size === 1 ? [axis] : []));
  const removed = axesOf("Squeeze", axes, shape.length);
  const wide = removed.find((axis) => shape[axis] !== 1);
  if (wide !== undefined) {
    fail({ subject: "Squeeze", expected: `size 1 at axis ${wide}`, got: `${shape[wide]}` });
  }
  return removed;
}
