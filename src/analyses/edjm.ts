import { fail, matchInput, type Samples, throwIfCancelled } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { jackknifeInterval, spectralScore } from "../stats/index.ts";
import { countAccuracy } from "./accuracy.ts";
import { blockedNotes, withNotes } from "./blockedNotes.ts";
import { openColumnSide } from "./columnSide.ts";
import { type Common, describeRun } from "./common.ts";
import { defaultMemory, edjmMatrixBytes } from "./edjmMemory.ts";
import type { EdjmSpectrum } from "./edjmSpectra.ts";
import { jacobianSizes, openJacobian } from "./jacobianStream.ts";
import type { LoadedModel } from "./loadModel.ts";
import { checkValues, countForScore, type MatrixFreeMethod, openMatrixFreeSide } from "./matrixFreeSide.ts";
import { openRowSide } from "./rowSide.ts";
import { selectOutput } from "./selectOutput.ts";

export interface EdjmOptions extends SessionOptions {
  /** `logits` (default), `probabilities`, or the name of a tensor. */
  output?: string;
  /** Columns of the output; default all. */
  outputs?: readonly number[];
  /** Singular values above this percentile count for the score (default 90). */
  epsilonPercentile?: number;
  /** Groups of the jackknife for the score's interval (default 10; 1 for none). */
  groups?: number;
  /** Also compute the score around growing parts of the data. */
  curve?: boolean;
  /** Samples per run of the network. */
  batch?: number;
  /** Bytes that may be used for matrices (default 2 GiB). */
  memory?: number;
  /**
   * "exact" (default): all singular values, from Gram matrices. "lanczos": the largest ones, by products with the Jacobian
   * alone. "randomized": the same by a few passes over the data, with wider errors.
   */
  method?: "exact" | MatrixFreeMethod;
  /** How many of the largest singular values, for methods that are not exact; default: as many as the score needs, 100 at most. */
  values?: number;
  seed?: number;
}

/** One output's EDJM. */
export interface OutputSpectrum {
  readonly output: number;
  /** σ descending: min(n, d) of them, or the largest. */
  readonly singularValues: readonly number[];
  /** How far off each may be; absent for exact ones. */
  readonly errors?: readonly number[];
  /** How many of the min(n, d) singular values were computed. */
  readonly computed: number;
  readonly score: number | null;
  /** "partial": not enough singular values were computed for a score; otherwise as `spectralScore` has it. */
  readonly status: EdjmStatus;
}

export type EdjmStatus = "ok" | "zero" | "flat" | "partial";

export interface EdjmResult extends Common {
  readonly analysis: "edjm";
  /** d */
  readonly inputs: number;
  /** k */
  readonly outputs: number;
  readonly epsilonPercentile: number;
  readonly perOutput: readonly OutputSpectrum[];
  /** Mean over outputs of σ/σmax, outputs without a positive σ left out. */
  readonly normalizedSpectrum: readonly number[];
  /** Mean of the scores of the outputs that have one. */
  readonly score: number | null;
  readonly status: EdjmStatus;
  readonly method: "exact" | MatrixFreeMethod;
  /** 95 % interval of the score over samples (delete-a-group jackknife); null for fewer than two samples. */
  readonly scoreInterval: readonly [number, number] | null;
  readonly jackknifeGroups: number;
  /** Singular values come from a float64 Gram matrix: below this multiple of σmax they are rounding. */
  readonly trustedAbove: number;
  readonly curve?: readonly { readonly samples: number; readonly score: number | null }[];
  /** Mean over samples of |∂ output / ∂ x|, k × d: what each output looks at. Kept apart from the JSON. */
  readonly meanAbsoluteGradient: Float64Array;
}

/**
 * Extended Data Jacobian Matrices: for every output j the n × d matrix E_j of input gradients around the data, its
 * singular values, and their score (Wang et al. 2016, section 3, equation 12).
 *
 * @throws NetspectraError for data that do not fit the model, gradients that are not finite, a budget that is too small
 */
