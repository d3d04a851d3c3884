import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, formatPercent, type Layout, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor, seriesDash } from "./theme.ts";
import { thinCurve } from "./thinCurve.ts";

/** One network's normalised spectrum. */
export interface NetworkSpectrum {
  readonly name: string;
  /** Share of samples classified right, 0 … 1. */
  readonly accuracy?: number | null;
  readonly score?: number | null;
  /** σ/σmax averaged over outputs, descending; null or empty where every output is constant. */
  readonly spectrum: readonly number[] | null;
}

export interface SpectrumOptions {
  /** Top of the vertical axis; null for all of it. Default 0.25, as in the paper, or null where `logY` is set. */
  readonly yMax?: number | null;
  readonly logX?: boolean;
  readonly logY?: boolean;
  readonly height?: number;
}

/** Values under this share of the largest are rounding noise of the Gram matrix, and end a logarithmic axis. */
const noiseFloor = 1e-7;
/** Points at the head that are never thinned out. */
const keptHead = 32;
/** Pixels that axis labels and title take beside the plot, roughly. */
const margin = { x: 60, y: 50 } as const;

/** Normalised singular values of the EDJM against their index (Wang et al. 2016, Figure 1). */
export const normalizedSpectrum = defineChart<readonly NetworkSpectrum[], SpectrumOptions>({
  shows:
    "Singular values of the extended data Jacobian matrix, each divided by the largest and averaged over the outputs, " +
    "against their index. A curve that stays high means that the network computes many different linear functions " +
    "around the data; one that drops at once means that a few directions explain nearly everything.",
  draw(networks, options) {
    const { width, logX = false, logY = false } = options;
    const yMax = options.yMax === undefined ? (logY ? null : 0.25) : options.yMax;
    const height = options.height ?? Math.round(Math.min(380, 0.62 * width));
    const labels = distinct(networks.map((n) => fitText(labelOf(n), width - margin.x, fontSizes.label)));
    const longest = Math.max(2, ...networks.map((n) => n.spectrum?.length ?? 0));
    const top = yMax ?? 1;
    const frame: Frame = { width: width - margin.x, height: height - margin.y, top, longest, logX, logY };
    const curves = networks.map((network, i) => ({ label: labels[i]!, points: drawnPoints(network, frame) }));
    const floor = Math.min(0.1 * top, ...curves.flatMap(({ points }) => points.map((p) => p.y)));
    const inside = legendFitsInside(labels, curves, frame, floor);
    const columns = Math.max(1, Math.floor((width - margin.x) / legendWidth(labels)));
    return {
      width,
      height: inside ? height : height + 16 + 19 * Math.ceil(labels.length / columns),
      autosize: { type: "fit", contains: "padding" },
      data: { values: curves.flatMap(({ label, points }) => points.map(({ x, y }) => ({ network: label, x, y }))) },
      mark: { type: "line", clip: true, tooltip: true },
      encoding: {
        description: { field: "network" },
        x: {
          field: "x",
          type: "quantitative",
          title: "index of singular value",
          scale: logX ? { type: "log", domain: [1, longest] } : { domain: [0, longest], nice: false },
          axis: logX
            ? decadeAxis(1, longest)
            : { tickCount: Math.max(3, Math.round(width / 100)), format: "~d", tickMinStep: 1, labelFlush: true },
        },
        y: {
          field: "y",
          type: "quantitative",
          title: "σ / σmax",
          scale: logY ? { type: "log", domain: [floor, top] } : { domain: [0, top], nice: false },
          axis: logY ? decadeAxis(floor, top) : { tickCount: 5, format: ".4~g" },
        },
        color: {
          field: "network",
          type: "nominal",
          title: null,
          scale: { domain: labels, range: labels.map((_, i) => seriesColor(i)) },
          legend: legend(inside, columns),
        },
        strokeDash: {
          field: "network",
          type: "nominal",
          title: null,
          scale: { domain: labels, range: labels.map((_, i) => seriesDash(i)) },
          legend: legend(inside, columns),
        },
      },
    };
  },
  samples: [
    {
      name: "two networks",
      rows: [
        { name: "1×6000", accuracy: 0.982, score: 5.1, spectrum: [1, 0.12, 0.05, 0.02, 0.01] },
        { name: "4×1500", accuracy: 0.984, score: 7.7, spectrum: [1, 0.2, 0.11, 0.06, 0.03] },
      ],
    },
    {
      name: "logarithmic, with zeros and unicode names",
      rows: [
        { name: "сеть ≤ «四层» 🧠 <b>&amp;", score: null, spectrum: [1, 0.1, 0] },
        { name: "flat", accuracy: null, score: null, spectrum: null },
      ],
      options: { logX: true, logY: true, width: 340 },
    },
    {
      name: "a single value",
      rows: [{ name: "linear", accuracy: 1, score: 1, spectrum: [1] }],
      options: { yMax: null },
    },
    { name: "no network", rows: [] },
  ],
});

