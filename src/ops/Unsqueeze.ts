import type { ValueType } from "../graph/index.ts";
import { attributeToInput } from "./define/attributeInputs.ts";
import { axesOf } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";

/** x with new axes of size 1, at the places that `axes` names in the result. */
export const Unsqueeze = defineOp({
  inputs: ["x", "axes"],
  outputs: ["y"],
  discrete: ["axes"],
  infer: ({ x, axes }) => {
    const added = addedAxes(x, axes);
    const rest = [...x.shape];
    const shape = Array.from({ length: rest.length + added.length }, (_, axis) =>
      added.includes(axis) ? 1 : rest.shift()!,
    );
    return { y: { type: x.type, shape, ...(x.content && { content: x.content }) } };
  },
  jvp: (g, { x, dx, axes }) => ({ dy: g.unsqueeze(dx, addedAxes(x, axes)) }),
  vjp: (g, { x, dy, axes }) => ({ dx: g.squeeze(dy, addedAxes(x, axes)) }),
  upgrades: { 13: attributeToInput("axes") },
  samples: [
    { x: [2, 3], axes: { shape: [1], type: "int64", values: [1] } },
    { x: [2, 3], axes: { shape: [2], type: "int64", values: [-1, 0] } },
    { x: [], axes: { shape: [1], type: "int64", values: [0] } },
    { x: { shape: [], type: "int64", values: [5] }, axes: { shape: [1], type: "int64", values: [0] } },
  ],
});

function addedAxes(x: ValueType, axes: ValueType): readonly number[] {
  return axesOf("Unsqueeze", axes, x.shape.length + (axes.content?.length ?? 0));
}
