/** x ↦ offset + Σ_j x_j · row j. */
export interface AffineMap {
  /** As long as a row. */
  readonly offset: Float64Array;
  /** One row after another. */
  readonly rows: Float64Array;
}

/** Write the image of `count` numbers of `x`, from `from` on, into `y`; numbers that are 0 cost nothing. */
export function applyAffine(
  { offset, rows }: AffineMap,
  x: ArrayLike<number>,
  from: number,
  count: number,
  y: Float64Array,
): void {
  y.set(offset);
  const length = offset.length;
  // Four rows at a time: y is read and written a quarter as often.
  const starts = new Int32Array(4);
  const factors = new Float64Array(4);
  let many = 0;
  for (let j = 0; j < count; j++) {
    const own = x[from + j]!;
    if (own === 0) continue;
    starts[many] = j * length;
    factors[many++] = own;
    if (many < 4) continue;
    addRows(rows, starts, factors, y);
    many = 0;
  }
  if (many > 0) addRows(rows, starts, factors.fill(0, many), y);
}

function addRows(rows: Float64Array, starts: Int32Array, factors: Float64Array, y: Float64Array): void {
  const a = starts[0]!;
  const b = starts[1]!;
  const c = starts[2]!;
  const d = starts[3]!;
  const s = factors[0]!;
  const t = factors[1]!;
  const u = factors[2]!;
  const v = factors[3]!;
  for (let k = 0; k < y.length; k++) {
    y[k] = y[k]! + s * rows[a + k]! + t * rows[b + k]! + u * rows[c + k]! + v * rows[d + k]!;
  }
}