interface Frame extends Required<Layout> {
  readonly height: number;
  readonly top: number;
  readonly longest: number;
  readonly logX: boolean;
  readonly logY: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** "4×1500 (98.4 %), score 7.7" */
function labelOf({ name, accuracy, score, spectrum }: NetworkSpectrum): string {
  const right = accuracy === null || accuracy === undefined ? "" : ` (${formatPercent(accuracy)})`;
  if (score === null || spectrum === null) return `${name}${right}, no score`;
  return score === undefined ? `${name}${right}` : `${name}${right}, score\u00a0${score.toFixed(1)}`;
}

/** The points without which the drawn curve would move by a quarter of a pixel. */
function drawnPoints({ name, spectrum }: NetworkSpectrum, frame: Frame): Point[] {
  const values = (spectrum ?? []).map((y, i) => finite(y, `singular value ${i + 1} of "${name}"`));
  const shown = frame.logY ? values.filter((y) => y > noiseFloor) : values;
  const decades = Math.log10(1 / noiseFloor);
  const xs = shown.map((_, i) => (frame.logX ? Math.log(i + 1) / Math.log(frame.longest) : (i + 1) / frame.longest));
  const ys = shown.map((y) => frame.height * (frame.logY ? Math.log10(y) / decades : y / frame.top));
  return thinCurve(xs, ys, 0.25, keptHead).map((i) => ({ x: i + 1, y: shortNumber(shown[i]!) }));
}

/** Whether the top right corner is empty, so that the legend can stand beside its curves. */
function legendFitsInside(
  labels: readonly string[],
  curves: readonly { points: readonly Point[] }[],
  frame: Frame,
  floor: number,
): boolean {
  const boxWidth = legendWidth(labels);
  const boxHeight = 20 + 19 * labels.length;
  if (boxWidth > 0.7 * frame.width || boxHeight > 0.7 * frame.height) return false;
  const right = 1 - boxWidth / frame.width;
  const above = 1 - boxHeight / frame.height;
  const x = (p: Point) => (frame.logX ? Math.log(p.x) / Math.log(frame.longest) : p.x / frame.longest);
  const y = (p: Point) => (frame.logY ? Math.log(p.y / floor) / Math.log(frame.top / floor) : p.y / frame.top);
  // A descending curve enters the box where it is highest within it: at the box's left edge.
  return curves.every(({ points }) => {
    const next = points.findIndex((p) => x(p) >= right);
    return next < 0 || y(points[Math.max(0, next - 1)]!) < above;
  });
}

/** Width in pixels of one column of the legend, with its symbol and padding. */
function legendWidth(labels: readonly string[]): number {
  return 44 + Math.max(0, ...labels.map((label) => measureText(label, fontSizes.label)));
}

function legend(inside: boolean, columns: number) {
  const symbols = { symbolType: "stroke", title: null } as const;
  return inside
    ? { ...symbols, orient: "top-right", fillColor: inks.surface.light, padding: 6, offset: 4 }
    : { ...symbols, orient: "bottom", columns, direction: "vertical", offset: 12 };
}
