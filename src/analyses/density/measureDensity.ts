import type { Platform } from "../../platform/index.ts";
import { type PowerLawReport, spectralRanks } from "../../stats/index.ts";
import { powerLawTask } from "../powerLawTask.ts";
import { compareWithRandom } from "./compareWithRandom.ts";
import type { DensityDiagonal, DensityResult, ShuffledDensity } from "./densityResult.ts";
import type { DensitySettings } from "./densitySettings.ts";
import type { LargestEigenvalues } from "./largestEigenvalues.ts";
import { estimatedEffectiveRank, type QuadratureDensity } from "./quadratureDensity.ts";
import type { StackedSpectrum } from "./stackedSpectrum.ts";

type Measured = Pick<
  DensityResult,
  | "status"
  | "method"
  | "side"
  | "normalise"
  | "eigenvalues"
  | "errors"
  | "computed"
  | "trace"
  | "lambdaMax"
  | "rankTolerance"
  | "hardRank"
  | "zeroEigenvalues"
  | "stableRank"
  | "effectiveRank"
  | "effectiveRankError"
  | "density"
  | "fit"
  | "diagonal"
  | "random"
>;

/** All that a result says of eigenvalues and diagonal. */
export async function measureDensity(
  platform: Platform,
  settings: DensitySettings,
  spectrum: StackedSpectrum & Partial<LargestEigenvalues>,
): Promise<Measured> {
  const { plan, width, samples: n, normalise, rankTolerance } = settings;
  const scaled = (values: Float64Array) => (normalise === "samples" ? values.map((value) => value / n) : values);
  const [eigenvalues, entries] = [scaled(spectrum.eigenvalues), scaled(spectrum.diagonal)];
  const errors = spectrum.errors && scaled(spectrum.errors);
  const whole = eigenvalues.length === Math.min(n, width);
  const lambdaMax = eigenvalues[0] ?? 0;
  const trace = entries.reduce((sum, value) => sum + value, 0);
  const { hardRank, effectiveRank } = spectralRanks(eigenvalues, rankTolerance);
  const positive = lambdaMax > 0;
  const [fit, diagonal] = await Promise.all([
    whole ? powerLaw(platform, settings, eigenvalues, rankTolerance * lambdaMax) : notWhole(eigenvalues.length),
    measureDiagonal(platform, settings, entries, whole && positive ? squares(eigenvalues) : undefined),
  ]);
  return {
    status: positive ? (whole ? "ok" : spectrum.density ? "estimated" : "partial") : "zero",
    method: plan.method,
    side: plan.side,
    normalise,
    eigenvalues: Array.from(eigenvalues),
    ...(errors && { errors: Array.from(errors) }),
    computed: eigenvalues.length,
    trace,
    lambdaMax,
    rankTolerance,
    hardRank: whole ? hardRank : null,
    zeroEigenvalues: whole ? width - hardRank : null,
    stableRank: positive ? trace / lambdaMax : null,
    effectiveRank: whole && positive ? effectiveRank : null,
    ...(spectrum.density && !whole && positive && estimates(spectrum.density, spectrum.diagonal, scaled)),
    fit,
    diagonal,
    ...(whole && { random: compareWithRandom(eigenvalues, n, width, rankTolerance) }),
  };
}

function estimates(density: QuadratureDensity, diagonal: Float64Array, scaled: (values: Float64Array) => Float64Array) {
  const trace = diagonal.reduce((sum, value) => sum + value, 0);
  const { order, converged, nodes, weights } = density;
  const plain = weights.map((own) => Array.from(own));
  return {
    ...estimatedEffectiveRank(density, trace),
    density: { order, converged, nodes: Array.from(scaled(nodes)), weights: plain },
  };
}

/** What it says of the same entries in random order. @param found eigenvalues, descending */
export async function measureShuffled(
  platform: Platform,
  settings: DensitySettings,
  found: Float64Array,
): Promise<ShuffledDensity> {
  const { normalise, samples: n, width, rankTolerance } = settings;
  const eigenvalues = normalise === "samples" ? found.map((value) => value / n) : found;
  const lambdaMax = eigenvalues[0] ?? 0;
  const { stableRank, effectiveRank } = spectralRanks(eigenvalues, rankTolerance);
  return {
    lambdaMax,
    stableRank: lambdaMax > 0 ? stableRank : null,
    effectiveRank: lambdaMax > 0 ? effectiveRank : null,
    fit: await powerLaw(platform, settings, eigenvalues, rankTolerance * lambdaMax),
    random: compareWithRandom(eigenvalues, n, width, rankTolerance),
    eigenvalues,
  };
}

/** @param whole ‖𝒥ᵀ𝒥‖²_F relative to λmax², where it is known */
async function measureDiagonal(
  platform: Platform,
  settings: DensitySettings,
  entries: Float64Array,
  whole: SquaredNorm | undefined,
): Promise<DensityDiagonal> {
  const { inputs: d, columns } = settings;
  let at = 0;
  const byInput = new Float64Array(d);
  entries.forEach((value, a) => {
    byInput[a % d]! += value;
    if (value > entries[at]!) at = a;
  });
  const max = entries[at] ?? 0;
  return {
    max,
    largest: max > 0 ? { output: columns[Math.floor(at / d)]!, input: at % d } : null,
    zeros: entries.reduce((count, value) => count + Number(value === 0), 0),
    dominance: whole ? entries.reduce((sum, value) => sum + (value / whole.unit) ** 2, 0) / whole.sum : null,
    fit: await powerLaw(platform, settings, entries, 0),
    entries,
    byInput,
  };
}

/** Σλ² = sum · unit², without overflow. */
interface SquaredNorm {
  readonly unit: number;
  readonly sum: number;
}

function squares(eigenvalues: Float64Array): SquaredNorm {
  const unit = eigenvalues[0]!;
  return { unit, sum: eigenvalues.reduce((sum, value) => sum + (value / unit) ** 2, 0) };
}

function powerLaw(
  platform: Platform,
  { seed, replicates }: DensitySettings,
  values: Float64Array,
  floor: number,
): Promise<PowerLawReport> {
  const bootstrap = { seed, intervalReplicates: replicates, goodnessReplicates: replicates };
  return platform.call<PowerLawReport>(powerLawTask, values, { floor, ...bootstrap });
}

const notWhole = (count: number): PowerLawReport => ({
  status: "failed",
  reason: `only the largest eigenvalues were computed (${count})`,
  leftOut: { zeros: 0, negative: 0, belowFloor: 0 },
});
