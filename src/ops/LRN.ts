import { fail, multiplyDimensions } from "../base/index.ts";
import { float, int, ints } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { like } from "./define/pointwise.ts";
import { spatialAxes } from "./define/spatial.ts";

/**
 * Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3):
 * y = x / (bias + alpha · m)^beta, m the mean of x² over the `size` neighbouring channels, absent ones counting as 0.
 */
export const LRN = defineOp({
  inputs: ["x"],
  outputs: ["y"],
  attributes: { alpha: float(1e-4), beta: float(0.75), bias: float(1), size: optional.int },
  infer: ({ x, size }) => {
    spatialAxes(x.shape);
    if (!size || size < 1) fail({ subject: "LRN", expected: "a size from 1 up", got: `${size ?? "none"}` });
    return { y: like(x) };
  },
  mixes: () => ({ x: [1] }),
  lower: (g, { x, alpha, beta, bias, size = 1 }) => {
    const [n, channels, ...rest] = x.shape;
    const positions = multiplyDimensions(...rest);
    const rows = g.reshape(g.mul(x, x), [n!, 1, channels!, positions]);
    // Beyond the outermost channels there is nothing to add.
    const reach = (wanted: number) => (typeof channels === "number" ? Math.min(wanted, channels - 1) : wanted);
    const [before, after] = [reach(Math.floor((size - 1) / 2)), reach(Math.ceil((size - 1) / 2))];
    const window = before + after + 1;
    const mean = g.op("AveragePool", [rows], {
      kernel_shape: ints([window, 1]),
      pads: ints([before, 0, after, 0]),
      count_include_pad: int(1),
    });
    const scale = g.pow(g.add(g.mul(mean, (alpha * window) / size), bias), beta);
    return { y: g.div(x, g.reshape(scale, x.shape)) };
  },
  samples: [
    { x: [2, 5, 2, 3], size: 3 },
    { x: [1, 4, 2, 2], size: 3, alpha: 0.5, beta: 0.6, bias: 2 },
    { x: [1, 2, 3, 1], size: 5, alpha: 1 },
    { x: [1, 3, 2, 1], size: 101, alpha: 1 },
  ],
});
