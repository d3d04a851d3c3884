import type { Head } from "./selectOutput.ts";

/**
 * Rows of the Jacobian of the probabilities, in float64 from those of the logits z.
 *
 * Softmax: J_p[j] = p_j Σ_{i≠j} p_i (J_z[j] − J_z[i]); Sigmoid: J_p[j] = p_j (1 − p_j) J_z[j]. Differentiating Softmax
 * in float32 instead loses all digits for confident networks, where 1 − p_j vanishes. The sum over i is formed as
 * J_z[j] − Σ p_i J_z[i] except for the most probable class, whose two terms cancel.
 *
 * @param outputs logits, N × k
 * @param logitRows k matrices N × d
 */
export function probabilityRows(
  head: Head,
  outputs: ArrayLike<number>,
  logitRows: readonly ArrayLike<number>[],
  columns: readonly number[],
  count: number,
  d: number,
): Float64Array[] {
  const k = logitRows.length;
  const result = columns.map(() => new Float64Array(count * d));
  const mean = new Float64Array(d);
  const top = new Float64Array(d);
  for (let n = 0; n < count; n++) {
    const at = n * d;
    if (head === "sigmoid") {
      columns.forEach((j, c) => {
        const { p, q } = sigmoid(outputs[n * k + j]!);
        for (let a = 0; a < d; a++) result[c]![at + a] = p * q * logitRows[j]![at + a]!;
      });
      continue;
    }
    const { p, largest } = softmax(outputs, n * k, k);
    mean.fill(0);
    top.fill(0);
    const best = logitRows[largest]!;
    for (let i = 0; i < k; i++) {
      const row = logitRows[i]!;
      const weight = p[i]!;
      for (let a = 0; a < d; a++) {
        mean[a]! += weight * row[at + a]!;
        top[a]! += weight * (best[at + a]! - row[at + a]!);
      }
    }
    columns.forEach((j, c) => {
      const out = result[c]!;
      const row = logitRows[j]!;
      const weight = p[j]!;
      if (j === largest) for (let a = 0; a < d; a++) out[at + a] = weight * top[a]!;
      else for (let a = 0; a < d; a++) out[at + a] = weight * (row[at + a]! - mean[a]!);
    });
  }
  return result;
}

function sigmoid(z: number): { p: number; q: number } {
  const small = Math.exp(-Math.abs(z));
  const [major, minor] = [1 / (1 + small), small / (1 + small)];
  return z >= 0 ? { p: major, q: minor } : { p: minor, q: major };
}

function softmax(z: ArrayLike<number>, at: number, k: number): { p: Float64Array; largest: number } {
  let largest = 0;
  for (let i = 1; i < k; i++) if (z[at + i]! > z[at + largest]!) largest = i;
  const p = new Float64Array(k);
  let sum = 0;
  for (let i = 0; i < k; i++) {
    p[i] = Math.exp(z[at + i]! - z[at + largest]!);
    sum += p[i]!;
  }
  for (let i = 0; i < k; i++) p[i]! /= sum;
  return { p, largest };
}
