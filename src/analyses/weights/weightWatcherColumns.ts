import { type FittedPowerLaw, fitPowerLaw } from "../../stats/index.ts";
import { noiseShare } from "./layerSpectrum.ts";
import type { MatrixSpectrum } from "./matrixSpectrum.ts";
import type { WeightMatrix } from "./weightMatrix.ts";
import { weightWatcherBulk } from "./weightWatcherBulk.ts";

/** A row of WeightWatcher's `analyze()` by its own column names; what could not be computed is null. */
export type WeightWatcherRow = Readonly<Record<string, string | number | boolean | null>>;

const layerTypes = { dense: "DENSE", convolution: "CONV2D", embedding: "EMBEDDING", recurrent: "DENSE" } as const;
/** What that tool keeps for its fit. */
const floor = 1e-5;
const [overTrained, underTrained] = [2, 6];
const float32Epsilon = 2 ** -23;

/**
 * A layer by WeightWatcher's definitions (0.7.5): eigenvalues σ² of all slices, those of convolutions halved, its power law, norms and
 * ranks. Corrected: a fit that fails is null and carries no warning, where that tool has α = −1 and "over-trained"; all values
 * equal are a failure, not α = ∞; `sv_min` is the smallest value of all slices; the shuffle is seeded.
 *
 * @param id number of the layer
 */
export function weightWatcherColumns(
  matrix: Pick<WeightMatrix, "layer" | "kind" | "rows" | "columns" | "slices">,
  spectrum: Pick<MatrixSpectrum, "slices" | "shuffled">,
  id: number,
): WeightWatcherRow {
  const { layer, kind, rows, columns, slices } = matrix;
  const [N, M] = [Math.max(rows, columns), Math.min(rows, columns)];
  const factor = kind === "convolution" ? 0.5 : 1;
  const evals = pooled(spectrum.slices, factor);
  const count = evals.length;
  const lambdaMax = evals.at(-1) ?? 0;
  const norm = evals.reduce((sum, value) => sum + value, 0);
  // Below the floor of the Gram matrix values are its rounding: there that tool's singular values are below 1e-6 of the largest.
  const fit = fitPowerLaw(evals, { compat: "weightwatcher", floor: Math.max(floor, noiseShare * lambdaMax) });
  const law = fit.status === "ok" ? fit : undefined;
  const rank = countAbove(evals, lambdaMax * (N * float32Epsilon) ** 2);
  const logAlphaNorm = law ? logSumOfPowers(evals, law.alpha) : null;
  return {
    layer_id: id,
    name: layer,
    layer_type: layerTypes[kind],
    N,
    M,
    Q: N / M,
    rf: slices,
    num_evals: count,
    D: law?.ksDistance ?? null,
    alpha: law?.alpha ?? null,
    sigma: law?.sigma ?? null,
    xmin: law?.xmin ?? null,
    xmax: lambdaMax,
    num_pl_spikes: law?.tail ?? null,
    status: law ? "success" : "failed",
    warning: warningOf(law),
    lambda_max: lambdaMax,
    norm,
    log_norm: logOf(norm),
    spectral_norm: lambdaMax,
    log_spectral_norm: logOf(lambdaMax),
    alpha_weighted: law ? law.alpha * Math.log10(lambdaMax) : null,
    log_alpha_norm: logAlphaNorm,
    stable_rank: lambdaMax > 0 ? norm / lambdaMax : null,
    matrix_rank: rank,
    rank_loss: count - rank,
    weak_rank_loss: count - countAbove(evals, 1e-6, true),
    entropy: entropyOf(evals, norm, rank),
    sv_max: Math.sqrt(lambdaMax),
    sv_min: Math.sqrt(evals[0] ?? 0),
    ...detX(evals, norm),
    ...weightWatcherBulk(evals, N, M),
    ...(spectrum.shuffled && randomColumns(evals, pooled(spectrum.shuffled, factor), N, M)),
  };
}

