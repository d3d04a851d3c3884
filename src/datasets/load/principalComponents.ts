import { type SymmetricEigen, symmetricEigenModule } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import { inChunks } from "./inChunks.ts";

/** Where samples lie, and along what they vary. */
export interface PrincipalComponents {
  readonly mean: Float64Array;
  /** size × size: row k is the unit vector of the k-th largest variance, with a positive element of the largest size. */
  readonly axes: Float64Array;
}

/**
 * Principal components of samples by the eigenvectors of their covariance matrix (Pearson 1901), in float64. Zeros are
 * passed over, so that images cost by the square of their written pixels; for bytes all sums are exact.
 *
 * @param data count × size
 */
export async function principalComponents(
  platform: Platform,
  data: Uint8Array | Float32Array,
  size: number,
): Promise<PrincipalComponents> {
  const count = data.length / size;
  const sums = new Float64Array(size);
  const triangle = new Float64Array((size * (size + 1)) / 2);
  /** Where the row of the upper triangle would begin, had it all its columns. */
  const starts = Float64Array.from({ length: size }, (_, r) => (r * (2 * size - r - 1)) / 2);
  await inChunks(platform, "principal components", count, (from, to) => {
    for (let sample = from; sample < to; sample++) addSample(data, sample * size, { sums, triangle, starts });
  });
  const mean = sums.map((sum) => sum / count);
  for (let r = 0; r < size; r++) {
    for (let c = r; c < size; c++) {
      const at = starts[r]! + c;
      triangle[at] = triangle[at]! / count - mean[r]! * mean[c]!;
    }
  }
  const task = { module: symmetricEigenModule, name: "symmetricEigen" };
  const { vectors } = await platform.call<SymmetricEigen>(task, triangle, size, { vectors: true, packed: true });
  for (let k = 0; k < size; k++) pointUp(vectors!.subarray(k * size, (k + 1) * size));
  return { mean, axes: vectors! };
}

interface Moments {
  readonly sums: Float64Array;
  /** The upper triangle of the sums of products, row by row. */
  readonly triangle: Float64Array;
  readonly starts: Float64Array;
}

function addSample(data: Uint8Array | Float32Array, from: number, { sums, triangle, starts }: Moments): void {
  const written: number[] = [];
  for (let j = 0; j < sums.length; j++) if (data[from + j] !== 0) written.push(j);
  for (let a = 0; a < written.length; a++) {
    const row = written[a]!;
    const value = data[from + row]!;
    const start = starts[row]!;
    sums[row]! += value;
    for (let b = a; b < written.length; b++) {
      const column = written[b]!;
      triangle[start + column]! += value * data[from + column]!;
    }
  }
}

/** The sign of an eigenvector is free. */
function pointUp(axis: Float64Array): void {
  let largest = 0;
  for (const [i, value] of axis.entries()) if (Math.abs(value) > Math.abs(axis[largest]!)) largest = i;
  if (axis[largest]! < 0) for (let i = 0; i < axis.length; i++) axis[i] = -axis[i]!;
}
