import { fail, formatShape, multiplyDimensions, type Shape } from "../base/index.ts";
import { int } from "../graph/index.ts";
import {
  biasGradient,
  convolve,
  convolveByProducts,
  convolveTransposed,
  perChannel,
  quotient,
  weightGradient,
} from "./define/convolution.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";
import { slidingWindow, type Window, type WindowAttributes, windowAttributes } from "./define/window.ts";

/**
 * y[n, m, o] = b[m] + Σ_{c, t} w[m, c, t] · x[n, c, o · stride + t · dilation − pad] over any number of spatial axes;
 * with groups, an output channel sees the input channels of its group only.
 *
 * Linear in x and in w: the adjoints are ConvTranspose and a sum of products over positions.
 */
export const Conv = defineOp({
  inputs: ["x", "w", "b?"],
  outputs: ["y"],
  attributes: { ...windowAttributes, dilations: optional.ints, group: int(1) },
  infer: ({ x, w, b, group, ...attributes }) => {
    const { output } = windowOf(x, w, attributes);
    const [m, c] = [w.shape[0]!, w.shape[1]!];
    if (x.shape[1] !== multiplyDimensions(c, group)) {
      fail({
        subject: "Conv",
        expected: `weights for ${x.shape[1]} input channels in ${group} groups`,
        got: `${formatShape(w.shape)} weights, input ${formatShape(x.shape)}`,
      });
    }
    quotient(m, group);
    if (b && (b.shape.length !== 1 || b.shape[0] !== m)) {
      fail({ subject: "Conv", expected: `a bias of ${m} elements`, got: formatShape(b.shape) });
    }
    return { y: { type: x.type, shape: [x.shape[0]!, m, ...output] } };
  },
  mixes: ({ x, w }) => ({ x: allAfter(x.shape, 1), w: allAfter(w.shape, 1) }),
  jvp: (g, { x, w, y, dx, dw, db, group, ...attributes }) => {
    const window = windowOf(x, w, attributes);
    return {
      dy: sumDefined(g, y, [
        dx && convolve(g, dx, w, window, group),
        dw && convolve(g, x, dw, window, group),
        db && perChannel(g, db, x.shape.length),
      ]),
    };
  },
  vjp: (g, { x, w, b, dy, group, ...attributes }) => {
    const window = windowOf(x, w, attributes);
    return {
      dx: () => convolveTransposed(g, dy, w, window, group),
      dw: () => weightGradient(g, x, dy, window, group),
      db: () => b && biasGradient(g, dy),
    };
  },
  float64: (g, { x, w, b, group, ...attributes }) => {
    const y = convolveByProducts(g, x, w, windowOf(x, w, attributes), group);
    return { y: b ? g.add(y, perChannel(g, b, x.shape.length)) : y };
  },
  samples: [
    { x: [2, 3, 5, 4], w: [2, 3, 3, 2], b: [2] },
    { x: [1, 2, 7], w: [3, 2, 3], strides: [2], pads: [2, 1] },
    { x: [2, 2, 6, 7], w: [2, 2, 3, 3], pads: [1, 1, 1, 1], strides: [2, 3], kernel_shape: [3, 3] },
    { x: [1, 1, 8, 7], w: [2, 1, 3, 2], dilations: [2, 3], pads: [0, 1, 2, 0] },
    { x: [2, 4, 4, 4], w: [6, 2, 3, 3], b: [6], group: 2, auto_pad: "SAME_UPPER", strides: [2, 1] },
    { x: [2, 3, 4, 5], w: [3, 1, 2, 3], group: 3, auto_pad: "SAME_LOWER" },
    { x: [1, 2, 5, 5], w: [2, 2, 1, 1], strides: [2, 2], auto_pad: "VALID" },
    { x: [1, 2, 3, 4, 3], w: [2, 2, 2, 2, 2], pads: [1, 0, 1, 0, 1, 0] },
    { x: [2, 2, 14, 3], w: [3, 2, 3, 2], pads: [1, 0, 1, 1], strides: [1, 2] },
    { x: [1, 2, 15], w: [2, 2, 2] },
    { x: [2, 2, 8, 7], w: [2, 1, 6, 5], group: 2, strides: [2, 1], pads: [1, 0, 2, 0] },
  ],
});

function windowOf(x: { shape: Shape }, w: { shape: Shape }, attributes: WindowAttributes): Window {
  const kernel = w.shape.slice(2);
  if (x.shape.length < 3 || w.shape.length !== x.shape.length) {
    fail({
      subject: "Conv",
      expected: "an input N×C×… and weights M×(C/group)×… with as many axes",
      got: `${formatShape(x.shape)} and ${formatShape(w.shape)}`,
    });
  }
  const given = attributes.kernel_shape;
  if (given && given.length > 0 && given.join() !== kernel.join()) {
    fail({ subject: "Conv", expected: `kernel_shape ${formatShape(kernel)}, as the weights`, got: formatShape(given) });
  }
  return slidingWindow(x.shape.slice(2), kernel, attributes);
}

function allAfter(shape: Shape, first: number): readonly number[] {
  return shape.map((_, axis) => axis).slice(first);
}
