import type { SymmetricEigen } from "../kernels/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { spectralScore } from "../stats/index.ts";
import { openCongruence, openGram, symmetrize } from "./gram.ts";
import { kernelTask } from "./kernelTask.ts";

/** Singular values of one EDJM, and its score with each group of samples left out. */
export interface EdjmSpectrum {
  /** Descending, min(n, d) of them. */
  readonly singularValues: Float64Array;
  /** Scores without group g; empty when there is only one group. */
  readonly leftOutScores: readonly (number | null)[];
  /** Scores of the first 1, 2, … groups; empty unless asked for. */
  readonly curve: readonly (number | null)[];
}

export interface SpectraOptions extends SessionOptions {
  percentile: number;
  /** Samples of each group. */
  groupSizes: readonly number[];
  /** Also compute the score of growing sets of groups. */
  curve: boolean;
}

/** Collects rows of several EDJMs, group by group, and yields their spectra without ever holding n·k·d (when n ≥ d). */
export interface SpectraAccumulator {
  add(columnRows: readonly (Float32Array | Float64Array)[], count: number): Promise<void>;
  /** To be called after the last rows of each group. */
  endGroup(): Promise<void>;
  finish(): Promise<EdjmSpectrum[]>;
  close(): Promise<void>;
}

/** Rows gathered before they are multiplied: the product of fewer would be dominated by copying its result. */
const flushRows = 1024;

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
  const groups: Float32Array[][] = Array.from({ length: columns }, () => []);
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
      const m = Math.min(d, leadingCount(q));
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
        for (const [g, group] of groups[j]!.entries()) {
          const projected = await congruence!.apply(vectors, group);
          leftOutScores.push(leftOut(platform, eigen.values, projected, m, n - options.groupSizes[g]!, d, options));
        }
        return {
          singularValues: roots(eigen.values.subarray(0, q)),
          leftOutScores: await Promise.all(leftOutScores),
          curve: await Promise.all(curves[j]!),
        };
      });
      const results = await Promise.all(spectra);
      await congruence?.close();
      return results;
    },
    close: () => gram.close(),
  };
}

/** H with H + Hᵀ = the symmetric matrix whose upper triangle is given (the lower one is zero), in float32. */
function halfOf(upper: Float64Array, d: number): Float32Array {
  const half = new Float32Array(upper);
  for (let i = 0; i < half.length; i += d + 1) half[i]! /= 2;
  return half;
}

/** The n side: JJᵀ (n × n), for n < d; the rows are kept until the end. */
export async function openRowSide(
  platform: Platform,
  columns: number,
  d: number,
  type: "float32" | "float64",
  options: SpectraOptions,
): Promise<SpectraAccumulator> {
  const n = options.groupSizes.reduce((a, b) => a + b, 0);
  const gram = await openGram(platform, n, type, options);
  const Rows = type === "float64" ? Float64Array : Float32Array;
  // Transposed: d × n, so that the same product AᵀA serves.
  const transposed = Array.from({ length: columns }, () => new Rows(d * n));
  let seen = 0;
  return {
    async add(columnRows, count) {
      columnRows.forEach((rows, j) => {
        const to = transposed[j]!;
        for (let i = 0; i < count; i++) for (let a = 0; a < d; a++) to[a * n + seen + i] = rows[i * d + a]!;
      });
      seen += count;
    },
    async endGroup() {},
    async finish() {
      const spectra: Promise<EdjmSpectrum>[] = [];
      for (const rows of transposed) {
        const sum = new Float64Array(n * n);
        for (let from = 0; from < d; from += flushRows) {
          const count = Math.min(flushRows, d - from);
          await gram.addTo(sum, rows.subarray(from * n, (from + count) * n), count);
        }
        spectra.push(rowSpectrum(platform, symmetrize(sum, n), n, d, options));
      }
      return Promise.all(spectra);
    },
    close: () => gram.close(),
  };
}

/** Leaving a group out of JJᵀ = UΛUᵀ gives, in the leading space, Λ − Λ^½ U_gᵀ U_g Λ^½. */
async function rowSpectrum(
  platform: Platform,
  gram: Float64Array,
  n: number,
  d: number,
  options: SpectraOptions,
): Promise<EdjmSpectrum> {
  const m = Math.min(n, leadingCount(n));
  const several = options.groupSizes.length > 1;
  const eigen = await platform.call<SymmetricEigen>(kernelTask, gram, n, several && { vectors: m });
  const leftOutScores: Promise<number | null>[] = [];
  const curve: Promise<number | null>[] = [];
  let start = 0;
  for (const size of options.groupSizes) {
    if (several) {
      const projected = rowProjection(eigen, n, m, start, size);
      leftOutScores.push(leftOut(platform, eigen.values, projected, m, n - size, d, options));
    }
    start += size;
    if (options.curve) {
      const corner = new Float64Array(start * start);
      for (let r = 0; r < start; r++) corner.set(gram.subarray(r * n, r * n + start), r * start);
      const part = platform.call<SymmetricEigen>(kernelTask, corner, start);
      curve.push(part.then(({ values }) => scoreOf(values, options.percentile).score));
    }
  }
  return {
    singularValues: roots(eigen.values),
    leftOutScores: await Promise.all(leftOutScores),
    curve: await Promise.all(curve),
  };
}

function rowProjection({ values, vectors }: SymmetricEigen, n: number, m: number, start: number, size: number) {
  const projected = new Float64Array(m * m);
  const scale = Array.from({ length: m }, (_, i) => Math.sqrt(Math.max(values[i]!, 0)));
  for (let r = 0; r < m; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let i = start; i < start + size; i++) sum += vectors![r * n + i]! * vectors![c * n + i]!;
      projected[r * m + c] = projected[c * m + r] = sum * scale[r]! * scale[c]!;
    }
  }
  return projected;
}

/** The score from the Ritz values of Λ − A_g. */
async function leftOut(
  platform: Platform,
  values: Float64Array,
  projected: Float64Array,
  m: number,
  samples: number,
  d: number,
  { percentile }: SpectraOptions,
): Promise<number | null> {
  const ritz = projected.map((value, i) => (i % (m + 1) === 0 ? values[i / (m + 1)]! : 0) - value);
  const { values: left } = await platform.call<SymmetricEigen>(kernelTask, ritz, m);
  return scoreOf(left, percentile, Math.min(samples, d)).score;
}

const scoreOf = (eigenvalues: Float64Array, percentile: number, count = eigenvalues.length) =>
  spectralScore(roots(eigenvalues), percentile, count);

/** Singular values from the eigenvalues of a Gram matrix; rounding may have made the smallest slightly negative. */
const roots = (eigenvalues: Float64Array) => eigenvalues.map((value) => Math.sqrt(Math.max(value, 0)));

/** Eigenvectors that reach safely below the 90th percentile of q values. */
const leadingCount = (q: number) => Math.ceil(0.15 * q) + 8;
