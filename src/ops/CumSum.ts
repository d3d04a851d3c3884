import type { ValueType } from "../graph/index.ts";
import { int } from "../graph/index.ts";
import { allAxes } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";

/** Running sums along an axis, without the element itself if `exclusive`, from the end if `reverse`; the adjoint runs back. */
export const CumSum = defineOp({
  inputs: ["x", "axis"],
  outputs: ["y"],
  discrete: ["axis"],
  attributes: { exclusive: int(0), reverse: int(0) },
  infer: ({ x }) => ({ y: like(x) }),
  mixes: ({ x, axis }) => ({ x: summedAxes(x, axis) }),
  jvp: (g, { dx, axis, exclusive, reverse }) => ({
    dy: g.op("CumSum", [dx, axis], { exclusive: int(exclusive), reverse: int(reverse) }),
  }),
  vjp: (g, { dy, axis, exclusive, reverse }) => ({
    dx: g.op("CumSum", [dy, axis], { exclusive: int(exclusive), reverse: int(reverse ? 0 : 1) }),
  }),
  samples: [
    { x: [2, 3], axis: { shape: [], type: "int64", values: [1] } },
    { x: [4, 3], axis: { shape: [], type: "int64", values: [-2] }, exclusive: 1 },
    { x: [2, 3], axis: { shape: [], type: "int64", values: [0] }, reverse: 1 },
    { x: [5], axis: { shape: [], type: "int64", values: [0] }, reverse: 1, exclusive: 1 },
    { x: [2, 3, 2], axis: { shape: [1], type: "int32", values: [-1] }, reverse: 1, exclusive: 1 },
  ],
});

/** All axes where the axis is computed: any of them might be it. */
function summedAxes(x: ValueType, axis: ValueType): readonly number[] {
  const [given] = axis.content ?? [];
  return typeof given === "number" ? [given] : allAxes(x.shape.length);
}
