import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, formatNumber, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** Positive numbers, eigenvalues most often, and the power law of their upper tail. */
export interface DensitySpectrum {
  readonly name: string;
  /** In any order; values that are not positive are not drawn. */
  readonly values: ArrayLike<number>;
  /** For each random vector the share of each value among all; default: equal shares, those of the positive values. */
  readonly weights?: readonly ArrayLike<number>[];
  readonly fit?: DensityLaw | null;
}

/** p(λ) ∝ λ^−alpha from xmin on, for `tail` of the values. */
export interface DensityLaw {
  readonly alpha: number;
  readonly xmin: number;
  readonly tail: number;
  readonly alphaInterval?: readonly [number, number] | undefined;
}

export interface SpectralDensityOptions {
  /** Title of the horizontal axis; default "eigenvalue λ". */
  readonly of?: string;
}

/** Bins of equal width on the logarithmic axis. */
const binsPerDecade = 6;
/** Decades shown below the largest value: what lies under them is rounding. */
const decades = 12;

/** Density of eigenvalues, both axes logarithmic, with the fitted power law. */
export const spectralDensity = defineChart<readonly DensitySpectrum[], SpectralDensityOptions>({
  shows:
    "Density of the positive values on logarithmic axes (dots, each a bin), and the power law fitted to the upper tail " +
    "(line), with the band of its interval; bars are two standard errors of what random vectors estimate. A tail that follows its line over decades is heavy; one that bends away below it is not.",
  draw(rows, { width, of = "eigenvalue λ" }) {
    const labels = distinct(rows.map((row) => fitText(labelOf(row), width - 90, fontSizes.label)));
    const histograms = rows.map(histogramOf);
    const dots = histograms.flatMap((points, i) => points.map((point) => ({ network: labels[i]!, ...point })));
    const lines = rows.flatMap(({ fit, values }, i) =>
      fit && histograms[i]!.length > 0 ? law(fit, values).map((point) => ({ network: labels[i]!, ...point })) : [],
    );
    const xDomain = ends([...dots, ...lines].map(({ x }) => x));
    const yDomain = ends(dots.flatMap(({ y, high = y }) => [y, high]));
    const bars = dots.flatMap(({ low, ...dot }) =>
      low === undefined ? [] : [{ ...dot, low: Math.max(low, yDomain[0]) }],
    );
    const columns = Math.max(
      1,
      Math.floor((width - 90) / (44 + Math.max(0, ...labels.map((label) => measureText(label, fontSizes.label))))),
    );
    const color = {
      field: "network",
      type: "nominal",
      title: null,
      scale: { domain: labels, range: labels.map((_, i) => seriesColor(i)) },
      legend: { orient: "bottom", columns, direction: "vertical", symbolType: "circle", symbolOpacity: 1 },
    };
    const axes = {
      x: {
        field: "x",
        type: "quantitative",
        title: of,
        scale: { type: "log", domain: xDomain, nice: false },
        axis: decadeAxis(...xDomain, Math.max(3, Math.round(width / 90))),
      },
      y: {
        field: "y",
        type: "quantitative",
        title: "density",
        scale: { type: "log", domain: yDomain, nice: false },
        axis: decadeAxis(...yDomain),
      },
      color,
    };
    return {
      width,
      height: Math.round(Math.min(380, 0.62 * width)) + 19 * Math.ceil(labels.length / columns),
      autosize: { type: "fit", contains: "padding" },
      layer: [
        {
          data: { values: lines },
          mark: { type: "area", opacity: 0.18, clip: true, line: false, aria: false },
          encoding: { ...axes, y: { ...axes.y, field: "low" }, y2: { field: "high" } },
        },
        ...(bars.length === 0
          ? []
          : [
              {
                data: { values: bars },
                mark: { type: "rule", opacity: 0.6, strokeWidth: 1.5, clip: true, aria: false },
                encoding: { ...axes, y: { ...axes.y, field: "low" }, y2: { field: "high" } },
              },
            ]),
        {
          data: { values: dots },
          mark: { type: "point", filled: true, size: 26, opacity: 0.9, clip: true, tooltip: true },
          encoding: { description: { field: "network" }, ...axes },
        },
        {
          data: { values: lines },
          mark: { type: "line", clip: true },
          encoding: { description: { field: "network" }, ...axes },
        },
      ],
    };
  },
  samples: [
    {
      name: "two networks with fits",
      rows: [
        {
          name: "1×6000",
          values: Array.from({ length: 200 }, (_, i) => (1 - (i + 0.5) / 200) ** (-1 / 1.5)),
          fit: { alpha: 2.5, xmin: 1, tail: 200, alphaInterval: [2.2, 2.8] },
        },
        { name: "4×1500", values: Array.from({ length: 200 }, (_, i) => 0.1 * 1.04 ** i) },
      ],
    },
    {
      name: "zeros, a huge range, narrow",
      rows: [{ name: "сеть 🧠 <b>&amp;", values: [0, 0, 1e-30, 1e-3, 0.1, 1, 2, 1e6], fit: null }],
      options: { width: 340, of: "diagonal entry" },
    },
    {
      name: "estimated by random vectors",
      rows: [
        { name: "exact", values: Array.from({ length: 60 }, (_, i) => 0.9 ** i) },
        {
          name: "estimated",
          values: [3, 1, 0.3, 0.02, -1e-9],
          weights: [
            [0.02, 0.1, 0.3, 0.5, 0.08],
            [0.02, 0.2, 0.2, 0.5, 0.08],
            [0.02, 0.15, 0.3, 0.5, 0.03],
          ],
        },
      ],
    },
    { name: "one value", rows: [{ name: "constant", values: [3] }] },
    { name: "no positive value", rows: [{ name: "dead", values: [0, 0] }] },
    { name: "no network", rows: [] },
  ],
});

