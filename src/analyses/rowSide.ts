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
import { openGram, symmetrize } from "./gram.ts";
import { kernelTask } from "./kernelTask.ts";

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
  const m = Math.min(n, leadingCount(n, options.percentile));
  const several = options.groupSizes.length > 1;
  const eigen = await platform.call<SymmetricEigen>(kernelTask, gram, n, several && { vectors: m });
  const leftOutScores: Promise<number | null>[] = [];
  const curve: Promise<number | null>[] = [];
  let start = 0;
  for (const size of options.groupSizes) {
    if (several) {
      const projected = rowProjection(eigen, n, m, start, size);
      leftOutScores.push(leftOutScore(platform, eigen.values, projected, m, n - size, d, options));
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
