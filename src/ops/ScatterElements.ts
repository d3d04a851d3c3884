import { fail, formatShape, normalizeAxis, sameShape } from "../base/index.ts";
import { int, string, type Value } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";
import { requireSameRank } from "./define/requireSameRank.ts";
import {
  reductionAttribute,
  reductionOf,
  type Scattering,
  scatterCotangents,
  scatterTangent,
} from "./define/scattering.ts";

const sample = {
  data: [2, 4],
  indices: { shape: [2, 2], type: "int64", values: [3, 0, -2, 1] },
  updates: { shape: [2, 2], from: 0.5, to: 2 },
  axis: 1,
} as const;
const repeated = { ...sample, indices: { shape: [2, 2], type: "int64", values: [3, 3, 1, 1] } } as const;

/** data with `updates` written (or added, multiplied, …) at the places that the indices name along `axis`. */
export const ScatterElements = defineOp({
  inputs: ["data", "indices", "updates"],
  outputs: ["y"],
  discrete: ["indices"],
  attributes: { axis: int(0), reduction: string("none") },
  infer: ({ data, indices, updates, axis, reduction }) => {
    normalizeAxis(axis, data.shape.length);
    reductionOf("ScatterElements", reduction);
    requireSameRank("ScatterElements", data, indices);
    if (!sameShape(indices.shape, updates.shape)) {
      fail({
        subject: "ScatterElements",
        expected: `updates of shape ${formatShape(indices.shape)}`,
        got: formatShape(updates.shape),
      });
    }
    return { y: like(data) };
  },
  mixes: ({ axis }) => ({ data: [axis], indices: [axis], updates: [axis] }),
  jvp: (g, { axis, indices, reduction, ...rest }) => ({
    dy: scatterTangent(g, along(indices, axis), reductionOf("ScatterElements", reduction), rest),
  }),
  vjp: (g, { axis, indices, reduction, ...rest }) =>
    scatterCotangents(g, along(indices, axis), reductionOf("ScatterElements", reduction), rest),
  samples: (["none", "add", "mul", "max", "min"] as const).flatMap((reduction) => [
    { ...sample, reduction },
    { data: [4], indices: { shape: [2], type: "int64", values: [3, 1] }, updates: [2], reduction },
    {
      data: [2, 3, 2],
      indices: { shape: [1, 2, 2], type: "int32", values: [1, 0, -2, 1] },
      updates: { shape: [1, 2, 2], from: -2, to: -0.5 },
      axis: -1,
      reduction,
    } as const,
    ...(reduction === "none" ? [] : [{ ...repeated, reduction }]),
    ...(reduction === "mul"
      ? [{ ...sample, updates: { shape: [2, 2], values: [0, 2, -1, 0] }, reduction } as const]
      : []),
  ]),
});

function along(indices: Value, axis: number): Scattering {
  return {
    scatter: (g, data, updates, reduction) =>
      g.op("ScatterElements", [data, indices, updates], { axis: int(axis), ...reductionAttribute(reduction) }),
    gather: (g, data) => g.op("GatherElements", [data, indices], { axis: int(axis) }),
  };
}
