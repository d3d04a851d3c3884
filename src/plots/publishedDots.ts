import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor } from "./theme.ts";

/** One row of a table: what was measured here, and what a paper says. */
export interface PublishedRow {
  readonly name: string;
  /** Rows of one group stand together under its heading. */
  readonly group?: string;
  /** A mean over seeds; null where there is none. */
  readonly ours: number | null;
  /** Ends of the interval around it. */
  readonly interval?: readonly [number, number] | null;
  /** null or left out where the paper gives no number. */
  readonly published?: number | null;
}

export interface PublishedDotsOptions {
  /** What the numbers are: "score". */
  readonly measure?: string;
  /** Numbers are shares of 1. */
  readonly percent?: boolean;
}

const rowStep = 28;
const kinds = { ours: "here", published: "published" } as const;

/** Our means with their intervals beside published values: a dot plot (Cleveland and McGill 1984). */
export const publishedDots = defineChart<readonly PublishedRow[], PublishedDotsOptions>({
  shows:
    "Means of our trainings, with their 95 % intervals over seeds where there are several, beside the values of the paper " +
    "where it gives any.",
  draw(given, { width, measure = "score", percent = false }) {
    const names = distinct(
      given.map(({ name, group }) => fitText(group ? `${group}, ${name}` : name, 0.45 * width, fontSizes.label)),
    );
    const rows = given.map((row, i) => ({ ...row, row: names[i]! }));
    const dots = rows.flatMap(({ row, name, ours, published = null }) => [
      ...(ours === null ? [] : [{ row, kind: kinds.ours, value: short(ours, name) }]),
      ...(published === null ? [] : [{ row, kind: kinds.published, value: short(published, name) }]),
    ]);
    const ranges = rows.flatMap(({ row, name, interval }) =>
      interval ? [{ row, low: short(interval[0], name), high: short(interval[1], name) }] : [],
    );
    const nameSpace = 20 + Math.max(0, ...names.map((name) => measureText(name, fontSizes.label)));
    const plotWidth = Math.max(100, width - nameSpace - 24);
    const domain = span([...dots.map(({ value }) => value), ...ranges.flatMap(({ low, high }) => [low, high])]);
    const x = (field: string) => ({
      field,
      type: "quantitative",
      title: measure,
      scale: { domain, nice: false },
      axis: {
        grid: true,
        domain: false,
        ticks: false,
        tickCount: Math.max(3, Math.round(plotWidth / 90)),
        labelFlush: true,
        ...(percent && { format: ".4~p" }),
      },
    });
    const shown = Object.values(kinds).filter((kind) => dots.some((dot) => dot.kind === kind));
    const scale = (range: readonly string[]) => ({ domain: shown, range: range.slice(0, shown.length) });
    const legend = shown.length < 2 ? null : { orient: "bottom", title: null, offset: 8 };
    return {
      width: plotWidth,
      height: { step: rowStep },
      encoding: {
        y: {
          field: "row",
          type: "nominal",
          title: null,
          sort: names,
          scale: { domain: names },
          axis: { grid: true, labelColor: inks.text.light, labelPadding: 8 },
        },
      },
      layer: [
        {
          data: { values: ranges },
          mark: { type: "rule", color: seriesColor(0), strokeWidth: 2, aria: false },
          encoding: { x: x("low"), x2: { field: "high" } },
        },
        {
          data: { values: dots },
          mark: { type: "point", filled: true, opacity: 1, size: 90, tooltip: true },
          encoding: {
            x: x("value"),
            color: { field: "kind", type: "nominal", scale: scale([seriesColor(0), seriesColor(1)]), legend },
            shape: { field: "kind", type: "nominal", scale: scale(["circle", "diamond"]), legend },
          },
        },
      ],
    };
  },
  samples: [
    {
      name: "scores with intervals, one unpublished, one missing",
      rows: [
        { name: "feed-forward", group: "MNIST", ours: 8.1, interval: [7.8, 8.4], published: 7.7 },
        { name: "convolutional", group: "MNIST", ours: 20.3, interval: [18.9, 21.7], published: 21.55 },
        { name: "сеть 🧠", ours: 12 },
        { name: "failed", ours: null, interval: null, published: null },
      ],
    },
    {
      name: "percent, one seed, narrow",
      rows: [
        { name: "4 layers", ours: 0.5634, published: 0.5634 },
        { name: "4 layers", ours: 0.56 },
      ],
      options: { measure: "validation accuracy", percent: true, width: 340 },
    },
    { name: "nothing", rows: [] },
  ],
});

const short = (value: number, name: string) => shortNumber(finite(value, `value of "${name}"`));

/** All values with some room on either side. */
function span(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!(low <= high)) return [0, 1];
  const room = 0.06 * (high - low || Math.abs(high) || 1);
  return [shortNumber(low - room), shortNumber(high + room)];
}
