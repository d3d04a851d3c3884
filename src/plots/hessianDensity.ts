import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor, seriesDash } from "./theme.ts";

/** The density of eigenvalues of either sign, on a grid. */
export interface GridDensity {
  readonly name: string;
  readonly grid: ArrayLike<number>;
  readonly density: ArrayLike<number>;
  /** Of the mean over random vectors, or over samples; zeros draw no band. */
  readonly standardError: ArrayLike<number>;
  /** Standard deviation of the Gaussian that stands for an eigenvalue, and how many eigenvalues there are. */
  readonly kernel: number;
  readonly eigenvalues: number;
}

/** Points of a curve that are drawn, about. */
const mostPoints = 600;
/** Of the height that a single eigenvalue has: what is lower is not drawn. */
const least = 0.1;

/** Density of the eigenvalues of a Hessian over a linear axis, itself logarithmic, with a band. */
export const hessianDensity = defineChart<readonly GridDensity[]>({
  shows:
    "Density of the eigenvalues, on a logarithmic axis; each eigenvalue is a narrow Gaussian. The dotted line is zero: what lies left of it are " +
    "directions in which the loss curves down. The band is two standard errors; where there is none, all eigenvalues were computed.",
  draw(rows, { width }) {
    const labels = distinct(rows.map(({ name }) => fitText(name, width - 90, fontSizes.label)));
    const points = rows.flatMap((row, i) => pointsOf(row).map((point) => ({ network: labels[i]!, ...point })));
    const heights = points.flatMap(({ y }) => (y === null ? [] : [y]));
    const [low, high] = heights.length > 0 ? [Math.min(...heights), Math.max(...heights)] : [0.1, 1];
    const yDomain = [shortNumber(low), shortNumber(Math.max(high * 1.5, low * 10))] as const;
    const xs = points.map(({ x }) => x);
    const [from, to] = xs.length > 0 ? [Math.min(...xs), Math.max(...xs)] : [-1, 1];
    const columns = Math.max(
      1,
      Math.floor((width - 90) / (44 + Math.max(0, ...labels.map((label) => measureText(label, fontSizes.label))))),
    );
    const scale = { domain: labels, range: labels.map((_, i) => seriesColor(i)) };
    const axes = {
      x: {
        field: "x",
        type: "quantitative",
        title: "eigenvalue λ",
        scale: { domain: [from, to], nice: false },
        axis: { tickCount: Math.max(3, Math.round(width / 110)) },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: "density",
        scale: { type: "log", domain: yDomain, nice: false },
        axis: decadeAxis(...yDomain),
      },
      color: {
        field: "network",
        type: "nominal",
        title: null,
        scale,
        legend: labels.length < 2 ? null : { orient: "bottom", columns, symbolType: "stroke", symbolOpacity: 1 },
      },
    };
    const dash = { domain: labels, range: labels.map((_, i) => seriesDash(i)) };
    return {
      width,
      height:
        Math.round(Math.min(380, 0.62 * width)) + (labels.length < 2 ? 0 : 19 * Math.ceil(labels.length / columns)),
      autosize: { type: "fit", contains: "padding" },
      layer: [
        {
          data: { values: from < 0 && to > 0 ? [{ x: 0 }] : [] },
          mark: { type: "rule", strokeDash: [2, 3], color: inks.axis.light, aria: false },
          encoding: { x: axes.x },
        },
        {
          data: { values: points },
          mark: { type: "area", opacity: 0.2, clip: true, line: false, aria: false },
          encoding: { ...axes, y: { ...axes.y, field: "low" }, y2: { field: "high" } },
        },
        {
          data: { values: points },
          mark: { type: "line", clip: true, strokeWidth: 1.4 },
          encoding: {
            description: { field: "network" },
            ...axes,
            strokeDash: { field: "network", type: "nominal", scale: dash, legend: axes.color.legend },
          },
        },
      ],
    };
  },
  samples: [
    {
      name: "two networks, one with a band",
      rows: [bumps("shallow", [0, 0.4, 3], 0.3), bumps("deep", [-0.5, 0, 1.2, 2.4], 0)],
    },
    { name: "all on one side, narrow", rows: [bumps("сеть 🧠 <b>&amp;", [2, 5], 0.1)], options: { width: 340 } },
    { name: "no network", rows: [] },
  ],
});

interface Point {
  readonly x: number;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The curve with a point for each stretch of the grid, the highest in it; null breaks it where there is no eigenvalue. */
function pointsOf({ name, grid, density, standardError, kernel, eigenvalues }: GridDensity): Point[] {
  const floor = least / (eigenvalues * kernel * Math.sqrt(2 * Math.PI));
  const stride = Math.max(1, Math.ceil(grid.length / mostPoints));
  return Array.from({ length: Math.ceil(grid.length / stride) }, (_, p) => {
    let at = p * stride;
    for (let i = at + 1; i < Math.min(grid.length, (p + 1) * stride); i++) if (density[i]! > density[at]!) at = i;
    const value = finite(density[at]!, `point ${at + 1} of "${name}"`);
    const x = shortNumber(finite(grid[at]!, `place ${at + 1} of "${name}"`));
    if (value < floor) return { x, y: null, low: null, high: null };
    const error = 2 * standardError[at]!;
    return {
      x,
      y: shortNumber(value),
      low: shortNumber(Math.max(floor, value - error)),
      high: shortNumber(value + error),
    };
  });
}

/** A density of a few Gaussians, for samples. */
function bumps(name: string, centres: readonly number[], error: number): GridDensity {
  const kernel = 0.05;
  const [from, to] = [Math.min(...centres) - 0.3, Math.max(...centres) + 0.3];
  const grid = Array.from({ length: 300 }, (_, i) => from + ((to - from) * i) / 299);
  const density = grid.map((x) =>
    centres.reduce(
      (sum, centre, i) =>
        sum + Math.exp(-(((x - centre) / kernel) ** 2) / 2) / (1 + 9 * i) / kernel / Math.sqrt(2 * Math.PI),
      0,
    ),
  );
  return { name, grid, density, standardError: density.map((value) => error * value), kernel, eigenvalues: 1000 };
}
