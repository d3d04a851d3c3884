/** The worst departure from each law, in units of what rounding may do: at most 1 where the law holds. */
export type Ratios = Readonly<Record<string, number>>;

/** What rounding may do to a unit vector, or to n numbers beside their norm. */
export const rounding = (n: number) => 2 * (n + 8) * Number.EPSILON;

/** What rounding may do to the singular values or eigenvalues of a matrix of that norm, denormal numbers included. */
export const tolerance = (norm: number, n: number) => rounding(n) * norm + n * Number.MIN_VALUE;

/** NaN where one of the two is none. */
export const inUnitsOf = (bound: number, departure: number) => (departure === 0 ? 0 : departure / bound);

/** 0, or beyond any bound. */
export const must = (holds: boolean) => (holds ? 0 : Number.POSITIVE_INFINITY);

/** max |x − y|; infinite for lists of different lengths. */
export function departure(values: Float64Array, expected: Float64Array): number {
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY;
  return values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

/** Whether numbers are finite and none is larger than the one before. */
export const descends = (values: Float64Array) =>
  values.every((value, i) => Number.isFinite(value) && (i === 0 || value <= values[i - 1]!));

/** ‖A‖_F without overflow or underflow. */
export function frobenius(matrix: Float64Array): number {
  const largest = matrix.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(matrix.reduce((sum, x) => sum + (x / largest) ** 2, 0));
}

/** max |X Xᵀ − I| over the rows of X (count × n). */
export function departureFromOrthonormal(x: Float64Array, count: number, n: number): number {
  let worst = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) sum += x[i * n + k]! * x[j * n + k]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

/** max |A − X Y| in units of `norm`, with A rows × columns, X rows × depth and Y depth × columns. */
export function productDeparture(
  a: { readonly matrix: Float64Array; readonly rows: number; readonly columns: number },
  x: Float64Array,
  y: Float64Array,
  depth: number,
  norm: number,
): number {
  const { matrix, rows, columns } = a;
  const unit = y.map((value) => value / norm);
  let worst = 0;
  for (let i = 0; i < rows; i++) {
    const sums = matrix.slice(i * columns, (i + 1) * columns).map((value) => -value / norm);
    for (let k = 0; k < depth; k++) {
      const factor = x[i * depth + k]!;
      for (let j = 0; j < columns; j++) sums[j]! += factor * unit[k * columns + j]!;
    }
    for (const sum of sums) worst = Math.max(worst, Math.abs(sum));
  }
  return worst;
}

/** The transpose of rows × columns. */
export function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j]!;
  return result;
}
