import { defineChart, distinct, finite, formatPercent, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor } from "./theme.ts";

/** One network's score. */
export interface NetworkScore {
  readonly name: string;
  /** null where it is not defined (a flat or a zero spectrum). */
  readonly score: number | null;
  /** Ends of the interval around it. */
  readonly interval?: readonly [number, number] | null;
  /** Share of samples classified right, 0 … 1. */
  readonly accuracy?: number | null;
}

const barStep = 36;

/** Scores of several networks side by side, each with its interval. */
export const scoreBars = defineChart<readonly NetworkScore[]>({
  shows:
    "The score of each network, with its interval over samples where one was computed. The score adds up the singular values of the extended " +
    "data Jacobian matrix that exceed their 90th percentile, each divided by the largest, and is averaged over the " +
    "outputs: more means that more directions matter, so that the network computes a more complex function around the data.",
  draw(networks, { width }) {
    const labels = distinct(networks.map((n) => fitText(labelOf(n), 0.42 * width, fontSizes.label)));
    const rows = networks.map(({ name, score, interval }, i) => {
      const [low, high] = interval ?? [score, score];
      for (const value of [score, low, high]) if (value !== null) finite(value, `score of "${name}"`);
      return {
        network: labels[i]!,
        score: rounded(score),
        low: score === null ? null : rounded(low),
        high: score === null ? null : rounded(high),
        end: Math.max(score ?? 0, (score === null ? null : high) ?? 0),
        text: score === null ? "no score" : score.toFixed(1),
      };
    });
    const longest = Math.max(0, ...rows.map(({ end }) => end)) || 1;
    const labelSpace = 14 + Math.max(0, ...rows.map(({ text }) => measureText(text, fontSizes.label)));
    const nameSpace = 20 + Math.max(0, ...labels.map((label) => measureText(label, fontSizes.label)));
    const plotWidth = Math.max(60, width - nameSpace - 10);
    const y = { field: "network", type: "nominal", title: null, sort: labels, scale: { domain: labels } };
    const ruled = rows.filter(({ low, high }) => low !== high);
    return {
      width: plotWidth,
      height: { step: barStep },
      data: { values: rows },
      encoding: {
        y: { ...y, axis: { labelColor: inks.text.light, labelPadding: 8 } },
        x: {
          field: "score",
          type: "quantitative",
          title: "score",
          scale: { domain: [0, (longest * plotWidth) / (plotWidth - labelSpace)], nice: false },
          axis: { grid: true, domain: false, ticks: false, tickCount: Math.max(3, Math.round(plotWidth / 90)) },
        },
      },
      layer: [
        {
          mark: { type: "bar", height: { band: 0.56 }, cornerRadiusEnd: 2, tooltip: true },
          encoding: {
            color: {
              field: "network",
              type: "nominal",
              scale: { domain: labels, range: labels.map((_, i) => seriesColor(i)) },
              legend: null,
            },
          },
        },
        ...(ruled.length === 0
          ? []
          : [
              {
                data: { values: ruled },
                mark: { type: "rule", color: inks.text.light, strokeWidth: 1.2 },
                encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
              },
              ...["low", "high"].map((field) => ({
                data: { values: ruled },
                mark: { type: "tick", color: inks.text.light, thickness: 1.2, size: 8, aria: false },
                encoding: { x: { field, type: "quantitative" } },
              })),
            ]),
        {
          mark: { type: "text", align: "left", dx: 7, color: inks.text.light, fontSize: fontSizes.label, aria: false },
          encoding: { x: { field: "end", type: "quantitative" }, text: { field: "text", type: "nominal" } },
        },
      ],
    };
  },
  samples: [
    {
      name: "with interval, without, without score",
      rows: [
        { name: "1×6000", score: 5.1, interval: [4.9, 5.4], accuracy: 0.982 },
        { name: "сеть 🧠", score: 7.7 },
        { name: "flat", score: null, interval: null },
      ],
    },
    {
      name: "same names, no scores, narrow",
      rows: [
        { name: "a", score: null },
        { name: "a", score: null },
      ],
      options: { width: 340 },
    },
    { name: "no network", rows: [] },
  ],
});

function labelOf({ name, accuracy }: NetworkScore): string {
  return accuracy === null || accuracy === undefined ? name : `${name} (${formatPercent(accuracy)})`;
}

function rounded(value: number | null): number | null {
  return value === null ? null : shortNumber(value);
}
