import { checkComputed, multiplyDimensions, tensorOf } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";

/** `matrix` (rows × size of the axis, row-major) times x along one axis. */
export function alongAxis(g: Builder, x: Value, axis: number, matrix: ArrayLike<number>, rows: number): Value {
  const columns = x.shape[axis] as number;
  const after = x.shape.length - 1 - axis;
  if (after === 0) return g.matMul(x, g.constant(tensorOf(x.type, [columns, rows], transposed(matrix, rows, columns))));
  const factor = g.constant(tensorOf(x.type, [rows, columns], matrix));
  if (after === 1) return g.matMul(factor, x);
  const rest = multiplyDimensions(...x.shape.slice(axis + 1));
  const merged = g.reshape(x, [...x.shape.slice(0, axis), columns, rest]);
  return g.reshape(g.matMul(factor, merged), x.shape.with(axis, rows));
}

function transposed(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: checkComputed("a matrix", rows, columns) },
    (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!,
  );
}
