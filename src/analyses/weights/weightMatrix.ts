import { sizeOf } from "../../base/index.ts";
import type { StoredTensor } from "./storedTensor.ts";

export type WeightKind = "dense" | "convolution" | "embedding" | "recurrent";

/** One axis of a tensor as it lies in memory: so many elements, so far apart. */
export interface StoredAxis {
  readonly size: number;
  readonly stride: number;
}

/** A tensor as an operator sees it: the axes may be turned. */
export interface TensorView {
  readonly tensor: StoredTensor;
  readonly axes: readonly StoredAxis[];
}

/** Matrices of one size in one tensor: a weight matrix, or the slices of a convolution. */
export interface WeightMatrix {
  /** Name of the weights in the file; a part of them has its own: "W[forward].forget". */
  readonly layer: string;
  readonly kind: WeightKind;
  /** What uses it, where the file says so. */
  readonly operator: string | null;
  readonly tensor: StoredTensor;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Offset of the first element of the first slice. */
  readonly offset: number;
  readonly rowAxes: readonly StoredAxis[];
  readonly columnAxes: readonly StoredAxis[];
  readonly sliceAxes: readonly StoredAxis[];
}

/** A weight that has no matrix, or whose matrix cannot be looked at. */
export interface SkippedWeight {
  readonly layer: string;
  readonly operator: string | null;
  readonly shape: readonly number[];
  readonly reason: string;
}

export function storedAxes(shape: readonly number[]): StoredAxis[] {
  return shape.map((size, axis) => ({ size, stride: sizeOf(shape.slice(axis + 1)) }));
}

export function viewOf(tensor: StoredTensor): TensorView {
  return { tensor, axes: storedAxes(tensor.shape) };
}

/** Which axes of a view are rows, columns and slices. */
export interface MatrixAxes {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly slices?: readonly number[];
}

/** The matrices of a view. */
export function matrixOf(
  view: TensorView,
  about: Pick<WeightMatrix, "kind" | "operator"> & { readonly layer?: string; readonly offset?: number },
  { rows, columns, slices = [] }: MatrixAxes,
): WeightMatrix {
  const pick = (axes: readonly number[]) => axes.map((axis) => view.axes[axis]!);
  const count = (axes: readonly number[]) => sizeOf(pick(axes).map(({ size }) => size));
  return {
    layer: about.layer ?? view.tensor.name,
    kind: about.kind,
    operator: about.operator,
    tensor: view.tensor,
    rows: count(rows),
    columns: count(columns),
    slices: count(slices),
    offset: about.offset ?? 0,
    rowAxes: pick(rows),
    columnAxes: pick(columns),
    sliceAxes: pick(slices),
  };
}

/** Offset of each index along some axes, in row-major order. */
export function offsetsAlong(axes: readonly StoredAxis[]): Float64Array {
  let offsets = Float64Array.of(0);
  for (const { size, stride } of axes) {
    const next = new Float64Array(offsets.length * size);
    for (let i = 0; i < next.length; i++) next[i] = offsets[Math.floor(i / size)]! + (i % size) * stride;
    offsets = next;
  }
  return offsets;
}
