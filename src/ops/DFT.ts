import { fail, normalizeAxis, numbers } from "../base/index.ts";
import { int, type ValueType } from "../graph/index.ts";
import { allAxes, sizeAt } from "./define/axes.ts";
import { defineOp, type Upgrade } from "./define/defineOp.ts";
import { followedNumbers } from "./define/followed.ts";
import { binsOf, fourierMatrix, partsOf, type Transform } from "./define/fourier.ts";
import { crop, padZeros } from "./define/pads.ts";

/**
 * The discrete Fourier transform along `axis`, of real numbers (last axis 1) or complex ones (last axis 2); signals are cut
 * or padded with zeros to `dft_length`. A product with a constant matrix.
 */
export const DFT = defineOp({
  inputs: ["x", "dft_length?"],
  outputs: ["y"],
  discrete: ["dft_length"],
  attributes: { axis: int(1), inverse: int(0), onesided: int(0) },
  infer: (args) => {
    const { along, bins } = transformOf(args);
    return { y: { type: args.x.type, shape: args.x.shape.with(along, bins).with(-1, 2) } };
  },
  mixes: ({ x, axis }) => ({ x: [axis, x.shape.length - 1] }),
  lower: (g, args) => {
    const { x } = args;
    const { along, ...transform } = transformOf(args);
    const { length, parts, bins } = transform;
    const size = sizeAt("DFT", x.shape, along);
    const cut = size > length ? crop(g, x, along, 0, length) : padZeros(g, x, along, 0, length - size);
    const others = allAxes(x.shape.length - 1).filter((i) => i !== along);
    const order = [...others, along, x.shape.length - 1];
    const signals = g.transpose(cut, order);
    const leading = signals.shape.slice(0, -2);
    const matrix = g.reshape(fourierMatrix(g, x, transform), [length * parts, bins * 2]);
    const product = g.matMul(g.reshape(signals, [...leading, length * parts]), matrix);
    const back = order.map((_, i) => order.indexOf(i));
    return { y: g.transpose(g.reshape(product, [...leading, bins, 2]), back) };
  },
  upgrades: { 20: axisToAttribute },
  samples: [
    { x: [2, 5, 1] },
    { x: [2, 6, 1], onesided: 1 },
    { x: [2, 3, 4, 2], axis: -2, inverse: 1 },
    { x: [2, 4, 3, 2], axis: 1, dft_length: { shape: [], type: "int64", values: [6] } },
    { x: [2, 5, 1], onesided: 1, dft_length: { shape: [], type: "int64", values: [3] } },
    { x: [1, 4, 1], inverse: 1 },
  ],
});

interface Arguments {
  readonly x: ValueType;
  readonly dft_length: ValueType | undefined;
  readonly axis: number;
  readonly inverse: number;
  readonly onesided: number;
}

function transformOf({ x, dft_length, axis, inverse, onesided }: Arguments): Transform & { readonly along: number } {
  const parts = partsOf("DFT", x);
  const along = normalizeAxis(axis, x.shape.length);
  if (along === x.shape.length - 1) fail({ subject: "DFT", expected: "an axis before the last", got: `${axis}` });
  if (onesided !== 0 && (parts === 2 || inverse !== 0)) {
    fail({ subject: "DFT", expected: "one-sided transforms of real signals only", got: "complex numbers" });
  }
  const length = dft_length ? followedNumbers("DFT", "a length", dft_length)[0]! : sizeAt("DFT", x.shape, along);
  return { along, length, parts, bins: binsOf(length, onesided !== 0), inverse: inverse !== 0 };
}

/** Since opset 20 the axis is an input; without one it is the last but one. */
function axisToAttribute(...[node, context]: Parameters<Upgrade>): ReturnType<Upgrade> {
  const [x = "", length = "", name = ""] = node.inputs;
  const given = name === "" ? undefined : context.constantOf(name);
  if (name !== "" && !given) {
    fail({ subject: `DFT (node "${node.name}")`, expected: "a constant axis", got: "a computed one" });
  }
  const axis = given ? numbers(given)[0]! : -2;
  return [{ ...node, inputs: length === "" ? [x] : [x, length], attributes: { ...node.attributes, axis: int(axis) } }];
}
