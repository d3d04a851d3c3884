import { matrixOf, type SkippedWeight, type TensorView, type WeightMatrix } from "./weightMatrix.ts";

/** "slices": the matrices W[:, :, p, q] of the positions of the kernel. "unfolded": one matrix, a row for each filter. */
export type ConvolutionForm = "slices" | "unfolded";

export interface Convolution {
  readonly form: ConvolutionForm;
  readonly operator: string | null;
  /** Groups of channels that do not meet; default 1. */
  readonly groups?: number;
  /** The weights are channels in × channels out of a group, as ConvTranspose has them. */
  readonly transposed?: boolean;
}

/**
 * The matrices of a convolution whose weights have the axes channels out, channels in of a group, positions. Groups are
 * matrices of their own: the whole is block diagonal.
 */
export function convolutionMatrix(
  view: TensorView,
  { form, operator, groups = 1, transposed = false }: Convolution,
): WeightMatrix | SkippedWeight {
  const [first, second, ...positions] = view.axes;
  const { name, shape } = view.tensor;
  const skip = (reason: string): SkippedWeight => ({ layer: name, operator, shape, reason });
  if (!first || !second) return skip("a convolution without channels");
  const per = first.size / groups;
  if (!Number.isInteger(per)) return skip(`${first.size} filters do not divide into ${groups} groups`);
  // Axes: 0 groups, 1 first, 2 second, then positions.
  const axes = [{ size: groups, stride: first.stride * per }, { ...first, size: per }, second, ...positions];
  const places = positions.map((_, i) => i + 3);
  const grouped = { tensor: view.tensor, axes };
  const about = { kind: "convolution", operator } as const;
  const unfolded = transposed
    ? { rows: [2], columns: [1, ...places], slices: [0] }
    : { rows: [1], columns: [2, ...places], slices: [0] };
  const matrix = matrixOf(
    grouped,
    about,
    form === "slices" ? { rows: [1], columns: [2], slices: [0, ...places] } : unfolded,
  );
  // One filter for each channel: all filters as one matrix are what such a layer has.
  if (form === "unfolded" && Math.min(matrix.rows, matrix.columns) === 1 && groups > 1 && !transposed) {
    return matrixOf(grouped, about, { rows: [0, 1], columns: [2, ...places] });
  }
  if (form === "slices" && matrix.rows * matrix.columns === 1 && matrix.slices > 1) {
    return skip("slices of a single number: no matrices (--conv unfolded makes one of the filters)");
  }
  return matrix;
}
