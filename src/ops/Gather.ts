import { type Dimension, fail, normalizeAxis } from "../base/index.ts";
import { int, type ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";
import { gatherAdjoint } from "./define/gatherAdjoint.ts";

/** y[…, j, …] = x[…, indices[j], …] along `axis`; the axes of the indices take its place. */
export const Gather = defineOp({
  inputs: ["x", "indices"],
  outputs: ["y"],
  discrete: ["indices"],
  attributes: { axis: int(0) },
  infer: ({ x, indices, axis }) => {
    const along = normalizeAxis(axis, x.shape.length);
    requireInside(x.shape[along]!, indices);
    const shape = [...x.shape.slice(0, along), ...indices.shape, ...x.shape.slice(along + 1)];
    return { y: { type: x.type, shape, ...(x.shape.length === 1 && picked(x, indices)) } };
  },
  mixes: ({ axis }) => ({ x: [axis] }),
  jvp: (g, { dx, indices, axis }) => ({ dy: g.op("Gather", [dx, indices], { axis: int(axis) }) }),
  vjp: (g, { x, dy, indices, axis }) => ({
    dx: gatherAdjoint(g, x, indices, normalizeAxis(axis, x.shape.length), dy),
  }),
  samples: [
    { x: [4, 3], indices: { shape: [3], type: "int64", values: [2, 0, 2] } },
    { x: [2, 3, 4], indices: { shape: [2, 2], type: "int64", values: [0, -1, 2, 0] }, axis: 1 },
    { x: [2, 3], indices: { shape: [], type: "int64", values: [-1] }, axis: -1 },
    { x: [2, 3], indices: { shape: [1], type: "int32", values: [1] }, axis: 1 },
    { x: [2, 3], indices: { shape: [3], type: "int64", values: [2, 0, 1] }, axis: 1 },
    { x: [3, 2], indices: { shape: [7], type: "int64", values: [1, 1, 1, 1, 1, 0, 1] } },
    { x: [2, 3, 2], indices: { shape: [2, 3], type: "int64", values: [1, 1, 1, 1, 1, 0] }, axis: 1 },
    { x: [3], indices: { shape: [], type: "int64", values: [0] } },
    { x: { shape: [3], type: "int64", values: [7, 8, 9] }, indices: { shape: [2], type: "int64", values: [2, -3] } },
  ],
});

function requireInside(size: Dimension, { content }: ValueType): void {
  if (typeof size === "string") return;
  const outside = content?.find((index) => typeof index === "number" && (index < -size || index >= size));
  if (outside === undefined) return;
  fail({ subject: "Gather", expected: `indices from ${-size} to ${size - 1}`, got: `${outside}` });
}

function picked(x: ValueType, indices: ValueType): { content?: readonly Dimension[] } {
  const elements = indices.content?.map((index) => (typeof index === "number" ? x.content?.at(index) : undefined));
  return known(elements);
}
