import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor } from "./theme.ts";

/** What a network's layer tells between two bounds, and how well the network does. */
export interface InformationRange {
  readonly name: string;
  /** Lower and upper bound, in bits. */
  readonly input: readonly [number, number] | null;
  readonly label: readonly [number, number] | null;
  /** A share of 1. */
  readonly error: number | null;
  readonly errorInterval?: readonly [number, number] | null;
}

export interface InformationRangesOptions {
  /** What the error is. */
  readonly error?: string;
}

const rowStep = 24;
const kinds = { input: "I(z;x)", label: "I(z;y)" } as const;

/** Bounds on what layers tell of the sample and of its label, beside the networks' errors. */
export const informationRanges = defineChart<readonly InformationRange[], InformationRangesOptions>({
  shows:
    "What the layer tells of the sample, I(z;x), and of its label, I(z;y): bars from the lower to the upper bound; beside them the error of the " +
    "same networks, with 95 % intervals over the trials where there are several. Rows are ordered by the error.",
  draw(given, { width, error: errorTitle = "test error" }) {
    const ordered = given.toSorted((a, b) => (b.error ?? -1) - (a.error ?? -1));
    const names = distinct(ordered.map(({ name }) => fitText(name, 0.28 * width, fontSizes.label)));
    const short = (value: number, name: string) => shortNumber(finite(value, `value of "${name}"`));
    const bars = ordered.flatMap(({ name, input, label }, i) =>
      Object.entries({ input, label }).flatMap(([kind, range]) =>
        range === null
          ? []
          : [
              {
                row: names[i]!,
                kind: kinds[kind as keyof typeof kinds],
                low: short(range[0], name),
                high: short(range[1], name),
              },
            ],
      ),
    );
    const errors = ordered.flatMap(({ name, error, errorInterval }, i) => {
      if (error === null) return [];
      const [low, high] = errorInterval ?? [error, error];
      return [{ row: names[i]!, error: short(error, name), low: short(low, name), high: short(high, name) }];
    });
    const nameSpace = 24 + Math.max(0, ...names.map((name) => measureText(name, fontSizes.label)));
    const rest = Math.max(120, width - nameSpace - 40);
    const y = (labels: boolean) => ({
      field: "row",
      type: "nominal",
      title: null,
      sort: names,
      scale: { domain: names },
      axis: { grid: true, labels, labelColor: inks.text.light, labelPadding: 8 },
    });
    const color = {
      field: "kind",
      type: "nominal",
      scale: { domain: Object.values(kinds), range: [seriesColor(0), seriesColor(1)] },
      legend: bars.length > 0 ? { orient: "bottom", title: null, offset: 8 } : null,
    };
    const height = names.length === 0 ? rowStep : { step: rowStep };
    const axis = (panelWidth: number) => ({
      grid: true,
      domain: false,
      ticks: false,
      tickCount: Math.max(2, Math.round(panelWidth / 80)),
      labelFlush: true,
    });
    const [wide, slim] = [Math.round(0.62 * rest), Math.round(0.38 * rest) - 12];
    const most = Math.max(0.1, ...bars.map(({ high }) => high));
    const least = Math.min(0, ...bars.map(({ low }) => low));
    const room = roomAround(errors.flatMap(({ low, high }) => [low, high]));
    const range = (field: string, title: string, panelWidth: number) => ({
      field,
      type: "quantitative",
      title,
      axis: axis(panelWidth),
    });
    return {
      spacing: 12,
      hconcat: [
        {
          width: wide,
          height,
          data: { values: bars },
          mark: { type: "bar", height: 8, tooltip: true, strokeWidth: 1.5 },
          encoding: {
            y: y(true),
            x: { ...range("low", "bits", wide), scale: { domain: [least, most], nice: true } },
            x2: { field: "high" },
            color,
            // Bounds that are nearly the same still leave a line.
            stroke: color,
          },
        },
        {
          width: slim,
          height,
          encoding: { y: y(false) },
          layer: [
            {
              data: { values: errors.filter(({ low, high }) => low < high) },
              mark: { type: "rule", color: inks.text.light, strokeWidth: 2, aria: false },
              encoding: { x: errorAxis("low"), x2: { field: "high" } },
            },
            {
              data: { values: errors },
              mark: { type: "point", filled: true, opacity: 1, size: 70, color: inks.text.light, tooltip: true },
              encoding: { x: errorAxis("error") },
            },
          ],
        },
      ],
    };

    function errorAxis(field: string) {
      const base = range(field, fitText(errorTitle, slim + 24, fontSizes.label), slim);
      return { ...base, scale: { domain: room, nice: false }, axis: { ...base.axis, format: ".3~p" } };
    }
  },
  samples: [
    {
      name: "three regularisers",
      rows: [
        { name: "baseline", input: [9.2, 11.4], label: [3.2, 3.3], error: 0.0285, errorInterval: [0.027, 0.03] },
        { name: "L1R", input: [5.1, 7.6], label: [3.1, 3.3], error: 0.0235, errorInterval: [0.022, 0.0245] },
        { name: "сеть", input: [7, 7], label: null, error: null },
      ],
    },
    {
      name: "one trial, narrow",
      rows: [{ name: "layer spectrum", input: [1, 2], label: [0.5, 0.6], error: 0.1 }],
      options: { width: 340, error: "test error − training error" },
    },
    { name: "nothing", rows: [] },
  ],
});

/** The range of some values with a little room. */
function roomAround(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.08 * (high - low) : 0.5 * Math.abs(high) || 0.5;
  return [shortNumber(low - room), shortNumber(high + room)];
}
