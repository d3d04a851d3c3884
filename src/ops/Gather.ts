import { type Dimension, fail, normalizeAxis } from "../base/index.ts";
import { type Builder, int, type Value, type ValueType } from "../graph/index.ts";
import { allAxes } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { known } from "./define/followed.ts";
import { padZeros } from "./define/pads.ts";
import { reductionAttribute } from "./define/scattering.ts";

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
    return { y: { type: x.type, shape, ...(shape.length <= 1 && picked(x, indices)) } };
  },
  mixes: ({ axis }) => ({ x: [axis] }),
  jvp: (g, { dx, indices, axis }) => ({ dy: g.op("Gather", [dx, indices], { axis: int(axis) }) }),
  vjp: (g, { x, dy, indices, axis }) => {
    const along = normalizeAxis(axis, x.shape.length);
    return { dx: putOne(g, x, dy, indices, along) ?? putBack(g, x, dy, indices, along) };
  },
  samples: [
    { x: [4, 3], indices: { shape: [3], type: "int64", values: [2, 0, 2] } },
    { x: [2, 3, 4], indices: { shape: [2, 2], type: "int64", values: [0, -1, 2, 0] }, axis: 1 },
    { x: [2, 3], indices: { shape: [], type: "int64", values: [-1] }, axis: -1 },
    { x: [2, 3], indices: { shape: [1], type: "int32", values: [1] }, axis: 1 },
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

/** The adjoint for a single index that is known: zeros around the slice. */
function putOne(g: Builder, x: Value, dy: Value, indices: Value, axis: number): Value | undefined {
  const size = x.shape[axis]!;
  const [index] = indices.content ?? [];
  if (indices.content?.length !== 1 || typeof index !== "number" || typeof size !== "number") return undefined;
  const place = index < 0 ? index + size : index;
  return padZeros(g, indices.shape.length === 0 ? g.unsqueeze(dy, [axis]) : dy, axis, place, size - 1 - place);
}

/** The adjoint in general: add every slice to its place, the gathered axis first. */
function putBack(g: Builder, x: Value, dy: Value, indices: Value, axis: number): Value {
  const [rank, depth] = [x.shape.length, indices.shape.length];
  const forth = [axis, ...allAxes(rank).filter((i) => i !== axis)];
  const gathered = allAxes(depth).map((i) => axis + i);
  const order = [...gathered, ...allAxes(dy.shape.length).filter((i) => !gathered.includes(i))];
  const zeros = g.transpose(g.full(0, x), forth);
  const places = g.unsqueeze(g.cast(indices, "int64"), [depth]);
  const sums = g.op("ScatterND", [zeros, places, g.transpose(dy, order)], reductionAttribute("add"));
  return g.transpose(
    sums,
    forth.map((_, i) => forth.indexOf(i)),
  );
}
