import type { Qr } from "./qr.ts";
import { rescale, scaleOfRectangle } from "./rectangle.ts";

/**
 * What {@link qr} computes, the simple way: one Householder reflection after another on the columns, none in blocks
 * (Golub & Van Loan 2013, 5.2.2). The tests compare with it.
 */
export function qrReference(matrix: Float64Array, rows: number, columns: number, options: { q?: boolean } = {}): Qr {
  const { up, down } = scaleOfRectangle(matrix, rows, columns);
  const number = Math.min(rows, columns);
  const a = matrix.map((x) => x * up[0] * up[1]);
  const reflectors: Float64Array[] = [];
  for (let j = 0; j < number; j++) {
    const v = Float64Array.from({ length: rows }, (_, i) => (i < j ? 0 : a[i * columns + j]!));
    const length = Math.hypot(...v);
    v[j]! += v[j]! < 0 ? -length : length;
    const square = v.reduce((sum, x) => sum + x * x, 0);
    // Where the square has underflowed there is nothing left to reflect.
    reflectors.push(square < 1e-280 ? v.fill(0) : v.map((x) => x * Math.sqrt(2 / square)));
    reflect(a, columns, reflectors[j]!);
    for (let i = j + 1; i < rows; i++) a[i * columns + j] = 0;
  }
  const result: Qr = { r: rescale(a.slice(0, number * columns), down, `QR of a ${rows}×${columns} matrix`) };
  if (options.q !== true) return result;
  const q = Float64Array.from({ length: rows * number }, (_, at) => Number(Math.floor(at / number) === at % number));
  for (const v of reflectors.reverse()) reflect(q, number, v);
  return { ...result, q };
}

/** A ← (I − v vᵀ) A */
function reflect(a: Float64Array, columns: number, v: Float64Array): void {
  for (let k = 0; k < columns; k++) {
    let sum = 0;
    for (let i = 0; i < v.length; i++) sum += v[i]! * a[i * columns + k]!;
    for (let i = 0; i < v.length; i++) a[i * columns + k]! -= sum * v[i]!;
  }
}
