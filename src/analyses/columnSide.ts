import type { SymmetricEigen } from "../kernels/index.ts";
import type { Platform } from "../platform/index.ts";
import {
  type EdjmSpectrum,
  flushRows,
  leadingCount,
  leftOutScore,
  roots,
  type SpectraAccumulator,
  type SpectraOptions,
  scoreOf,
} from "./edjmSpectra.ts";
import { openCongruence, openGram, symmetrize } from "./gram.ts";
import { kernelTask } from "./kernelTask.ts";

/**
 * The d side: JᵀJ (d × d) summed over samples; for n ≥ d.
 *
 * The jackknife needs the largest eigenvalues of JᵀJ − J_gᵀJ_g for every group g. They are taken from the Rayleigh–Ritz
 * projection onto the leading eigenvectors of JᵀJ, whose error is of second order in the coupling to the rest (Parlett
 * 1998, §11), so one decomposition serves all groups. Group matrices are kept in float32, of which the interval needs
 * three digits.
 */
export async function openColumnSide(
  platform: Platform,
  columns: number,
  d: number,
  type: "float32" | "float64",
  options: SpectraOptions,
): Promise<SpectraAccumulator> {
  const n = options.groupSizes.reduce((a, b) => a + b, 0);
  const q = Math.min(n, d);
  const gram = await openGram(platform, d, type, options);
  const Rows = type === "float64" ? Float64Array : Float32Array;
  const buffers = Array.from({ length: columns }, () => new Rows(Math.min(flushRows, n) * d));
  const sums = Array.from({ length: columns }, () => new Float64Array(d * d));
  const current = Array.from({ length: columns }, () => new Float64Array(d * d));
  const groups: ScaledHalf[][] = Array.from({ length: columns }, () => []);
  const curves: Promise<number | null>[][] = Array.from({ length: columns }, () => []);
  let buffered = 0;
  let seen = 0;

  const flush = async () => {
    const rows = buffered;
    buffered = 0;
    if (rows === 0) return;
    for (let j = 0; j < columns; j++) await gram.addTo(current[j]!, buffers[j]!.subarray(0, rows * d), rows);
  };
  return {
    async add(columnRows, count) {
      for (let from = 0; from < count; ) {
        const room = Math.min(count - from, buffers[0]!.length / d - buffered);
        for (let j = 0; j < columns; j++) {
          buffers[j]!.set(columnRows[j]!.subarray(from * d, (from + room) * d), buffered * d);
        }
        buffered += room;
        from += room;
        if (buffered * d === buffers[0]!.length) await flush();
      }
      seen += count;
    },
    async endGroup() {
      await flush();
      for (let j = 0; j < columns; j++) {
        const [sum, group] = [sums[j]!, current[j]!];
        if (options.groupSizes.length > 1) groups[j]!.push(halfOf(group, d));
        for (let i = 0; i < sum.length; i++) sum[i]! += group[i]!;
        group.fill(0);
        if (options.curve) {
          const leading = platform.call<SymmetricEigen>(kernelTask, symmetrize(sum, d), d);
          const size = Math.min(seen, d);
          curves[j]!.push(leading.then(({ values }) => scoreOf(values.subarray(0, size), options.percentile).score));
        }
      }
    },
    async finish() {
      const m = Math.min(d, leadingCount(q, options.percentile));
      const congruence = options.groupSizes.length > 1 ? await openCongruence(platform, d, m, options) : undefined;
      const spectra = sums.map(async (sum, j): Promise<EdjmSpectrum> => {
        const eigen = await platform.call<SymmetricEigen>(
          kernelTask,
          symmetrize(sum, d),
          d,
          congruence && { vectors: m },
        );
        const leftOutScores: Promise<number | null>[] = [];
        const vectors = new Float32Array(eigen.vectors ?? []);
        for (const [g, { half, scale }] of groups[j]!.entries()) {
          const unscaled = await congruence!.apply(vectors, half);
          const projected = unscaled.map((value) => value * scale);
          leftOutScores.push(
            leftOutScore(platform, eigen.values, projected, m, n - options.groupSizes[g]!, d, options),
          );
        }
        return {
          singularValues: roots(eigen.values.subarray(0, q)),
          leftOutScores: await Promise.all(leftOutScores),
          curve: await Promise.all(curves[j]!),
        };
      });
      try {
        return await Promise.all(spectra);
      } finally {
        await congruence?.close();
      }
    },
    close: () => gram.close(),
  };
}

/** scale · (H + Hᵀ) is a positive semidefinite matrix; scaled to entries of at most 1, float32 can hold any. */
interface ScaledHalf {
  readonly half: Float32Array;
  readonly scale: number;
}

/** From the upper triangle; the lower one is zero. No entry of such a matrix exceeds its largest diagonal one. */
function halfOf(upper: Float64Array, d: number): ScaledHalf {
  let scale = 0;
  for (let i = 0; i < upper.length; i += d + 1) scale = Math.max(scale, upper[i]!);
  if (scale === 0) return { half: new Float32Array(upper.length), scale };
  const half = new Float32Array(upper.length);
  for (let i = 0; i < half.length; i++) half[i] = upper[i]! / scale;
  for (let i = 0; i < half.length; i += d + 1) half[i]! /= 2;
  return { half, scale };
}
