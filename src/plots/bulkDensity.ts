import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** Eigenvalues, and the densities of random matrices that they are compared with. */
export interface BulkSpectrum {
  readonly name: string;
  readonly eigenvalues: ArrayLike<number>;
  /** Curves over the histogram; all are densities whose integral is the share of the eigenvalues that they stand for. */
  readonly laws: readonly BulkLaw[];
  /** The horizontal axis ends here; what lies beyond is counted in the title. */
  readonly limit: number;
}

export interface BulkLaw {
  readonly law: string;
  readonly points: readonly { readonly x: number; readonly density: number }[];
}

const bins = 60;

/** Density of eigenvalues on linear axes, beside random matrices; one panel for each network. */
export const bulkDensity = defineChart<readonly BulkSpectrum[], object>({
  shows:
    "Eigenvalues up to a little beyond the edge of a random matrix (bars), and the densities that random matrices have " +
    "(lines, Marchenko and Pastur): a spectrum of noise follows its line and ends where that ends. Bars much higher than the lines are cut.",
  draw(rows, { width }) {
    const inner = width - 76;
    const titles = distinct(rows.map((row) => fitText(`${row.name}: ${beyondText(row)}`, inner, fontSizes.label)));
    const names = [...new Set(rows.flatMap(({ laws }) => laws.map(({ law }) => law)))];
    const panels = rows.length > 0 ? rows : [{ name: "", eigenvalues: [], laws: [], limit: 1 }];
    const domains = panels.map((row) => [0, topOf(row)]);
    const color = {
      field: "law",
      type: "nominal",
      title: null,
      scale: { domain: names, range: names.map((_, i) => seriesColor(i + 1)) },
      legend: { orient: "bottom", columns: width < 420 ? 1 : 2, symbolType: "stroke" },
    };
    return {
      spacing: 18,
      vconcat: panels.map((row, i) => ({
        width: inner,
        height: Math.round(Math.min(240, 0.5 * width)),
        ...(titles[i] && { title: { text: titles[i], fontSize: fontSizes.label, fontWeight: "normal" } }),
        layer: [
          {
            data: { values: histogramOf(row) },
            mark: { type: "bar", color: seriesColor(0), opacity: 0.55, clip: true, tooltip: true },
            encoding: {
              x: xAxis("from", row.limit, inner),
              x2: { field: "to" },
              y: yAxis(domains[i]!),
              y2: { datum: 0 },
            },
          },
          {
            data: { values: curvesOf(row) },
            mark: { type: "line", clip: true },
            encoding: {
              description: { field: "law" },
              x: xAxis("x", row.limit, inner),
              y: yAxis(domains[i]!),
              color,
            },
          },
        ],
      })),
    };
  },
  samples: [
    {
      name: "a bulk with spikes",
      rows: [
        {
          name: "4×1500",
          eigenvalues: [...Array.from({ length: 100 }, (_, i) => 0.2 + i * 0.02), 9, 30],
          laws: [{ law: "fitted to the bulk", points: [0.2, 1, 2.2].map((x, i) => ({ x, density: [0, 0.6, 0][i]! })) }],
          limit: 3,
        },
      ],
    },
    {
      name: "two panels, one without a law, narrow",
      rows: [
        { name: "сеть 🧠", eigenvalues: [0, 0, 1], laws: [], limit: 1 },
        {
          name: "b",
          eigenvalues: [1, 2, 3],
          laws: [{ law: "same mean square", points: [1, 3].map((x) => ({ x, density: 0.5 })) }],
          limit: 4,
        },
      ],
      options: { width: 340 },
    },
    { name: "no network", rows: [] },
  ],
});

const beyond = ({ eigenvalues, limit }: BulkSpectrum) =>
  Array.from(eigenvalues).filter((value) => value > limit).length;

function beyondText(row: BulkSpectrum): string {
  const count = beyond(row);
  return count === 0 ? "all eigenvalues" : `${count} of ${row.eigenvalues.length} eigenvalues lie to the right`;
}

function histogramOf({ name, eigenvalues, limit }: BulkSpectrum) {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < eigenvalues.length; i++) {
    const value = finite(eigenvalues[i]!, `eigenvalue ${i + 1} of "${name}"`);
    if (value <= limit) counts[Math.min(bins - 1, Math.max(0, Math.floor((value / limit) * bins)))]!++;
  }
  const step = limit / bins;
  return counts.flatMap((count, i) =>
    count === 0
      ? []
      : [
          {
            from: shortNumber(i * step),
            to: shortNumber((i + 1) * step),
            density: shortNumber(count / eigenvalues.length / step),
          },
        ],
  );
}

function curvesOf({ name, laws }: BulkSpectrum) {
  return laws.flatMap(({ law, points }) =>
    points.map(({ x, density }) => ({
      law,
      x: shortNumber(finite(x, `${law} of "${name}"`)),
      density: shortNumber(finite(density, `${law} of "${name}"`)),
    })),
  );
}

/** Bars and curves, each as far as it is not much higher than the other: both may grow without bound at 0. */
function topOf(row: BulkSpectrum): number {
  const bars = Math.max(0, ...histogramOf(row).map(({ density }) => density));
  const curves = Math.max(0, ...curvesOf(row).map(({ density }) => density));
  const top =
    curves === 0 || bars === 0 ? Math.max(bars, curves) : Math.min(Math.max(bars, curves), 4 * bars, 4 * curves);
  return shortNumber(1.05 * top) || 1;
}

function yAxis(domain: readonly number[]) {
  return {
    field: "density",
    type: "quantitative",
    title: "density",
    scale: { domain, nice: false },
    axis: { tickCount: 4, format: ".3~g" },
  };
}

function xAxis(field: string, limit: number, width: number) {
  return {
    field,
    type: "quantitative",
    title: "eigenvalue λ",
    scale: { domain: [0, shortNumber(limit)], nice: false },
    axis: { tickCount: Math.max(3, Math.round(width / 100)), format: ".3~g" },
  };
}
