import { type Dimension, fail, formatShape, normalizeAxis, type Shape } from "../../base/index.ts";
import type { ValueType } from "../../graph/index.ts";
import { allAxes } from "./axes.ts";
import { followed } from "./followed.ts";
import type { ResizedAxis } from "./interpolation.ts";

export interface ResizeOperands {
  readonly x: ValueType;
  readonly roi: ValueType | undefined;
  readonly scales: ValueType | undefined;
  readonly sizes: ValueType | undefined;
  readonly axes: readonly number[] | undefined;
  readonly coordinate_transformation_mode: string;
  readonly keep_aspect_ratio_policy: string;
}

/**
 * The axes that a Resize changes, with their sizes. The batch is never one of them.
 *
 * @throws NetspectraError for scales or sizes from data, for a wrong number of them, and for changes to the batch axis
 */
export function resizedAxes(operands: ResizeOperands): readonly ResizedAxis[] {
  const { x, roi, coordinate_transformation_mode: mode } = operands;
  const axes = operands.axes?.map((axis) => normalizeAxis(axis, x.shape.length)) ?? allAxes(x.shape.length);
  const cropped = mode === "tf_crop_and_resize";
  const region = cropped && roi ? constants("a roi", roi, 2 * axes.length) : undefined;
  const wanted = wantedSizes(operands, axes);
  return axes.flatMap((axis, i) => {
    const { output, scale } = wanted[i]!;
    const [start, end] = region ? [region[i]!, region[i + axes.length]!] : [0, 1];
    const input = x.shape[axis]!;
    if (output === input && (cropped ? start === 0 && end === 1 : scale === 1)) return [];
    if (typeof input === "string" || typeof output === "string" || input < 1 || output < 1) {
      return fail({
        subject: "Resize",
        expected: "sizes from 1 up, and the batch as it is",
        got: `${input} resized to ${output} at axis ${axis} of ${formatShape(x.shape)}`,
      });
    }
    return [{ axis, input, output, scale, start, end }];
  });
}

/** The shape with the sizes of the axes that change. */
export function resizedShape(shape: Shape, axes: readonly ResizedAxis[]): Shape {
  return axes.reduce<Shape>((sizes, { axis, output }) => sizes.with(axis, output), shape);
}

interface Wanted {
  readonly output: Dimension;
  readonly scale: number;
}

function wantedSizes({ x, scales, sizes, ...rest }: ResizeOperands, axes: readonly number[]): readonly Wanted[] {
  const given = axes.map((axis) => x.shape[axis]!);
  const [bySizes, byScales] = [sizes, scales].map((list) => (list && list.shape[0] !== 0 ? list : undefined));
  if (bySizes) {
    const targets = followed("Resize", "sizes", bySizes);
    requireCount("sizes", targets.length, axes.length);
    return keepingAspect(given, targets, rest.keep_aspect_ratio_policy);
  }
  if (!byScales) return fail({ subject: "Resize", expected: "scales or sizes", got: "neither" });
  return constants("scales", byScales, axes.length).map((scale, i) => ({ output: scaled(given[i]!, scale), scale }));
}

/** In float32, as the runtime computes sizes and scales. */
function scaled(input: Dimension, scale: number): Dimension {
  if (scale === 1) return input;
  return typeof input === "number" ? Math.floor(Math.fround(input * scale)) : `${scale}·${input}`;
}

function keepingAspect(given: Shape, targets: readonly Dimension[], policy: string): readonly Wanted[] {
  const scales = targets.map((target, i) =>
    typeof target === "number" && typeof given[i] === "number" ? Math.fround(target / given[i]) : 1,
  );
  if (policy === "stretch") return targets.map((output, i) => ({ output, scale: scales[i]! }));
  if (policy !== "not_larger" && policy !== "not_smaller") {
    fail({ subject: "Resize", expected: "a keep_aspect_ratio_policy of ONNX", got: `"${policy}"` });
  }
  const scale = policy === "not_larger" ? Math.min(...scales) : Math.max(...scales);
  return given.map((size) => ({
    output: typeof size === "number" ? Math.floor(Math.fround(size * scale) + 0.5) : scaled(size, scale),
    scale,
  }));
}

/** @throws NetspectraError where the elements are not known */
function constants(what: string, value: ValueType, count: number): readonly number[] {
  const elements = value.elements ?? fail({ subject: "Resize", ...computed(what) });
  requireCount(what, elements.length, count);
  return elements;
}

function computed(what: string) {
  return {
    expected: `${what} that are constant`,
    got: "values that are computed",
    todo: "Export the model with a fixed size of the result.",
  };
}

function requireCount(what: string, got: number, expected: number): void {
  if (got !== expected) fail({ subject: "Resize", expected: `${expected} ${what}`, got: `${got}` });
}
