import { fail, type Samples } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import {
  blockQuadrature,
  gramOperator,
  type LinearOperator,
  randomizedSvd,
  rootsWithErrors,
  transposedOperator,
} from "../spectra/index.ts";
import type { ProductJournal } from "./checkpoint/productJournal.ts";
import type { EdjmSpectrum, SpectraAccumulator } from "./edjm/accumulator.ts";
import { openJacobianOperator } from "./jacobianOperator.ts";
import type { LoadedModel } from "./loadModel.ts";
import { scoreEstimate } from "./scoreEstimate.ts";

/** Ways by products alone: to the largest singular values, or ("slq") to their density and an estimate of the score. */
export type MatrixFreeMethod = "lanczos" | "randomized" | "slq";

export interface MatrixFreeOptions extends SessionOptions {
  method: MatrixFreeMethod;
  /** How many of the largest singular values; "slq" yields those that have converged. */
  values: number;
  /** For "slq": singular values above this percentile count for the score. Default 90. */
  percentile?: number;
  /** For "slq": random vectors, and steps for each (`blockQuadrature`). */
  probes?: number;
  steps?: number;
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
  { method, values: count, memory, seed = 0, percentile = 90, probes, steps, journal, ...options }: MatrixFreeOptions,
): SpectraAccumulator {
  const spectrumOf = async (operator: LinearOperator): Promise<EdjmSpectrum> => {
    if (method === "slq") return densityOf(operator, percentile, { memory, seed, probes, steps });
    const { values, errors } = await randomizedSvd(operator, {
      count,
      seed,
      ...(method === "lanczos" ? { method: "krylov", block } : { method: "subspace" }),
      ...(memory !== undefined && { memory }),
    });
    return { singularValues: values, errors, leftOutScores: [], curve: [] };
  };
  return {
    async add() {},
    state: () => new Map(),
    restore() {},
    async finish() {
      const progress = platform.reporter.progress("Singular values", columns.length, "outputs");
      const spectra: EdjmSpectrum[] = [];
      try {
        for (const [done, column] of columns.entries()) {
          const operator = await openJacobianOperator(platform, model, data, { ...options, outputs: [column] });
          try {
            spectra.push(await spectrumOf(journal?.journaled(operator, nameOf(column)) ?? operator));
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

interface DensityChoice {
  readonly seed: number;
  readonly memory: number | undefined;
  readonly probes: number | undefined;
  readonly steps: number | undefined;
}

/** The density of the squares of all min(rows, columns) singular values: on the smaller side, so that no zeros come on top. */
async function densityOf(
  operator: LinearOperator,
  percentile: number,
  { seed, memory, probes, steps }: DensityChoice,
): Promise<EdjmSpectrum> {
  const wide = operator.columns > operator.rows;
  const quadrature = await blockQuadrature(gramOperator(wide ? transposedOperator(operator) : operator), {
    seed,
    ...(memory !== undefined && { memory }),
    ...(probes !== undefined && { probes }),
    ...(steps !== undefined && { steps }),
  });
  const { order, converged, errors } = quadrature;
  const nodes = quadrature.probes[0]!.nodes;
  const { values, errors: ofValues } = rootsWithErrors(nodes.subarray(0, errors.length), errors);
  return {
    singularValues: values,
    errors: ofValues,
    estimate: scoreEstimate(quadrature, percentile),
    density: { order, nodes, converged, weights: quadrature.probes.map(({ weights }) => weights) },
    leftOutScores: [],
    curve: [],
  };
}
