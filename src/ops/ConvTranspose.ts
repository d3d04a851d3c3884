import { fail, formatShape, multiplyDimensions, type Shape } from "../base/index.ts";
import { int } from "../graph/index.ts";
import {
  biasGradient,
  convolve,
  convolveTransposed,
  convolveTransposedByProducts,
  perChannel,
  quotient,
  weightGradient,
} from "./define/convolution.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { sumDefined } from "./define/sumDefined.ts";
import {
  explicitPadding,
  knownSizes,
  perAxis,
  splitPadding,
  type Window,
  type WindowAttributes,
  windowAttributes,
} from "./define/window.ts";

/**
 * The adjoint of a convolution in its input, as a layer: y[n, m, o · stride + t · dilation − pad] += w[c, m, t] · x[n, c, o],
 * plus b[m]. So its own adjoints are a convolution and the convolution's weight gradient with x and y in exchanged roles.
 */
export const ConvTranspose = defineOp({
  inputs: ["x", "w", "b?"],
  outputs: ["y"],
  attributes: {
    ...windowAttributes,
    dilations: optional.ints,
    group: int(1),
    output_padding: optional.ints,
    output_shape: optional.ints,
  },
  infer: ({ x, w, b, group, ...attributes }) => {
    const { input } = windowOf(x, w, attributes);
    quotient(x.shape[1]!, group);
    if (x.shape[1] !== w.shape[0]) {
      fail({
        subject: "ConvTranspose",
        expected: `weights for ${x.shape[1]} input channels`,
        got: `${formatShape(w.shape)} weights, input ${formatShape(x.shape)}`,
      });
    }
    const m = multiplyDimensions(w.shape[1]!, group);
    if (b && (b.shape.length !== 1 || b.shape[0] !== m)) {
      fail({ subject: "ConvTranspose", expected: `a bias of ${m} elements`, got: formatShape(b.shape) });
    }
    return { y: { type: x.type, shape: [x.shape[0]!, m, ...input] } };
  },
  mixes: ({ x, w }) => ({
    x: x.shape.map((_, axis) => axis).slice(1),
    w: w.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis])),
  }),
  jvp: (g, { x, w, y, dx, dw, db, group, ...attributes }) => {
    const window = windowOf(x, w, attributes);
    return {
      dy: sumDefined(g, y, [
        dx && convolveTransposed(g, dx, w, window, group),
        dw && convolveTransposed(g, x, dw, window, group),
        db && perChannel(g, db, x.shape.length),
      ]),
    };
  },
  vjp: (g, { x, w, b, dy, group, ...attributes }) => {
    const window = windowOf(x, w, attributes);
    return {
      dx: () => convolve(g, dy, w, window, group),
      dw: () => weightGradient(g, dy, x, window, group),
      db: () => b && biasGradient(g, dy),
    };
  },
  float64: (g, { x, w, b, group, ...attributes }) => {
    const y = convolveTransposedByProducts(g, x, w, windowOf(x, w, attributes), group);
    return { y: b ? g.add(y, perChannel(g, b, x.shape.length)) : y };
  },
  samples: [
    { x: [2, 3, 3, 4], w: [3, 2, 3, 2], b: [2] },
    { x: [1, 2, 5], w: [2, 3, 3], strides: [2], pads: [1, 0], output_padding: [1] },
    { x: [2, 2, 3, 3], w: [2, 2, 3, 3], strides: [2, 3], pads: [1, 1, 1, 1], output_padding: [1, 2] },
    { x: [1, 2, 3, 3], w: [2, 1, 2, 3], dilations: [2, 2], pads: [1, 0, 0, 2] },
    { x: [2, 4, 3, 2], w: [4, 3, 3, 3], b: [6], group: 2, strides: [2, 1] },
    { x: [1, 2, 3, 3], w: [2, 2, 3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" },
    { x: [1, 2, 3, 3], w: [2, 2, 3, 3], strides: [2, 2], auto_pad: "SAME_LOWER" },
    { x: [1, 2, 3, 3], w: [2, 2, 3, 3], strides: [2, 2], output_shape: [6, 7] },
    { x: [1, 2, 3], w: [2, 2, 1], strides: [3], auto_pad: "SAME_LOWER" },
    {
      x: [2, 2, 3, 2],
      w: [2, 1, 2, 3],
      strides: [2, 3],
      dilations: [2, 1],
      pads: [1, 0, 0, 1],
      output_padding: [1, 0],
    },
    { x: [1, 2, 2, 3, 2], w: [2, 1, 2, 2, 2], strides: [1, 2, 1] },
    { x: [2, 2, 4, 3], w: [2, 1, 6, 5], group: 2, strides: [1, 2] },
  ],
});

/** The window of the convolution that this is the adjoint of: its `output` are the sizes of x, its `input` those of y. */
function windowOf(
  x: { shape: Shape },
  w: { shape: Shape },
  attributes: WindowAttributes & {
    readonly output_padding: readonly number[] | undefined;
    readonly output_shape: readonly number[] | undefined;
  },
): Window {
  const rank = x.shape.length - 2;
  if (rank < 1 || w.shape.length !== rank + 2) {
    fail({
      subject: "ConvTranspose",
      expected: "an input N×C×… and weights C×(M/group)×… with as many axes",
      got: `${formatShape(x.shape)} and ${formatShape(w.shape)}`,
    });
  }
  const output = knownSizes(x.shape.slice(2), "known sizes of the spatial axes");
  const kernel = knownSizes(w.shape.slice(2), "known kernel sizes");
  const { kernel_shape: given } = attributes;
  if (given && given.length > 0 && given.join() !== kernel.join()) {
    fail({
      subject: "ConvTranspose",
      expected: `kernel_shape ${formatShape(kernel)}, as the weights`,
      got: formatShape(given),
    });
  }
  const strides = perAxis(attributes.strides, rank, 1, "strides");
  const dilations = perAxis(attributes.dilations, rank, 1, "dilations");
  const extra = attributes.output_padding?.length ? attributes.output_padding : output.map(() => 0);
  const full = output.map(
    (size, i) => (size - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1 + (extra[i] ?? 0),
  );
  const same = attributes.auto_pad.startsWith("SAME");
  const wanted =
    attributes.output_shape?.slice(-rank) ??
    (same ? output.map((size, i) => Math.min(size * strides[i]!, full[i]!)) : undefined);
  if (wanted && wanted.length > 0) {
    const upper = attributes.auto_pad === "SAME_UPPER";
    const split = full.map((size, i) => splitPadding(Math.max(0, size - wanted[i]!), upper));
    const [begin, end] = [split.map(([first]) => first), split.map(([, last]) => last)];
    return { input: wanted, output, kernel, strides, dilations, begin, end };
  }
  const pads = attributes.auto_pad === "VALID" ? undefined : attributes.pads;
  const [begin, end] = explicitPadding(pads, rank);
  const input = full.map((size, i) => size - begin[i]! - end[i]!);
  if (input.some((size) => size < 1)) {
    fail({ subject: "ConvTranspose", expected: "less padding than output", got: `pads [${pads ?? "none"}]` });
  }
  return { input, output, kernel, strides, dilations, begin, end };
}
