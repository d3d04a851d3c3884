/**
 * Products of blocks of vectors. A block holds its vectors one after another, count × length. Tiles of four by two keep
 * sums in registers, and stretches that fit the nearest cache are gone through for all pairs before the next.
 */

const stretch = 1024;

/** X Yᵀ: the inner products of p with q vectors, p × q. */
export function innerProducts(x: Float64Array, p: number, y: Float64Array, q: number, length: number): Float64Array {
  const products = new Float64Array(p * q);
  for (let start = 0; start < length; start += stretch) {
    const end = Math.min(start + stretch, length);
    for (let i = 0; i < p; i += 2) {
      const second = i + 1 < p ? i + 1 : i;
      for (let j = 0; j < q; j += 4) {
        // Beyond the edge a row stands in for the missing ones; what it gives is not stored.
        const b0 = j * length;
        const b1 = Math.min(j + 1, q - 1) * length;
        const b2 = Math.min(j + 2, q - 1) * length;
        const b3 = Math.min(j + 3, q - 1) * length;
        const [a0, a1] = [i * length, second * length];
        let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
        for (let t = start; t < end; t++) {
          const [u, v] = [x[a0 + t]!, x[a1 + t]!];
          const [y0, y1, y2, y3] = [y[b0 + t]!, y[b1 + t]!, y[b2 + t]!, y[b3 + t]!];
          s00 += u * y0;
          s01 += u * y1;
          s02 += u * y2;
          s03 += u * y3;
          s10 += v * y0;
          s11 += v * y1;
          s12 += v * y2;
          s13 += v * y3;
        }
        const width = Math.min(4, q - j);
        const [first, other] = [
          [s00, s01, s02, s03],
          [s10, s11, s12, s13],
        ];
        for (let c = 0; c < width; c++) products[i * q + j + c]! += first![c]!;
        if (second > i) for (let c = 0; c < width; c++) products[second * q + j + c]! += other![c]!;
      }
    }
  }
  return products;
}

/** target += C Y: to each of p vectors a combination of q vectors, with coefficients p × q. */
export function addCombinations(
  target: Float64Array,
  p: number,
  coefficients: Float64Array,
  y: Float64Array,
  q: number,
  length: number,
): void {
  for (let start = 0; start < length; start += stretch) {
    const end = Math.min(start + stretch, length);
    for (let i = 0; i < p; i++) {
      const to = i * length;
      let j = 0;
      for (; j + 3 < q; j += 4) {
        const c0 = coefficients[i * q + j]!;
        const c1 = coefficients[i * q + j + 1]!;
        const c2 = coefficients[i * q + j + 2]!;
        const c3 = coefficients[i * q + j + 3]!;
        const [b0, b1, b2, b3] = [j * length, (j + 1) * length, (j + 2) * length, (j + 3) * length];
        for (let t = start; t < end; t++) {
          target[to + t]! += c0 * y[b0 + t]! + c1 * y[b1 + t]! + c2 * y[b2 + t]! + c3 * y[b3 + t]!;
        }
      }
      for (; j < q; j++) {
        const c = coefficients[i * q + j]!;
        const from = j * length;
        for (let t = start; t < end; t++) target[to + t]! += c * y[from + t]!;
      }
    }
  }
}

/** C Y for coefficients p × q and q vectors. */
export function combinations(
  coefficients: Float64Array,
  p: number,
  y: Float64Array,
  q: number,
  length: number,
): Float64Array {
  const result = new Float64Array(p * length);
  addCombinations(result, p, coefficients, y, q, length);
  return result;
}

/** The i-th vector of a block, without copying it. */
export const vectorAt = (block: Float64Array, i: number, length: number): Float64Array =>
  block.subarray(i * length, (i + 1) * length);

/** Euclidean length, without overflow or underflow of the squares. */
export function norm(vector: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < vector.length; t++) sum += vector[t]! * vector[t]!;
  if (sum > 1e-280 && sum < 1e280) return Math.sqrt(sum);
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  return largest * Math.sqrt(vector.reduce((total, x) => total + (x / largest) ** 2, 0));
}
