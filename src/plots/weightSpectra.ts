import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText } from "./measureText.ts";
import { fontSizes, inks, seriesColor } from "./theme.ts";
import { thinCurve } from "./thinCurve.ts";

/** The eigenvalues of one layer and what was fitted to them. */
export interface LayerSpectrum {
  readonly layer: string;
  /** Descending. */
  readonly eigenvalues: ArrayLike<number>;
  readonly alpha?: number | null;
  readonly xmin?: number | null;
  /** Of the same weights in random places, descending. */
  readonly shuffledEigenvalues?: ArrayLike<number> | null;
}

const gap = { x: 34, y: 34 } as const;
const axisWidth = 62;
/** Decades below the largest eigenvalue that are drawn. */
const decades = 5;
const curves = { weights: "weights", shuffled: "weights shuffled", law: "power law" } as const;
type Curve = keyof typeof curves;

/** Small multiples: how many eigenvalues of each layer exceed a value, beside the fit and the same weights shuffled. */
export const weightSpectra = defineChart<readonly LayerSpectrum[]>({
  shows:
    "Share of the eigenvalues of WᵀW that are at least λ, both axes logarithmic: a power law is a straight line, drawn dashed from xmin " +
    "on. In grey the same weights in random places: where the blue curve leaves it, the layer has learned something.",
  draw(layers, { width }) {
    const columns = Math.max(1, Math.min(layers.length, width >= 560 ? 3 : 2));
    const cell = Math.floor((width - axisWidth - (columns - 1) * (gap.x + 8)) / columns);
    const height = Math.round(Math.max(90, 0.75 * Math.min(cell, 260)));
    const titles = distinct(layers.map(({ layer }) => fitText(layer, cell, fontSizes.small)));
    const all = layers.map((layer, i) => ({ title: titles[i]!, points: pointsOf(layer, height) }));
    const values = all.flatMap<DrawnPoint>(({ title, points }) =>
      // Where nothing can be drawn an empty point keeps the panel.
      points.length === 0
        ? [{ panel: title, curve: curves.weights, x: null, y: null }]
        : points.map((point) => ({ panel: title, ...point })),
    );
    const xs = values.flatMap(({ x }) => (x === null ? [] : [x]));
    const ys = values.flatMap(({ y }) => (y === null ? [] : [y]));
    const [low, high] = xs.length > 0 ? [Math.min(...xs), Math.max(...xs)] : [0.1, 10];
    const floor = Math.min(0.5, ...ys);
    const present = (Object.keys(curves) as Curve[]).filter((key) => values.some(({ curve }) => curve === curves[key]));
    const scale = <T>(range: Readonly<Record<Curve, T>>) => ({
      domain: present.map((key) => curves[key]),
      range: present.map((key) => range[key]),
    });
    const legend = present.length < 2 ? null : { orient: "bottom", title: null, columns: width < 420 ? 1 : 3 };
    return {
      data: { values },
      facet: {
        field: "panel",
        type: "nominal",
        sort: titles,
        title: null,
        header: { labelAnchor: "start", labelPadding: 4, labelFontSize: fontSizes.small },
      },
      columns,
      spacing: { row: gap.y, column: gap.x },
      spec: {
        width: cell - (columns > 1 ? 6 : 0),
        height,
        mark: { type: "line", tooltip: true, clip: true },
        encoding: {
          x: {
            field: "x",
            type: "quantitative",
            title: "λ",
            scale: { type: "log", domain: [low, high > low ? high : 10 * low], nice: false },
            axis: decadeAxis(low, high > low ? high : 10 * low, 4),
          },
          y: {
            field: "y",
            type: "quantitative",
            title: "share ≥ λ",
            scale: { type: "log", domain: [floor, 1], nice: false },
            axis: decadeAxis(floor, 1, 4),
          },
          color: {
            field: "curve",
            type: "nominal",
            scale: scale({ weights: seriesColor(0), shuffled: inks.axis.light, law: seriesColor(1) }),
            legend,
          },
          strokeDash: {
            field: "curve",
            type: "nominal",
            scale: scale({ weights: [1, 0], shuffled: [1, 0], law: [4, 3] }),
            legend,
          },
        },
      },
    };
  },
  samples: [
    {
      name: "three layers, one of zeros",
      rows: [
        { layer: "conv1.weight", eigenvalues: [40, 12, 7, 4, 3, 2, 1.5, 1, 0.5, 0], alpha: 2.4, xmin: 2 },
        { layer: "слой 🧠", eigenvalues: [3, 2, 1], shuffledEigenvalues: [2.4, 2, 1.5] },
        { layer: "zero", eigenvalues: [0, 0] },
      ],
    },
    {
      name: "same names, narrow",
      rows: [
        { layer: "w", eigenvalues: [1, 1, 1], alpha: null, xmin: null },
        { layer: "w", eigenvalues: [2, 1] },
      ],
      options: { width: 340 },
    },
    { name: "no layer", rows: [] },
  ],
});

interface DrawnPoint {
  readonly panel: string;
  readonly curve: string;
  readonly x: number | null;
  readonly y: number | null;
}

interface Point {
  readonly curve: string;
  readonly x: number;
  readonly y: number;
}

function pointsOf({ layer, eigenvalues, alpha, xmin, shuffledEigenvalues }: LayerSpectrum, height: number): Point[] {
  const largest = eigenvalues.length > 0 ? finite(eigenvalues[0]!, `eigenvalue 1 of "${layer}"`) : 0;
  if (!(largest > 0)) return [];
  const own = sharesOf(eigenvalues, largest, layer, curves.weights, height);
  const other = shuffledEigenvalues ? sharesOf(shuffledEigenvalues, largest, layer, curves.shuffled, height) : [];
  if (!alpha || !xmin) return [...other, ...own];
  let tail = 0;
  while (tail < eigenvalues.length && eigenvalues[tail]! >= xmin) tail++;
  const share = tail / eigenvalues.length;
  const law = [xmin, largest].map((x) => ({
    curve: curves.law,
    x: shortNumber(x),
    y: shortNumber(Math.max(share * (x / xmin) ** (1 - alpha), 1 / (4 * eigenvalues.length))),
  }));
  return [...other, ...own, ...law];
}

/** The i-th largest of n values is exceeded or reached by (i + 1)/n of them. */
function sharesOf(values: ArrayLike<number>, largest: number, layer: string, curve: string, height: number): Point[] {
  const drawn: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = finite(values[i]!, `eigenvalue ${i + 1} of "${layer}"`);
    if (value > largest / 10 ** decades) drawn.push(value);
  }
  const share = (i: number) => (i + 1) / values.length;
  const across = drawn.map((_, i) => Math.log(share(i)));
  const along = drawn.map((value) => (height * Math.log(value / largest)) / Math.log(10 ** decades));
  return thinCurve(across, along, 0.25, 8).map((i) => ({ curve, x: shortNumber(drawn[i]!), y: shortNumber(share(i)) }));
}
