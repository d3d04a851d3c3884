import { fail, type Samples } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { randomizedSvd } from "../spectra/index.ts";
import type { ProductJournal } from "./checkpoint/productJournal.ts";
import type { SpectraAccumulator } from "./edjm/accumulator.ts";
import { openJacobianOperator } from "./jacobianOperator.ts";
import type { LoadedModel } from "./loadModel.ts";

/** Ways to the largest singular values by products alone. */
export type MatrixFreeMethod = "lanczos" | "randomized";

export interface MatrixFreeOptions extends SessionOptions {
  method: MatrixFreeMethod;
  /** How many of the largest singular values. */
  values: number;
  output?: string;
  batch?: number;
  /** Bytes for vectors. */
  memory?: number;
  seed?: number;
  /** Keeps products with the Jacobian. */
  journal?: ProductJournal;
}

/** Vectors that share a pass over the data: a pass takes long, a vector more little. */
const block = 16;

/** How many of the largest of q values reach below their percentile: what the score needs. */
export const countForScore = (q: number, percentile: number) =>
  Math.min(q, Math.floor((1 - percentile / 100) * (q - 1)) + 2);

/** @throws NetspectraError for a number that is none of 1 … q */
export function checkValues(values: number, q: number): number {
  if (Number.isInteger(values) && values >= 1 && values <= q) return values;
  return fail({ subject: "--values", expected: `a whole number from 1 to ${q}, which is min(n, d)`, got: `${values}` });
}

/**
 * No matrix at all: the largest singular values of each EDJM from products alone, for which the data stream through the
 * network again and again. Rows that come by on the first pass are not needed.
 */
export function openMatrixFreeSide(
  platform: Platform,
  model: LoadedModel,
  data: Samples,
  columns: readonly number[],
  { method, values: count, memory, seed = 0, journal, ...options }: MatrixFreeOptions,
): SpectraAccumulator {
  return {
    async add() {},
    state: () => new Map(),
    restore() {},
    async finish() {
      const progress = platform.reporter.progress("Singular values", columns.length, "outputs");
      const spectra = [];
      try {
        for (const [done, column] of columns.entries()) {
          const operator = await openJacobianOperator(platform, model, data, { ...options, outputs: [column] });
          try {
            const { values, errors } = await randomizedSvd(journal?.journaled(operator, nameOf(column)) ?? operator, {
              count,
              seed,
              ...(method === "lanczos" ? { method: "krylov", block } : { method: "subspace" }),
              ...(memory !== undefined && { memory }),
            });
            spectra.push({ singularValues: values, errors, leftOutScores: [], curve: [] });
          } finally {
            await operator.close();
          }
          progress.update(done + 1);
        }
      } finally {
        progress.finish();
      }
      for (const column of columns) journal?.forget(nameOf(column));
      return spectra;
    },
    async close() {},
  };
}

const nameOf = (column: number) => `output ${column}`;