/** The means that WeightWatcher's `get_summary` gives, over the layers that have the number. */
export function weightWatcherSummary(rows: readonly WeightWatcherRow[]): Readonly<Record<string, number | null>> {
  const names = [
    "log_norm",
    "alpha",
    "alpha_weighted",
    "log_alpha_norm",
    "log_spectral_norm",
    "stable_rank",
    "mp_softrank",
  ];
  const mean = (name: string) => {
    const values = rows.flatMap((row) => (typeof row[name] === "number" ? [row[name]] : []));
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return Object.fromEntries(names.map((name) => [name, mean(name)]));
}

/** All eigenvalues, ascending. */
function pooled(slices: readonly Float64Array[], factor: number): Float64Array {
  return Float64Array.from(slices.flatMap((slice) => Array.from(slice, (value) => factor * value))).sort();
}

function warningOf(law: FittedPowerLaw | undefined): string {
  if (!law) return "";
  if (law.alpha < overTrained) return "over-trained";
  return law.alpha > underTrained ? "under-trained" : "";
}

const logOf = (value: number) => (value > 0 ? Math.log10(value) : null);

function countAbove(ascending: Float64Array, bound: number, equal = false): number {
  return ascending.filter((value) => value > bound || (equal && value === bound)).length;
}

/** log₁₀ Σ λ^α, without overflow. */
function logSumOfPowers(values: Float64Array, alpha: number): number {
  const largest = values.at(-1)!;
  const sum = values.reduce((total, value) => total + (value / largest) ** alpha, 0);
  return alpha * Math.log10(largest) + Math.log10(sum);
}

/** −Σ p ln p / ln(rank), p = λ/Σλ + 1e-10. */
function entropyOf(values: Float64Array, sum: number, rank: number): number | null {
  if (!(sum > 0 && rank > 1)) return null;
  const total = values.reduce((entropy, value) => {
    const p = value / sum + 1e-10;
    return entropy - p * Math.log(p);
  }, 0);
  return total / Math.log(rank);
}

/** The largest eigenvalues, of mean 1, whose product is still 1: how many, and where they begin. */
function detX(ascending: Float64Array, sum: number): WeightWatcherRow {
  if (!(sum > 0)) return { detX_num: null, detX_val: null, detX_val_unrescaled: null };
  const scale = ascending.length / sum;
  let [product, number] = [0, 0];
  let value = ascending.at(-1)!;
  for (let i = ascending.length - 1; i >= 0; i--) {
    product += Math.log(ascending[i]! * scale);
    value = ascending[i]!;
    number++;
    if (product < 0) break;
  }
  return { detX_num: number, detX_val: value * scale, detX_val_unrescaled: value };
}

/** Beside the same entries shuffled. Both spectra ascend and have as many values. */
function randomColumns(evals: Float64Array, random: Float64Array, N: number, M: number): WeightWatcherRow {
  const [largest, lambdaMax] = [random.at(-1) ?? 0, evals.at(-1) ?? 0];
  const bulk = Object.entries(weightWatcherBulk(random, N, M));
  return {
    ...Object.fromEntries(bulk.map(([name, value]) => [`rand_${name}`, value])),
    max_rand_eval: largest,
    rand_distance: jensenShannonDistance(evals, random),
    ww_softrank: lambdaMax > 0 ? largest / lambdaMax : null,
    ww_maxdist: lambdaMax - largest,
  };
}

/** Square root of the divergence, natural logarithm, of two lists that are divided by their sums (Endres & Schindelin 2003). */
function jensenShannonDistance(a: Float64Array, b: Float64Array): number | null {
  const [sumA, sumB] = [a, b].map((list) => list.reduce((sum, value) => sum + value, 0)) as [number, number];
  if (!(sumA > 0 && sumB > 0)) return null;
  const term = (p: number, mean: number) => (p > 0 ? p * Math.log(p / mean) : 0);
  let divergence = 0;
  a.forEach((value, i) => {
    const [p, q] = [value / sumA, b[i]! / sumB];
    divergence += (term(p, (p + q) / 2) + term(q, (p + q) / 2)) / 2;
  });
  return Math.sqrt(Math.max(0, divergence));
}
