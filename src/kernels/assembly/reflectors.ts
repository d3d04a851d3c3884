import { allocate, element, get, put, release, strideOf } from "./memory";
import { multiply } from "./product";

/** Reflectors applied together. */
const block: i32 = 64;

/** Numbers of work space that {@link applyReflectors} takes from the stack. */
export function applyReflectorsWorkspace(rows: i32): usize {
  return <usize>(2 * block) * <usize>(rows + 8) + <usize>(2 * block * (block + 8)) + 64;
}

/**
 * z ← z Qᵀ for the `rows` rows of z, Q = H₀ H₁ … of `number` reflectors, with reflector j, zero before column j, in row j
 * of `reflectors`; so eigenvectors of the tridiagonal matrix become those of the matrix it came from.
 *
 * Blocks of reflectors are I − V T Vᵀ with T upper triangular (Schreiber & Van Loan 1989).
 */
export function applyReflectors(
  z: usize, zStride: i32, rows: i32, reflectors: usize, stride: i32, number: i32, columns: i32, tau: usize,
): void {
  const triangle = allocate(<usize>block * <usize>block), gram = allocate(<usize>block * <usize>block);
  const x = allocate(<usize>rows * <usize>block), y = allocate(<usize>rows * <usize>block);
  for (let first = (number - 1) / block * block; first >= 0; first -= block) {
    const count = min(block, number - first), width = columns - first;
    const v = element(reflectors, first, stride, first), target = z + (<usize>first << 3);
    multiply(count, count, width, 1, v, stride, 1, v, 1, stride, gram, block, false);
    formTriangle(triangle, block, gram, block, count, tau + (<usize>first << 3));
    multiply(rows, count, width, 1, target, zStride, 1, v, 1, stride, x, block, false);
    multiply(rows, count, count, 1, x, block, 1, triangle, 1, block, y, block, false);
    multiply(rows, width, count, -1, y, block, 1, v, stride, 1, target, zStride, true);
  }
  release(triangle);
}

/** T of I − V T Vᵀ from Vᵀ V: T[j][j] = τ_j, T[0 … j, j] = −τ_j T[0 … j, 0 … j] (Vᵀ v_j)[0 … j]. */
export function formTriangle(t: usize, tStride: i32, gram: usize, gramStride: i32, count: i32, tau: usize): void {
  for (let j = 0; j < count; j++) {
    const tj = get(tau, j);
    for (let i = 0; i < count; i++) {
      let sum = 0.0;
      for (let k = i; k < j; k++) sum += load<f64>(element(t, i, tStride, k)) * load<f64>(element(gram, k, gramStride, j));
      store<f64>(element(t, i, tStride, j), i < j ? -tj * sum : i == j ? tj : 0);
    }
  }
}
