import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** Networks of one kind, a point each. */
export interface ScatterSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface MetricScatterOptions {
  /** Titles of the axes. */
  readonly x?: string;
  readonly y?: string;
  /** Values of y are shares of 1. */
  readonly percentY?: boolean;
}

const shapes = ["circle", "diamond", "triangle-up", "square", "cross", "triangle-down"] as const;

/** One number of networks against another, a point for each network. */
export const metricScatter = defineChart<readonly ScatterSeries[], MetricScatterOptions>({
  shows:
    "One number against another, a point for each network. Where the points of a kind rise or fall together, the one number tells something of " +
    "the other within that kind; where kinds lie apart along the horizontal axis, it tells them apart.",
  draw(given, { width, x = "metric", y = "accuracy", percentY = false }) {
    const names = distinct(given.map(({ name }) => fitText(name, width - 90, fontSizes.label)));
    const rows = given.flatMap(({ name, points }, i) =>
      points.map((point) => ({
        series: names[i]!,
        x: shortNumber(finite(point.x, `x of "${name}"`)),
        y: shortNumber(finite(point.y, `y of "${name}"`)),
      })),
    );
    const entryWidth = 44 + Math.max(0, ...names.map((name) => measureText(name, fontSizes.label)));
    const columns = Math.max(1, Math.floor((width - 90) / entryWidth));
    const legend = names.length > 1 ? { orient: "bottom", columns, symbolOpacity: 1 } : null;
    const series = (range: readonly string[]) => ({
      field: "series",
      type: "nominal",
      title: null,
      scale: { domain: names, range },
      legend,
    });
    const axis = (field: "x" | "y", title: string) => ({
      field,
      type: "quantitative",
      title,
      scale: { domain: roomAround(rows.map((row) => row[field])), nice: true, zero: false },
    });
    return {
      width,
      height: Math.round(Math.min(380, 0.62 * width)) + 19 * Math.ceil(names.length / columns),
      autosize: { type: "fit", contains: "padding" },
      data: { values: rows },
      mark: { type: "point", filled: true, size: 60, opacity: 0.8, tooltip: true },
      encoding: {
        description: { field: "series" },
        x: { ...axis("x", x), axis: { tickCount: Math.max(3, Math.round(width / 100)) } },
        y: { ...axis("y", y), axis: { tickCount: 5, ...(percentY && { format: ".4~p" }) } },
        color: series(names.map((_, i) => seriesColor(i))),
        shape: series(names.map((_, i) => shapes[i % shapes.length]!)),
      },
    };
  },
  samples: [
    {
      name: "two kinds",
      rows: [
        { name: "true labels", points: [1, 2, 3].map((v) => ({ x: v, y: 0.9 + 0.01 * v })) },
        { name: "random labels", points: [4, 5, 6].map((v) => ({ x: v, y: 0.1 })) },
      ],
      options: { x: "α", y: "test accuracy", percentY: true },
    },
    {
      name: "one point, unicode, narrow",
      rows: [{ name: "сеть ≤ 🧠 <b>&amp;", points: [{ x: -1e-9, y: 0 }] }],
      options: { width: 340 },
    },
    { name: "no points", rows: [{ name: "nothing", points: [] }] },
    { name: "no network", rows: [] },
  ],
});

/** The range of some values; some room around a single one. */
function roomAround(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.04 * (high - low) : 0.5 * Math.abs(high) || 0.5;
  return [shortNumber(low - room), shortNumber(high + room)];
}
