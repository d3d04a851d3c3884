import { type Dimension, fail, formatShape, isStatic, type Shape } from "../../base/index.ts";
import { type Attributes, ints, string } from "../../graph/index.ts";
import { optional } from "./defineOp.ts";

/** The attributes that convolutions and pools share. */
export const windowAttributes = {
  auto_pad: string("NOTSET"),
  kernel_shape: optional.ints,
  pads: optional.ints,
  strides: optional.ints,
} as const;

export interface WindowAttributes {
  readonly auto_pad: string;
  readonly kernel_shape?: readonly number[] | undefined;
  readonly pads?: readonly number[] | undefined;
  readonly strides?: readonly number[] | undefined;
  readonly dilations?: readonly number[] | undefined;
}

/**
 * A window that slides over the spatial axes; everything is one number per axis. Tap t of output o looks at input
 * o · stride + t · dilation − begin. A convolution goes from `input` to `output` sizes, a transposed one back.
 */
export interface Window {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before and after. */
  readonly begin: readonly number[];
  readonly end: readonly number[];
}

/**
 * The window over `spatial` (sizes without batch and channels), with `auto_pad` made explicit.
 *
 * @param ceil whether a last window that is only partly inside counts (it must start inside the input or its left padding)
 * @throws NetspectraError for sizes that are not known, attributes of a wrong length, or a window larger than the input
 */
export function slidingWindow(spatial: Shape, kernel: Shape, attributes: WindowAttributes, ceil = false): Window {
  const rank = spatial.length;
  if (rank === 0) {
    fail({ subject: "window", expected: "an input with spatial axes (N×C×…)", got: "none" });
  }
  const input = knownSizes(spatial, "known sizes of the spatial axes");
  const sizes = knownSizes(kernel, "known kernel sizes");
  const strides = perAxis(attributes.strides, rank, 1, "strides");
  const dilations = perAxis(attributes.dilations, rank, 1, "dilations");
  perAxis(sizes, rank, 1, "kernel sizes");
  const reach = sizes.map((size, i) => (size - 1) * dilations[i]! + 1);
  const [begin, end] = padding(input, reach, strides, attributes);
  const output = input.map((size, i) => {
    const room = size + begin[i]! + end[i]! - reach[i]!;
    if (room < 0) {
      fail({ subject: "window", expected: `at most ${size + begin[i]! + end[i]!} wide`, got: `${reach[i]!}` });
    }
    const count = (ceil ? Math.ceil(room / strides[i]!) : Math.floor(room / strides[i]!)) + 1;
    return ceil && (count - 1) * strides[i]! >= size + begin[i]! ? count - 1 : count;
  });
  return { input, output, kernel: sizes, strides, dilations, begin, end };
}

/** The window as explicit attributes of a node. Pools have no dilations where all are 1. */
export function explicitAttributes({ kernel, strides, dilations, begin, end }: Window): Attributes {
  return {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    pads: ints([...begin, ...end]),
    ...(dilations.some((d) => d !== 1) && { dilations: ints(dilations) }),
  };
}

/** Width of the window on each axis, dilation included. */
export function reachOf({ kernel, dilations }: Window): readonly number[] {
  return kernel.map((size, i) => (size - 1) * dilations[i]! + 1);
}

/** One list entry per spatial axis. @throws NetspectraError for a wrong length or sizes below 1 */
export function perAxis(
  given: readonly number[] | undefined,
  rank: number,
  otherwise: number,
  what: string,
): readonly number[] {
  const list = given && given.length > 0 ? given : Array.from({ length: rank }, () => otherwise);
  if (list.length !== rank || list.some((value) => value < 1)) {
    fail({ subject: what, expected: `${rank} numbers from 1 up`, got: `[${list}]` });
  }
  return list;
}

/** `sizes` as numbers. @throws NetspectraError where one is a symbol */
export function knownSizes(sizes: readonly Dimension[], expected: string): readonly number[] {
  return isStatic(sizes) ? sizes : fail({ subject: "window", expected, got: formatShape(sizes) });
}

/** What is padded in total, by the rule of SAME_UPPER (the odd one at the end) or SAME_LOWER (at the beginning). */
export function splitPadding(total: number, upper: boolean): readonly [begin: number, end: number] {
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return upper ? [less, more] : [more, less];
}

/** `pads` as [begin, end]. @throws NetspectraError for a wrong length or negative padding */
export function explicitPadding(
  pads: readonly number[] | undefined,
  rank: number,
): readonly [readonly number[], readonly number[]] {
  const list = pads && pads.length > 0 ? pads : Array.from({ length: 2 * rank }, () => 0);
  if (list.length !== 2 * rank || list.some((pad) => pad < 0)) {
    fail({ subject: "pads", expected: `${2 * rank} numbers from 0 up`, got: `[${list}]` });
  }
  return [list.slice(0, rank), list.slice(rank)];
}

function padding(
  input: readonly number[],
  reach: readonly number[],
  strides: readonly number[],
  { auto_pad, pads }: WindowAttributes,
): readonly [readonly number[], readonly number[]] {
  const zeros = input.map(() => 0);
  switch (auto_pad) {
    case "NOTSET":
      return explicitPadding(pads, input.length);
    case "VALID":
      return [zeros, zeros];
    case "SAME_UPPER":
    case "SAME_LOWER": {
      const split = input.map((size, i) => {
        const output = Math.ceil(size / strides[i]!);
        return splitPadding(Math.max(0, (output - 1) * strides[i]! + reach[i]! - size), auto_pad === "SAME_UPPER");
      });
      return [split.map(([begin]) => begin), split.map(([, end]) => end)];
    }
    default:
      return fail({ subject: "auto_pad", expected: "NOTSET, VALID, SAME_UPPER or SAME_LOWER", got: `"${auto_pad}"` });
  }
}
