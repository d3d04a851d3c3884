import { normalizeAxis } from "../base/index.ts";
import { ints } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";
import { safeRoot } from "./define/powerSum.ts";

/** Keeps the division finite where all elements are equal; ONNX writes it into the operator's definition. */
const smallest = 1e-9;

/** y = (x − mean) / (√variance + 10⁻⁹) over `axes`; by default all but the channels, so that samples meet. */
export const MeanVarianceNormalization = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { axes: ints([0, 2, 3]) },
  infer: ({ x, axes }) => {
    for (const axis of axes) normalizeAxis(axis, x.shape.length);
    return { y: like(x) };
  },
  mixes: ({ axes }) => ({ x: axes }),
  lower: (g, { x, axes }) => {
    const centred = g.sub(x, g.reduceMean(x, axes));
    const variance = g.reduceMean(g.mul(centred, centred), axes);
    return { y: g.div(centred, g.add(safeRoot(g, variance, 2), smallest)) };
  },
  samples: [{ x: [2, 3, 2, 3] }, { x: [2, 3, 4], axes: [-1] }, { x: [2, 3, 2], axes: [1, 2] }],
});
