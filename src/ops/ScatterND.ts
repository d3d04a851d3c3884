import { fail, formatShape, sameShape } from "../base/index.ts";
import { string } from "../graph/index.ts";
import { allAxes, sizeAt } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { scatterTuples } from "./define/indexTuples.ts";
import { like } from "./define/pointwise.ts";
import { reductionOf } from "./define/scattering.ts";

const places = { shape: [2, 1], type: "int64", values: [2, 0] } as const;
const updates = { shape: [2, 2], from: 0.5, to: 2 } as const;

/** data with slices `updates` written (or added, multiplied, …) at the places that the tuples in the last axis name. */
export const ScatterND = defineOp({
  inputs: ["data", "indices", "updates"],
  outputs: ["y"],
  discrete: ["indices"],
  attributes: { reduction: string("none") },
  infer: ({ data, indices, updates, reduction }) => {
    reductionOf("ScatterND", reduction);
    const depth = sizeAt("ScatterND", indices.shape, indices.shape.length - 1);
    const expected = [...indices.shape.slice(0, -1), ...data.shape.slice(depth)];
    if (depth > data.shape.length || !sameShape(updates.shape, expected)) {
      fail({
        subject: "ScatterND",
        expected: `updates of shape ${formatShape(expected)}`,
        got: formatShape(updates.shape),
      });
    }
    return { y: like(data) };
  },
  mixes: ({ indices }) => ({
    data: allAxes(sizeAt("ScatterND", indices.shape, indices.shape.length - 1)),
    indices: allAxes(indices.shape.length),
    updates: allAxes(indices.shape.length - 1),
  }),
  lower: (g, { data, indices, updates, reduction }) => ({
    y: scatterTuples(g, data, indices, updates, reductionOf("ScatterND", reduction)),
  }),
  samples: (["none", "add", "mul", "max", "min"] as const).flatMap((reduction) => [
    { data: [3, 2], indices: places, updates, reduction },
    { data: [3, 2], indices: { shape: [2, 2], type: "int64", values: [1, 1, 0, -1] }, updates: [2], reduction },
    ...(reduction === "none"
      ? []
      : [{ data: [3, 2], indices: { shape: [2, 1], type: "int64", values: [1, 1] }, updates, reduction } as const]),
  ]),
});
