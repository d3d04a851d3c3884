import { normalizeAxis } from "../base/index.ts";
import { int, type ValueType } from "../graph/index.ts";
import { allAxes } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { followed } from "./define/followed.ts";

/** values = [off, on]: y is `on` where the place along the new `axis` equals the index, `off` elsewhere. */
export const OneHot = defineOp({
  inputs: ["indices", "depth", "values"],
  outputs: ["y"],
  discrete: ["indices", "depth"],
  attributes: { axis: int(-1) },
  infer: ({ indices, depth, values, axis }) => {
    const along = normalizeAxis(axis, indices.shape.length + 1);
    return { y: { type: values.type, shape: indices.shape.toSpliced(along, 0, depthOf(depth)) } };
  },
  lower: (g, { indices, depth, values, axis }) => {
    const rank = indices.shape.length + 1;
    const along = normalizeAxis(axis, rank);
    const size = g.reshape(g.cast(depth, "int64"), []);
    const whole = g.cast(indices, "int64");
    const index = g.where(g.greater(0, whole), g.add(whole, size), whole);
    const range = g.op("Range", [g.scalar(0, size), size, g.scalar(1, size)]);
    const others = allAxes(rank).filter((i) => i !== along);
    const mask = g.equal(g.unsqueeze(index, [along]), g.unsqueeze(range, others));
    return { y: g.where(mask, g.slice(values, [0], [1], [2]), g.slice(values, [0], [0], [1])) };
  },
  samples: [
    {
      indices: { shape: [3], type: "int64", values: [1, 0, 2] },
      depth: { shape: [], type: "int64", values: [3] },
      values: [2],
    },
    {
      indices: { shape: [2, 2], type: "int64", values: [1, -1, 5, 0] },
      depth: { shape: [1], type: "int64", values: [4] },
      values: [2],
      axis: 1,
    },
    {
      indices: { shape: [3], type: "int32", values: [-4, 0, 3] },
      depth: { shape: [], type: "float32", values: [4] },
      values: [2],
      axis: 0,
    },
  ],
});

const depthOf = (depth: ValueType) => followed("OneHot", "a depth", depth)[0]!;
