import { type Shape, sizeOf, tensorOf } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import type { Window } from "./window.ts";

/**
 * The matrix (output × input, row-major) that averages along one axis. Averaging over a box is a product of such
 * matrices, one per axis: the number of elements in a box is the product of the numbers along its edges.
 */
export function averagingMatrix(window: Window, axis: number, includePadding: boolean): Float64Array {
  const { input, output, kernel, strides, begin } = window;
  const [columns, rows, taps] = [input[axis]!, output[axis]!, kernel[axis]!];
  const matrix = new Float64Array(rows * columns);
  for (let o = 0; o < rows; o++) {
    const first = o * strides[axis]! - begin[axis]!;
    const [from, to] = [Math.max(0, first), Math.min(columns, first + taps)];
    const count = includePadding ? taps : to - from;
    for (let i = from; i < to; i++) matrix[o * columns + i] = 1 / count;
  }
  return matrix;
}

/** The average over each window: a product with {@link averagingMatrix} along each spatial axis. */
export function average(g: Builder, x: Value, window: Window, includePadding: boolean): Value {
  return alongAxes(g, x, window, (axis) => averagingMatrix(window, axis, includePadding), window.output);
}

/** The adjoint of {@link average}: a product with the transposed matrices. */
export function averageTransposed(g: Builder, y: Value, window: Window, includePadding: boolean): Value {
  const matrix = (axis: number) => {
    const forward = averagingMatrix(window, axis, includePadding);
    const [rows, columns] = [window.output[axis]!, window.input[axis]!];
    return forward.map((_, i) => forward[(i % rows) * columns + Math.floor(i / rows)]!);
  };
  return alongAxes(g, y, window, matrix, window.input);
}

function alongAxes(
  g: Builder,
  x: Value,
  { kernel, input, output }: Window,
  matrix: (axis: number) => Float64Array,
  sizes: readonly number[],
): Value {
  return kernel.reduceRight((value, taps, axis) => {
    const identity = taps === 1 && input[axis] === output[axis];
    return identity ? value : alongAxis(g, value, axis + 2, matrix(axis), sizes[axis]!);
  }, x);
}

/** matrix (rows × size of the axis) times x along one axis. */
function alongAxis(g: Builder, x: Value, axis: number, matrix: Float64Array, rows: number): Value {
  const columns = x.shape[axis] as number;
  const factor = g.constant(tensorOf(x.type, [rows, columns], matrix));
  const before = sizeOf(x.shape.slice(1, axis) as readonly number[]);
  const after = sizeOf(x.shape.slice(axis + 1) as readonly number[]);
  const apart = g.reshape(x, [x.shape[0]!, before, columns, after]);
  const shape: Shape = x.shape.with(axis, rows);
  return g.reshape(g.matMul(factor, apart), shape);
}
