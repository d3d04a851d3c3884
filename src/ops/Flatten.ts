import { normalizeAxis, type Shape } from "../base/index.ts";
import { elementCount, int } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";

/** x as a matrix: the axes before `axis` are the rows, the others the columns. */
export const Flatten = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { axis: int(1) },
  infer: ({ x, axis }) => ({ y: { type: x.type, shape: matrixShape(x.shape, axis) } }),
  lower: (g, { x, axis }) => ({ y: g.reshape(x, matrixShape(x.shape, axis), x) }),
  samples: [
    { x: [2, 3, 4] },
    { x: [2, 3, 4], axis: 0 },
    { x: [2, 3, 4], axis: -1 },
    { x: [2, 3], axis: 2 },
    { x: [3] },
  ],
});

function matrixShape(shape: Shape, axis: number): Shape {
  const first = axis === shape.length ? axis : normalizeAxis(axis, shape.length);
  return [elementCount(shape.slice(0, first)), elementCount(shape.slice(first))];
}
