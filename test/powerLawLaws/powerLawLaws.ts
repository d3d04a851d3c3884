import { type Random, random } from "../../src/base/index.ts";
import { symmetricEigen } from "../../src/kernels/index.ts";
import { assessPowerLaw, bootstrapPowerLaw, fitPowerLaw, powerLawTail } from "../../src/stats/index.ts";

/** How a sample becomes a power law above 1. */
export type Onset = "pareto" | "gradual" | "jump";
export const onsets: readonly Onset[] = ["pareto", "gradual", "jump"];

/**
 * n values with a power law above 1: nothing below; an exponential that goes over into it smoothly (Clauset, Shalizi & Newman 2009,
 * equation 3.10); or a uniform half below.
 */
export function synthetic(onset: Onset, count: number, alpha: number, stream: Random): Float64Array {
  const law = powerLawTail.law({ alpha }, 1);
  const [above, below] = [1 / (alpha - 1), Math.expm1(alpha) / alpha];
  const share = { pareto: 1, gradual: above / (above + below), jump: 0.5 }[onset];
  const body = () =>
    onset === "jump" ? stream.uniform() : 1 - Math.log1p(stream.uniform() * Math.expm1(alpha)) / alpha;
  return Float64Array.from({ length: count }, () => (stream.uniform() < share ? law.sample(stream) : body()));
}

export interface Trial {
  readonly onset: Onset;
  readonly count: number;
  readonly alpha: number;
  readonly samples: number;
  readonly replicates: number;
  readonly seed: number;
}

/** Share of the samples whose interval holds the exponent they were made with; `wald`: of alpha ± 1.96 sigma. */
export function coverage({ onset, count, alpha, samples, replicates, seed }: Trial): {
  bootstrap: number;
  wald: number;
} {
  let [bootstrap, wald] = [0, 0];
  for (let i = 0; i < samples; i++) {
    const values = synthetic(onset, count, alpha, random(seed, "coverage", onset, i));
    const fit = fitPowerLaw(values);
    if (fit.status !== "ok") continue;
    const options = { seed: i, intervalReplicates: replicates, goodnessReplicates: 0 };
    const [low, high] = bootstrapPowerLaw(values, fit, options).alphaInterval ?? [Number.NaN, Number.NaN];
    if (low <= alpha && alpha <= high) bootstrap++;
    if (Math.abs(fit.alpha - alpha) <= 1.959964 * fit.sigma) wald++;
  }
  return { bootstrap: bootstrap / samples, wald: wald / samples };
}

/** p-values of samples that are power laws above 1. */
export function nullPValues({ onset, count, alpha, samples, replicates, seed }: Trial): readonly number[] {
  return Array.from({ length: samples }, (_, i) => {
    const values = synthetic(onset, count, alpha, random(seed, "null", onset, i));
    const fit = fitPowerLaw(values);
    if (fit.status !== "ok") return Number.NaN;
    const options = { seed: i, intervalReplicates: 0, goodnessReplicates: replicates };
    return bootstrapPowerLaw(values, fit, options).pValue ?? Number.NaN;
  });
}

/** Largest distance of the distribution function of some p-values from the diagonal; 1.36/√n is exceeded with p = 0.05. */
export function departureFromUniform(pValues: readonly number[]): number {
  const sorted = pValues.toSorted((a, b) => a - b);
  return sorted.reduce((d, p, i) => Math.max(d, p - i / sorted.length, (i + 1) / sorted.length - p), 0);
}

/** How often spectra of Gaussian matrices get each verdict. */
export function gaussianVerdicts(rows: number, columns: number, samples: number, replicates: number, seed: number) {
  const verdicts: Record<string, number> = {};
  for (let i = 0; i < samples; i++) {
    const values = gaussianSpectrum(rows, columns, random(seed, "gaussian", i));
    const report = assessPowerLaw(values, { seed: i, intervalReplicates: 0, goodnessReplicates: replicates });
    const verdict = report.status === "ok" ? report.verdict : report.status;
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  return verdicts;
}

function gaussianSpectrum(rows: number, columns: number, stream: Random): Float64Array {
  const x = Array.from({ length: columns }, () => Float64Array.from({ length: rows }, stream.normal));
  const gram = new Float64Array(columns * columns);
  for (const [i, a] of x.entries()) {
    for (const [j, b] of x.entries()) gram[i * columns + j] = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  }
  return symmetricEigen(gram, columns).values;
}