export async function edjm(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: EdjmOptions = {},
): Promise<EdjmResult> {
  const started = platform.now();
  const percentile = options.epsilonPercentile ?? 90;
  if (!(percentile >= 0 && percentile <= 100)) {
    fail({ subject: "epsilonPercentile", expected: "a number from 0 to 100", got: `${percentile}` });
  }
  const selected = selectOutput(model, options.output);
  const data = matchInput(samples, model.sampleShape, model.layout);
  if (data.count === 0) {
    fail({ subject: data.source, expected: "at least one sample", got: "none" });
  }
  const { method = "exact" } = options;
  const matrixFree = method === "exact" ? undefined : method;
  if (matrixFree && options.curve) {
    fail({ subject: "--curve", expected: "--method exact", got: method });
  }
  const groups = groupsOf(data.count, matrixFree ? 1 : Math.max(1, Math.min(options.groups ?? 10, data.count)));
  const { inputSize: d, outputSize: k, columns, rowType } = jacobianSizes(model, selected, options.outputs);
  const meanAbsoluteGradient = new Float64Array(columns.length * d);
  const accuracy = countAccuracy(data, k, selected.predicts);
  const spectra: EdjmSpectrum[] = [];
  const q = Math.min(data.count, d);
  const needed = countForScore(q, percentile);
  const values = matrixFree ? checkValues(options.values ?? Math.min(needed, 100), q) : q;
  const chunks = matrixFree
    ? [columns]
    : chunkColumns(columns, d, data.count, groups.length, options.memory ?? defaultMemory);
  const progress = platform.reporter.progress("EDJM", data.count * chunks.length, "samples");
  try {
    let done = 0;
    for (const [index, chunk] of chunks.entries()) {
      const stream = await openJacobian(platform, model, selected, data, { ...options, columns: chunk });
      const openMatrix = data.count >= d ? openColumnSide : openRowSide;
      const open = async () =>
        matrixFree
          ? openMatrixFreeSide(platform, model, samples, chunk, {
              ...options,
              method: matrixFree,
              values,
            })
          : openMatrix(platform, chunk.length, d, rowType, {
              ...options,
              percentile,
              groupSizes: groups.map((group) => group.length),
              curve: options.curve ?? false,
            });
      const accumulator = await open().catch(async (error: unknown) => {
        await stream.close();
        throw error;
      });
      try {
        for (const group of groups) {
          for await (const { indices, outputs, rows, absoluteSums } of stream.run(group)) {
            if (index === 0) accuracy.add(indices, outputs);
            const position = chunks.slice(0, index).reduce((sum, { length }) => sum + length, 0);
            absoluteSums.forEach((sums, j) => {
              for (let i = 0; i < d; i++) meanAbsoluteGradient[(position + j) * d + i]! += sums[i]! / data.count;
            });
            await accumulator.add(rows, indices.length);
            done += indices.length;
            progress.update(done);
          }
          await accumulator.endGroup();
        }
        throwIfCancelled(platform.signal, "EDJM");
        spectra.push(...(await accumulator.finish()));
      } finally {
        await accumulator.close();
        await stream.close();
      }
    }
  } finally {
    progress.finish();
  }
  const perOutput = spectra.map(({ singularValues, errors }, j) => ({
    output: columns[j]!,
    singularValues: Array.from(singularValues),
    computed: singularValues.length,
    ...(errors && { errors: Array.from(errors) }),
    ...(singularValues.length < needed && singularValues[0]! > 0
      ? { score: null, status: "partial" as const }
      : spectralScore(singularValues, percentile, q)),
  }));
  const score = meanOf(perOutput.map((output) => output.score));
  return {
    analysis: "edjm",
    ...describeRun(platform, model, selected.output, data, options.seed ?? 0),
    ...withNotes(accuracy.result(), [...model.notes, ...blockedNotes(model, selected.output)]),
    inputs: d,
    outputs: k,
    epsilonPercentile: percentile,
    perOutput,
    normalizedSpectrum: normalizedSpectrum(perOutput),
    score,
    status: statusOf(score, perOutput),
    method,
    scoreInterval: intervalOf(score, spectra, groups.length),
    jackknifeGroups: groups.length,
    trustedAbove: 1e-6,
    ...(options.curve && { curve: curveOf(spectra, groups) }),
    meanAbsoluteGradient,
    seconds: (platform.now() - started) / 1000,
  };
}

function statusOf(score: number | null, perOutput: readonly OutputSpectrum[]): EdjmStatus {
  if (score !== null) return "ok";
  return perOutput.find(({ status }) => status !== "zero")?.status ?? "zero";
}

/** Sample i belongs to group i mod G, so that data sorted by class fall evenly into groups. */
function groupsOf(n: number, count: number): number[][] {
  return Array.from({ length: count }, (_, g) =>
    Array.from({ length: Math.ceil((n - g) / count) }, (__, i) => g + i * count),
  );
}

/** As many outputs at a time as their matrices fit into `memory`; each chunk repeats the forward pass. */
function chunkColumns(
  columns: readonly number[],
  d: number,
  n: number,
  groups: number,
  memory: number,
): (readonly number[])[] {
  const perColumn = edjmMatrixBytes(n, d, groups);
  const size = Math.floor(memory / perColumn);
  if (size < 1) {
    fail({
      subject: "--memory",
      expected: `at least ${Math.ceil(perColumn / 2 ** 20)} MiB for one output (n = ${n}, d = ${d})`,
      got: `${Math.floor(memory / 2 ** 20)} MiB`,
      todo: "Use fewer samples (--limit), fewer jackknife groups (--groups 1), or a larger budget.",
    });
  }
  const chunks = Math.ceil(columns.length / size);
  const even = Math.ceil(columns.length / chunks);
  return Array.from({ length: chunks }, (_, c) => columns.slice(c * even, (c + 1) * even));
}

function normalizedSpectrum(perOutput: readonly OutputSpectrum[]): number[] {
  const positive = perOutput.filter(({ status }) => status !== "zero");
  const length = perOutput[0]?.singularValues.length ?? 0;
  return Array.from({ length }, (_, i) =>
    positive.length === 0
      ? 0
      : positive.reduce((sum, { singularValues }) => sum + singularValues[i]! / singularValues[0]!, 0) /
        positive.length,
  );
}

/** The mean of those that are there, or null. */
function meanOf(values: readonly (number | null | undefined)[]): number | null {
  const present = values.filter((value) => typeof value === "number");
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
}

function intervalOf(score: number | null, spectra: readonly EdjmSpectrum[], groups: number): [number, number] | null {
  if (score === null || groups < 2) return null;
  const leftOut = Array.from({ length: groups }, (_, g) =>
    meanOf(spectra.map(({ leftOutScores }) => leftOutScores[g])),
  );
  if (!leftOut.every((value) => value !== null)) return null;
  const interval = jackknifeInterval(score, leftOut);
  return interval ? [...interval] : null;
}

function curveOf(spectra: readonly EdjmSpectrum[], groups: readonly number[][]) {
  let samples = 0;
  return groups.map((group, g) => {
    samples += group.length;
    return { samples, score: meanOf(spectra.map(({ curve }) => curve[g])) };
  });
}
