import { maximise } from "../../stats/index.ts";

/** What that tool's fit of a random bulk says; all null where there is none. */
export type WeightWatcherBulk = Readonly<Record<(typeof names)[number], number | null>>;

const names = ["num_spikes", "sigma_mp", "mp_softrank", "W_scale", "bulk_max", "bulk_min"] as const;
/** The density that is fitted: half width of the kernel, points, how far they go beyond the largest value, and the least that counts. */
const [bandwidth, points, beyond, least] = [0.1, 1000, 0.5, 0.01];
/** Deviations that are tried, in units of the one whose bulk ends at the largest eigenvalue. */
const [lowest, highest, step] = [0.05, 2, 0.01];
/** Squared residual of each point for a bulk that cannot be the one. */
const refused = 1000 ** 2;

/**
 * A random bulk by WeightWatcher's definitions (0.7.5, `mp_fit`): the deviation σ whose Marchenko–Pastur density is nearest, by least
 * squares, to a density estimate (linear kernel) of the eigenvalues of mean 1; for Q = 1 the quarter circle's of their roots. Spikes
 * exceed bulk_max + √(Q^(−½) bulk_max^⅔ M^(−⅔)). Edges are in the units of the eigenvalues, σ in those of the rescaled ones.
 * Corrected: the quarter circle ends at 2σ, where that tool's ends at 2 whatever σ; the minimum is found to more digits.
 *
 * @param evals ascending
 */
export function weightWatcherBulk(evals: Float64Array, N: number, M: number): WeightWatcherBulk {
  const sum = evals.reduce((total, value) => total + value, 0);
  const none = Object.fromEntries(names.map((name) => [name, null])) as WeightWatcherBulk;
  if (!(sum > 0)) return none;
  const scale = evals.length / sum;
  const rescaled = evals.map((value) => value * scale);
  const Q = N / M;
  const lambdaMax = rescaled.at(-1)!;
  const unit = Math.sqrt(lambdaMax) / (1 + 1 / Math.sqrt(Q));
  const density = densityOf(Q === 1 ? rescaled.map(Math.sqrt) : rescaled);
  const sigma = density.x.length > 0 ? leastCost(costOf(density, Q), unit) : undefined;
  if (sigma === undefined) return none;
  const edge = (side: number) => (sigma * (1 + side / Math.sqrt(Q))) ** 2;
  const tolerance = Math.sqrt(Q ** -0.5 * (edge(1) / M) ** (2 / 3));
  return {
    num_spikes: rescaled.filter((value) => value > edge(1) + tolerance).length,
    sigma_mp: sigma,
    mp_softrank: edge(1) / lambdaMax,
    W_scale: Math.sqrt(scale),
    bulk_max: edge(1) / scale,
    bulk_min: edge(-1) / scale,
  };
}

interface Density {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Mean of triangles around the values, at the points where it is not almost 0. */
function densityOf(values: Float64Array): Density {
  const end = values.at(-1)! + beyond;
  const width = end / (points - 1);
  const heights = new Float64Array(points);
  for (const value of values) {
    const last = Math.min(points - 1, Math.floor((value + bandwidth) / width));
    for (let i = Math.max(0, Math.ceil((value - bandwidth) / width)); i <= last; i++) {
      heights[i]! += Math.max(0, 1 - Math.abs(i * width - value) / bandwidth) / bandwidth / values.length;
    }
  }
  const kept = Array.from(heights.keys()).filter((i) => heights[i]! > least);
  return { x: kept.map((i) => i * width), y: kept.map((i) => heights[i]!) };
}

/** Sum of squared residuals of a deviation; a bulk must lie around the mode, and end within the points. */
function costOf({ x, y }: Density, Q: number): (sigma: number) => number {
  const mode = x[y.indexOf(y.reduce((most, value) => Math.max(most, value), 0))]!;
  const furthest = x.at(-1)!;
  return (sigma) => {
    const [low, high] = [(sigma * (1 - 1 / Math.sqrt(Q))) ** 2, (sigma * (1 + 1 / Math.sqrt(Q))) ** 2];
    if (Q !== 1 && (high < mode || low > mode || high > furthest)) return refused * x.length;
    const density = (at: number) => {
      if (Q === 1) return Math.sqrt(Math.max(0, 4 * sigma * sigma - at * at)) / (Math.PI * sigma * sigma);
      return at > low && at < high ? (Q * Math.sqrt((high - at) * (at - low))) / (2 * Math.PI * sigma * sigma * at) : 0;
    };
    return x.reduce((total, at, i) => total + (density(at) - y[i]!) ** 2, 0);
  };
}

/** The best of a grid, refined between its neighbours; `undefined` where no deviation is possible. */
function leastCost(cost: (sigma: number) => number, unit: number): number | undefined {
  const tried = Array.from({ length: Math.round((highest - lowest) / step) }, (_, i) => (lowest + i * step) * unit);
  const costs = tried.map(cost);
  const best = costs.reduce((at, value, i) => (value < costs[at]! ? i : at), 0);
  if (!(costs[best]! < refused)) return undefined;
  const [from, to] = [Math.max(0, best - 1), Math.min(tried.length - 1, best + 1)];
  const refined = maximise((sigma) => -cost(sigma), tried[from]!, tried[to]!);
  return cost(refined) < costs[best]! ? refined : tried[best];
}
