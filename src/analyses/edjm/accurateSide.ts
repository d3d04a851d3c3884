import { fail, float64, type Tensor } from "../../base/index.ts";
import { type Svd, svdModule, tsqrModule } from "../../kernels/index.ts";
import type { Platform, Task } from "../../platform/index.ts";
import { packedLength, packedRow } from "../packed.ts";
import {
  type CollectedState,
  type EdjmSpectrum,
  type Rows,
  type SpectraAccumulator,
  type SpectraOptions,
  sumOf,
} from "./accumulator.ts";
import { openColumnSide } from "./columnSide.ts";
import type { GramSide } from "./edjmOptions.ts";
import { inTurns } from "./inTurns.ts";
import { openRowSide } from "./rowSide.ts";

const absorbTask: Task = { module: tsqrModule, name: "absorbRows" };
const svdTask: Task = { module: svdModule, name: "svd" };

/**
 * Singular values to about n ε σmax, by streamed QR of the rows (TSQR: Demmel, Grigori, Hoemmen & Langou 2012), where a
 * Gram matrix loses what lies below √ε σmax. The smaller side decides, as for Gram matrices: R is d × d for n ≥ d;
 * otherwise all rows are kept, and R of the transpose is n × n.
 *
 * Scores without a group of samples and scores of the first groups, of which three digits are shown and to which small
 * singular values add nothing, come from Gram matrices. Outputs go through the pool of workers side by side.
 */
export function openAccurateSide(
  platform: Platform,
  side: GramSide,
  options: SpectraOptions,
): Promise<SpectraAccumulator> {
  return side === "inputs" ? openTall(platform, options) : openWide(platform, options);
}

/**
 * Below this multiple of σmax the singular values are rounding. That of the rows themselves, which the network computes in
 * float32, is not counted: these are the singular values of the rows as they came.
 */
export const accurateTrust = (samples: number, inputs: number): number => Math.max(samples, inputs) * Number.EPSILON;

/** Whether anything is wanted that comes from Gram matrices. */
const needsGram = ({ groupSizes, curve }: SpectraOptions) => groupSizes.length > 1 || curve;

/** R of [R; rows], computed in a worker. */
const absorb = (platform: Platform, triangle: Float64Array, rows: Rows, count: number, width: number) =>
  platform.call<Float64Array>(absorbTask, triangle, rows, count, width);

async function singularValues(platform: Platform, triangle: Float64Array, width: number): Promise<Float64Array> {
  return (await platform.call<Svd>(svdTask, triangle, width, width)).values;
}

const withValues = (values: Float64Array, spectrum?: EdjmSpectrum): EdjmSpectrum => ({
  leftOutScores: spectrum?.leftOutScores ?? [],
  curve: spectrum?.curve ?? [],
  singularValues: values,
});

/** R is kept, d × d for each output. */
async function openTall(platform: Platform, options: SpectraOptions): Promise<SpectraAccumulator> {
  const { columns, inputs: d } = options;
  const q = Math.min(sumOf(options.groupSizes), d);
  const gram = needsGram(options) ? await openColumnSide(platform, options) : undefined;
  const triangles = columns.map((): Float64Array => new Float64Array(d * d));
  const nameOf = (column: number) => `${column}/triangle`;
  const include = (rowsOf: (j: number) => Rows, count: number) =>
    inTurns([...triangles.keys()], platform.cores, async (j) => {
      triangles[j] = await absorb(platform, triangles[j]!, rowsOf(j), count, d);
    });
  return {
    async add(columnRows, unit) {
      const all = await Promise.allSettled([include((j) => columnRows[j]!, unit.count), gram?.add(columnRows, unit)]);
      for (const one of all) if (one.status === "rejected") throw one.reason;
    },
    state() {
      const state = new Map<string, () => Tensor>(gram?.state());
      for (const [j, column] of columns.entries()) {
        state.set(nameOf(column), () => float64([packedLength(d)], packUpper(triangles[j]!, d)));
      }
      return state;
    },
    restore(state) {
      gram?.restore(state);
      for (const [j, column] of columns.entries()) triangles[j] = upperOf(state, nameOf(column), d);
    },
    async merge(state) {
      await gram?.merge?.(state);
      await include((j) => upperOf(state, nameOf(columns[j]!), d), d);
    },
    async finish() {
      const values = await inTurns(triangles, platform.cores, (triangle) => singularValues(platform, triangle, d));
      triangles.length = 0;
      const spectra = await gram?.finish();
      return values.map((all, j) => withValues(all.slice(0, q), spectra?.[j]));
    },
    close: async () => gram?.close(),
  };
}

function packUpper(matrix: Float64Array, n: number): Float64Array {
  const packed = new Float64Array(packedLength(n));
  for (let r = 0; r < n; r++) packed.set(matrix.subarray(r * n + r, (r + 1) * n), packedRow(n, r) + r);
  return packed;
}

function upperOf(state: CollectedState, name: string, n: number): Float64Array {
  const packed = state.get(name)!.data as Float64Array;
  const matrix = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    const from = packedRow(n, r);
    matrix.set(packed.subarray(from + r, from + n), r * n + r);
  }
  return matrix;
}

/** Columns of the kept rows that are taken in at a time. */
const widthAtOnce = 1024;

/** The rows are kept, by the accumulator that forms EEᵀ of them; R is formed at the end. */
async function openWide(platform: Platform, options: SpectraOptions): Promise<SpectraAccumulator> {
  const { columns, inputs: d } = options;
  const n = sumOf(options.groupSizes);
  // Products between the rows are computed when it finishes, which it does only for an interval or a curve.
  const gram = await openRowSide(platform, options);
  return {
    ...gram,
    async finish() {
      const state = gram.state();
      const values = await inTurns(columns, platform.cores, async (column) => {
        const parts = partsOf(state, column);
        const held = sumOf(parts.map(({ length }) => length)) / d;
        if (held !== n) {
          fail({ subject: "accurate singular values", expected: `the rows of all ${n} samples`, got: `${held}` });
        }
        let triangle: Float64Array = new Float64Array(n * n);
        for (let from = 0; from < d; from += widthAtOnce) {
          const width = Math.min(widthAtOnce, d - from);
          triangle = await absorb(platform, triangle, turned(parts, d, n, from, width), width, n);
        }
        return singularValues(platform, triangle, n);
      });
      const spectra = needsGram(options) ? await gram.finish() : [];
      return values.map((all, j) => withValues(all, spectra[j]));
    },
  };
}

/** The kept rows of one output, as the state of the accumulator that keeps them has them. */
function partsOf(state: ReadonlyMap<string, () => Tensor>, column: number): Rows[] {
  const parts: Rows[] = [];
  for (let b = 0; ; b++) {
    const rows = state.get(`${column}/rows${b}!`);
    if (!rows) return parts;
    parts.push(rows().data as Rows);
  }
}

/** Columns from … from + width of all rows, as rows: width × n. */
function turned(parts: readonly Rows[], d: number, n: number, from: number, width: number): Rows {
  const size = width * n;
  const result = parts[0] instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
  let sample = 0;
  for (const rows of parts) {
    for (let at = from; at < rows.length; at += d, sample++) {
      for (let a = 0; a < width; a++) result[a * n + sample] = rows[at + a]!;
    }
  }
  return result;
}
