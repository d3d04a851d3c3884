import { jackknifeInterval, spectralScore } from "../../stats/index.ts";
import { type AccuracyCounts, accuracyOf } from "../accuracy.ts";
import { withNotes } from "../blockedNotes.ts";
import type { Common } from "../common.ts";
import type { EdjmDensity, EdjmSpectrum } from "./accumulator.ts";
import { accurateTrust } from "./accurateSide.ts";
import type { EdjmMethod } from "./edjmOptions.ts";
import type { EdjmPlan } from "./edjmPlan.ts";

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
  /** Half of a 95 % interval around an estimated score. */
  readonly scoreError?: number | null;
  /** What an estimate comes from. */
  readonly density?: OutputDensity;
  /** "estimated": from a density. "partial": not enough singular values were computed for a score; otherwise as `spectralScore` has it. */
  readonly status: EdjmStatus;
}

export type EdjmStatus = "ok" | "zero" | "flat" | "partial" | "estimated";

/** `EdjmDensity` as plain numbers. */
export interface OutputDensity {
  /** min(n, d) */
  readonly order: number;
  /** Estimates of σ², descending; the first `converged` are eigenvalues. */
  readonly nodes: readonly number[];
  readonly converged: number;
  /** For each probe the weights of the nodes. */
  readonly weights: readonly (readonly number[])[];
}

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
  readonly method: EdjmMethod;
  /** Half of a 95 % interval around an estimated score, over random vectors: the mean of those of the outputs. */
  readonly scoreError?: number | null;
  /** 95 % interval of the score over samples (delete-a-group jackknife); null for fewer than two samples. */
  readonly scoreInterval: readonly [number, number] | null;
  readonly jackknifeGroups: number;
  /** Below this multiple of σmax, singular values are rounding. */
  readonly trustedAbove: number;
  readonly curve?: readonly { readonly samples: number; readonly score: number | null }[];
  /** How it was computed, and what that was expected to take. */
  readonly plan: EdjmPlan;
  /** Mean over samples of |∂ output / ∂ x|, k × d: what each output looks at. Kept apart from the JSON. */
  readonly meanAbsoluteGradient: Float64Array;
}

/** All of a result that is known before any work; plain data, so that it can be kept beside what is collected. */
export interface EdjmHeader {
  readonly common: Omit<Common, "seconds">;
  readonly notes: readonly string[];
  readonly inputs: number;
  readonly outputs: number;
  readonly columns: readonly number[];
  readonly epsilonPercentile: number;
  /** Samples of each group of the jackknife. */
  readonly groupSizes: readonly number[];
  readonly curve: boolean;
  /** How many of the largest singular values the score needs. */
  readonly needed: number;
  readonly plan: EdjmPlan;
}

/** What the passes over the data have brought. */
export interface EdjmFindings {
  readonly spectra: readonly EdjmSpectrum[];
  readonly accuracy: AccuracyCounts;
  /** Σ over samples of |∂ output / ∂ x|, columns × d. */
  readonly absoluteGradientSums: Float64Array;
}

/** Singular values of a float64 Gram matrix are rounding below this multiple of the largest. */
const gramTrust = 1e-6;

/** Scores, interval and all else of a result from the spectra. */
export function edjmResult(header: EdjmHeader, findings: EdjmFindings, seconds: number): EdjmResult {
  const { columns, groupSizes, epsilonPercentile: percentile, plan } = header;
  const { spectra } = findings;
  const n = sum(groupSizes);
  const q = Math.min(n, header.inputs);
  const scoreOf = ({ singularValues, estimate }: EdjmSpectrum) => {
    if (estimate) return estimate;
    const isPartial = singularValues.length < header.needed && singularValues[0]! > 0;
    return isPartial ? { score: null, status: "partial" as const } : spectralScore(singularValues, percentile, q);
  };
  const perOutput = spectra.map((spectrum, j): OutputSpectrum => {
    const { singularValues, errors, density } = spectrum;
    return {
      output: columns[j]!,
      singularValues: Array.from(singularValues),
      computed: singularValues.length,
      ...(errors && { errors: Array.from(errors) }),
      ...scoreOf(spectrum),
      ...(density && { density: plain(density) }),
    };
  });
  const score = meanOf(perOutput.map((output) => output.score));
  return {
    analysis: "edjm",
    ...header.common,
    ...withNotes(accuracyOf(findings.accuracy), header.notes),
    inputs: header.inputs,
    outputs: header.outputs,
    epsilonPercentile: percentile,
    perOutput,
    normalizedSpectrum: normalizedSpectrum(perOutput),
    score,
    status: statusOf(score, perOutput),
    ...(plan.method === "slq" && { scoreError: meanOf(perOutput.map(({ scoreError }) => scoreError)) }),
    method: plan.method,
    scoreInterval: intervalOf(score, spectra),
    jackknifeGroups: plan.method === "exact" ? groupSizes.length : 1,
    trustedAbove: plan.accurate ? accurateTrust(n, header.inputs) : gramTrust,
    ...(header.curve && { curve: curveOf(spectra, groupSizes) }),
    plan,
    meanAbsoluteGradient: findings.absoluteGradientSums.map((value) => value / n),
    seconds,
  };
}

const plain = ({ order, nodes, converged, weights }: EdjmDensity): OutputDensity => ({
  order,
  nodes: Array.from(nodes),
  converged,
  weights: weights.map((own) => Array.from(own)),
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function statusOf(score: number | null, perOutput: readonly OutputSpectrum[]): EdjmStatus {
  if (score !== null) return perOutput.some(({ status }) => status === "estimated") ? "estimated" : "ok";
  return perOutput.find(({ status }) => status !== "zero")?.status ?? "zero";
}

function normalizedSpectrum(perOutput: readonly OutputSpectrum[]): number[] {
  const positive = perOutput.filter(({ status }) => status !== "zero");
  const length = Math.min(...perOutput.map(({ singularValues }) => singularValues.length));
  return Array.from({ length }, (_, i) =>
    positive.length === 0
      ? 0
      : sum(positive.map(({ singularValues }) => singularValues[i]! / singularValues[0]!)) / positive.length,
  );
}

/** The mean of those that are there, or null. */
function meanOf(values: readonly (number | null | undefined)[]): number | null {
  const present = values.filter((value) => typeof value === "number");
  return present.length === 0 ? null : sum(present) / present.length;
}

function intervalOf(score: number | null, spectra: readonly EdjmSpectrum[]): [number, number] | null {
  const groups = spectra[0]?.leftOutScores.length ?? 0;
  if (score === null || groups < 2) return null;
  const leftOut = Array.from({ length: groups }, (_, g) =>
    meanOf(spectra.map(({ leftOutScores }) => leftOutScores[g])),
  );
  if (!leftOut.every((value) => value !== null)) return null;
  const interval = jackknifeInterval(score, leftOut);
  return interval ? [...interval] : null;
}

function curveOf(spectra: readonly EdjmSpectrum[], groupSizes: readonly number[]) {
  let samples = 0;
  return groupSizes.map((size, g) => {
    samples += size;
    return { samples, score: meanOf(spectra.map(({ curve }) => curve[g])) };
  });
}
