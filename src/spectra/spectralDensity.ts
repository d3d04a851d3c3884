import type { Quadrature } from "./stochasticLanczosQuadrature.ts";

export interface DensityOptions {
  /** Points of the grid. Default 1024. */
  points?: number;
  /** What the grid covers, with the margin beyond it. Default: from the mean lowest to the mean highest node of the probes. */
  range?: readonly [number, number];
  /** How far the grid goes beyond the mean extreme nodes. Default 5 % of the range. */
  margin?: { readonly absolute: number } | { readonly relative: number };
  /**
   * Width of the Gaussian that stands for each node: its standard deviation relative to the range (default 1/80), or a
   * variance that is multiplied by the width of the grid where that is above 1, as PyHessian and spectral-density do.
   */
  kernelWidth?: { readonly relativeToRange: number } | { readonly variance: number };
}

/** A spectral density on a grid. It integrates to 1. */
export interface SpectralDensity {
  readonly grid: Float64Array;
  /** Mean over the probes. */
  readonly density: Float64Array;
  /** Standard error of the mean over the probes, point by point; zeros for a single probe. */
  readonly standardError: Float64Array;
  /** Standard deviation of the Gaussian. */
  readonly kernel: number;
}

/** The density of a quadrature on a grid, each node a Gaussian of its weight (Lin, Saad & Yang 2016, section 2.1). */
export function spectralDensity({ probes }: Quadrature, options: DensityOptions = {}): SpectralDensity {
  const { points = 1024, margin = { relative: 0.05 }, kernelWidth = { relativeToRange: 1 / 80 } } = options;
  const mean = (of: (nodes: Float64Array) => number) =>
    probes.reduce((sum, { nodes }) => sum + of(nodes), 0) / probes.length;
  const [lowest, highest] = options.range ?? [mean((nodes) => nodes.at(-1)!), mean((nodes) => nodes[0]!)];
  // A single eigenvalue has no range; its own size stands in, or 1.
  const range = highest - lowest || Math.abs(highest) || 1;
  const beyond = "absolute" in margin ? margin.absolute : margin.relative * range;
  const [from, to] = [lowest - beyond, highest + beyond];
  const kernel =
    "variance" in kernelWidth
      ? Math.sqrt(kernelWidth.variance * Math.max(1, to - from))
      : kernelWidth.relativeToRange * range;
  const step = (to - from) / (points - 1);
  const grid = Float64Array.from({ length: points }, (_, i) => from + i * step);
  const each = probes.map(({ nodes, weights }) => {
    const density = new Float64Array(points);
    nodes.forEach((node, k) => {
      const scale = weights[k]! / (kernel * Math.sqrt(2 * Math.PI));
      // Beyond 40 standard deviations nothing is left in float64.
      const first = Math.max(0, Math.floor((node - 40 * kernel - from) / step));
      const last = Math.min(points - 1, Math.ceil((node + 40 * kernel - from) / step));
      for (let i = first; i <= last; i++) density[i]! += scale * Math.exp(-(((grid[i]! - node) / kernel) ** 2) / 2);
    });
    return density;
  });
  const density = grid.map((_, i) => each.reduce((sum, own) => sum + own[i]!, 0) / each.length);
  // What the grid cuts off and what it steps over is made up for.
  const total = density.reduce((sum, value) => sum + value, 0) * step;
  const standardError = grid.map((_, i) => {
    if (each.length < 2) return 0;
    const squares = each.reduce((sum, own) => sum + (own[i]! - density[i]!) ** 2, 0);
    return Math.sqrt(squares / (each.length - 1) / each.length) / total;
  });
  return { grid, density: density.map((value) => value / total), standardError, kernel };
}
