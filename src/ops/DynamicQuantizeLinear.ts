import { allAxes } from "./define/axes.ts";
import { defineOp } from "./define/defineOp.ts";
import { quantise } from "./define/quantise.ts";

/**
 * x in 8 bits, with the scale and the zero point for which the range of x and 0 fills them. The scale moves with the
 * extremes of x; the quantised numbers and the zero point are piecewise constant.
 */
export const DynamicQuantizeLinear = defineOp({
  inputs: ["x"],
  outputs: ["y", "y_scale", "y_zero_point"],
  infer: ({ x }) => ({
    y: { type: "uint8", shape: x.shape },
    y_scale: { type: x.type, shape: [] },
    y_zero_point: { type: "uint8", shape: [] },
  }),
  mixes: ({ x }) => ({ x: allAxes(x.shape.length) }),
  lower: (g, { x }) => {
    const zero = g.scalar(0, x);
    const largest = g.op("Max", [g.reduceMax(x, undefined, false), zero]);
    const smallest = g.neg(g.op("Max", [g.reduceMax(g.neg(x), undefined, false), zero]));
    const range = g.sub(largest, smallest);
    const y_scale = g.where(g.equal(range, 0), 1, g.div(range, 255));
    const y_zero_point = quantise(g, g.neg(smallest), y_scale, undefined, "uint8");
    return { y: quantise(g, x, y_scale, g.cast(y_zero_point, x.type), "uint8"), y_scale, y_zero_point };
  },
  samples: [
    { x: { shape: [2, 3], values: [-1, 0.3, 2, 0.7, 1.1, -0.2] } },
    { x: { shape: [3], values: [1, 2.2, 5] } },
    { x: { shape: [3], values: [-1, -2.2, -5] } },
  ],
});