interface Point {
  readonly x: number;
  readonly y: number;
  /** Two standard errors below and above, where the density is an estimate. */
  readonly low?: number;
  readonly high?: number;
}

/** "4×1500, α = 2.31 (2.2 – 2.5)" */
function labelOf({ name, fit }: DensitySpectrum): string {
  if (!fit) return fit === null ? `${name}, no power law` : name;
  const { alpha, alphaInterval } = fit;
  const between = alphaInterval ? ` (${alphaInterval.map((end) => formatNumber(end)).join(" – ")})` : "";
  return `${name}, α = ${formatNumber(alpha)}${between}`;
}

/** Share of the values per unit of λ, in bins of equal ratio; empty bins are left out. */
function histogramOf({ name, values, weights }: DensitySpectrum): Point[] {
  const all = Array.from(values, (value, i) => finite(value, `value ${i + 1} of "${name}"`));
  const largest = all.reduce((a, b) => Math.max(a, b), 0);
  const positive = all.filter((value) => value > 0).length;
  const vectors = weights ?? [new Float64Array(all.length).fill(1 / positive)];
  const shares = new Map<number, number[]>();
  all.forEach((value, i) => {
    if (!(value > largest * 10 ** -decades)) return;
    const bin = Math.floor(Math.log10(value / largest) * binsPerDecade - 1e-9);
    const own = shares.get(bin) ?? vectors.map(() => 0);
    shares.set(bin, own);
    vectors.forEach((weight, p) => {
      own[p]! += weight[i]!;
    });
  });
  return [...shares]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([bin, own]) => {
      const [low, high] = [bin, bin + 1].map((edge) => largest * 10 ** (edge / binsPerDecade)) as [number, number];
      const { mean, error } = meanOf(own);
      if (!(mean > 0)) return [];
      const at = (share: number) => shortNumber(share / (high - low));
      const bar = own.length > 1 && { low: at(Math.max(0, mean - 2 * error)), high: at(mean + 2 * error) };
      return [{ x: shortNumber(Math.sqrt(low) * Math.sqrt(high)), y: at(mean), ...bar }];
    });
}

/** With the standard error over the numbers. */
function meanOf(values: readonly number[]): { mean: number; error: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / Math.max(1, count - 1) / count) };
}

/** The density of the law, and what its interval spans, from xmin to the largest value. */
function law({ alpha, xmin, tail, alphaInterval = [alpha, alpha] }: DensityLaw, values: ArrayLike<number>) {
  const positive = Array.from(values).filter((value) => value > 0);
  const largest = positive.reduce((a, b) => Math.max(a, b), xmin);
  const share = tail / positive.length;
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const ratio = (largest / xmin) ** (i / steps);
    const at = (exponent: number) => ((share * (exponent - 1)) / xmin) * ratio ** -exponent;
    const band = alphaInterval.map(at);
    return {
      x: shortNumber(xmin * ratio),
      y: shortNumber(at(alpha)),
      low: shortNumber(Math.min(...band)),
      high: shortNumber(Math.max(...band)),
    };
  });
}

/** A domain that holds all of them with some room; one decade where there is none. */
function ends(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0.1, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(1.3, high / low < 10 ? 3 : 1.3);
  return [shortNumber(low / room), shortNumber(high * room)];
}
