import { get, put, zero } from "./memory";
import { dot, scale } from "./vector";

/** A column whose norm is below this part of the matrix (scaled to about 1) is as good as zero; its square would underflow. */
const negligible: f64 = 1e-140;

/**
 * The reflector I − τ v vᵀ that maps x[from …] to (β, 0, …): v, with v[from] = 1 and zeros before it in its group of
 * four, and τ as the result; β goes to `beta` (Golub & Van Loan 2013, 5.1.1). v may be x. `size` is a multiple of 4.
 */
export function reflector(v: usize, x: usize, from: i32, size: i32, beta: usize): f64 {
  const head = get(x, from);
  if (v != x) memory.copy(v + (<usize>(from + 1) << 3), x + (<usize>(from + 1) << 3), <usize>(size - from - 1) << 3);
  const start = from & ~3;
  zero(v + (<usize>start << 3), from + 1 - start);
  const tail = dot(v, v, start, size);
  if (tail < negligible * negligible) {
    zero(v + (<usize>start << 3), size - start);
    put(v, from, 1);
    store<f64>(beta, head);
    return 0;
  }
  const norm = -copysign(sqrt(head * head + tail), head);
  scale(v, 1 / (head - norm), start, size);
  put(v, from, 1);
  store<f64>(beta, norm);
  return (norm - head) / norm;
}
