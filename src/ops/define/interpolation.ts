import { fail } from "../../base/index.ts";

/** How Resize maps one axis. Coordinates are those of elements: 0 … size − 1. */
export interface ResizedAxis {
  readonly axis: number;
  readonly input: number;
  readonly output: number;
  /** Output size by input size as the file gives it; `output` may be rounded. */
  readonly scale: number;
  /** Region of interest as shares of the input, for tf_crop_and_resize. */
  readonly start: number;
  readonly end: number;
}

export interface Interpolation {
  readonly mode: string;
  readonly coordinates: string;
  readonly nearest: string;
  readonly cubicA: number;
  readonly excludeOutside: boolean;
  readonly antialias: boolean;
}

/** One number of an output: which input elements it is made of. */
export interface Tap {
  readonly index: number;
  readonly weight: number;
}

const float = Math.fround;

/**
 * Where output element `o` lies in the input (ONNX Resize, coordinate_transformation_mode). In float32 as the runtime
 * computes it, since nearest neighbours depend on how ties are rounded.
 *
 * @throws NetspectraError for a mode that ONNX does not know
 */
function coordinate(mode: string, o: number, axis: ResizedAxis): number {
  const { input, output, scale, start, end } = axis;
  if (scale === 1 && mode !== "tf_crop_and_resize") return o;
  const halfPixel = () => float(float(float(o + 0.5) / float(scale)) - 0.5);
  switch (mode) {
    case "half_pixel":
      return halfPixel();
    case "half_pixel_symmetric": {
      const adjustment = float(output / float(float(scale) * input));
      return float(float((input / 2) * float(1 - adjustment)) + halfPixel());
    }
    case "pytorch_half_pixel":
      return output > 1 ? halfPixel() : 0;
    case "tf_half_pixel_for_nn":
      return float(float(o + 0.5) / float(scale));
    case "asymmetric":
      return float(o / float(scale));
    case "align_corners":
      return output > 1 ? float((o * (input - 1)) / (output - 1)) : 0;
    case "tf_crop_and_resize":
      return output > 1
        ? float(start * (input - 1) + (o * (end - start) * (input - 1)) / (output - 1))
        : float(0.5 * (start + end) * (input - 1));
    default:
      return fail({
        subject: "Resize",
        expected: "a coordinate_transformation_mode of ONNX",
        got: `"${mode}"`,
      });
  }
}

/** Whether an output lies outside the input, where tf_crop_and_resize puts the extrapolation value. */
export function extrapolated(mode: string, o: number, axis: ResizedAxis): boolean {
  const x = coordinate(mode, o, axis);
  return mode === "tf_crop_and_resize" && (x < 0 || x > axis.input - 1);
}

/** The input element that a coordinate is nearest to (ONNX Resize, nearest_mode). @throws NetspectraError for others */
export function nearest(mode: string, x: number): number {
  switch (mode) {
    case "round_prefer_floor":
      return Math.ceil(x - 0.5);
    case "round_prefer_ceil":
      return Math.floor(x + 0.5);
    case "floor":
      return Math.floor(x);
    case "ceil":
      return Math.ceil(x);
    default:
      return fail({ subject: "Resize", expected: "a nearest_mode of ONNX", got: `"${mode}"` });
  }
}

/**
 * The input elements that make up output `o`, with weights that sum to 1. Beyond the border the outermost element is
 * repeated, or left out where `excludeOutside` is set. With `antialias` the filter is as wide as an output element when
 * the axis shrinks.
 */
export function tapsOf(interpolation: Interpolation, o: number, axis: ResizedAxis): readonly Tap[] {
  const { mode, coordinates, cubicA, excludeOutside, antialias } = interpolation;
  const x = coordinate(coordinates, o, axis);
  const inside = (i: number) => Math.min(Math.max(i, 0), axis.input - 1);
  if (mode === "nearest") return [{ index: inside(nearest(interpolation.nearest, x)), weight: 1 }];
  const kernel = mode === "cubic" ? (t: number) => cubic(t, cubicA) : linear;
  const stretch = antialias ? Math.min(axis.scale, 1) : 1;
  const support = (mode === "cubic" ? 2 : 1) / stretch;
  const weights = new Map<number, number>();
  let total = 0;
  for (let i = Math.ceil(x - support); i <= Math.floor(x + support); i++) {
    if (excludeOutside && i !== inside(i)) continue;
    const weight = kernel((i - x) * stretch);
    weights.set(inside(i), (weights.get(inside(i)) ?? 0) + weight);
    total += weight;
  }
  if (total === 0) return [{ index: inside(Math.round(x)), weight: 1 }];
  return [...weights].map(([index, weight]) => ({ index, weight: weight / total }));
}

function linear(t: number): number {
  return Math.max(0, 1 - Math.abs(t));
}

/** Keys 1981, equation 4, with −0.5 there as `a`. */
function cubic(t: number, a: number): number {
  const s = Math.abs(t);
  if (s <= 1) return ((a + 2) * s - (a + 3)) * s * s + 1;
  return s < 2 ? ((a * s - 5 * a) * s + 8 * a) * s - 4 * a : 0;
}
