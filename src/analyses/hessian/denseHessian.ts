import type { SymmetricOperator } from "../../spectra/index.ts";
import { packedLength } from "../packed.ts";

/** A symmetric matrix as it was computed. */
export interface DenseHessian {
  /** The upper triangle of (H + Hᵀ)/2, row by row. */
  readonly packed: Float64Array;
  /** max |H − Hᵀ| / max |H|, which is rounding; 0 where H is. */
  readonly asymmetry: number;
  readonly trace: number;
}

/** Unit vectors that are multiplied at a time. */
const together = 32;

/** The whole matrix from products with unit vectors: order² numbers. */
export async function denseHessian(operator: SymmetricOperator): Promise<DenseHessian> {
  const { order } = operator;
  const rows = new Float64Array(order * order);
  for (let first = 0; first < order; first += together) {
    const count = Math.min(together, order - first);
    const units = new Float64Array(count * order);
    for (let i = 0; i < count; i++) units[i * order + first + i] = 1;
    rows.set(await operator.apply(units, count), first * order);
  }
  return symmetrised(rows, order);
}

function symmetrised(rows: Float64Array, order: number): DenseHessian {
  const packed = new Float64Array(packedLength(order));
  let [at, gap, largest, trace] = [0, 0, 0, 0];
  for (let r = 0; r < order; r++) {
    trace += rows[r * order + r]!;
    for (let c = r; c < order; c++) {
      const [a, b] = [rows[r * order + c]!, rows[c * order + r]!];
      packed[at++] = (a + b) / 2;
      gap = Math.max(gap, Math.abs(a - b));
      largest = Math.max(largest, Math.abs(a), Math.abs(b));
    }
  }
  return { packed, asymmetry: largest > 0 ? gap / largest : 0, trace };
}
