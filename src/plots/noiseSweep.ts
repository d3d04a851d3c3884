import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor, seriesDash } from "./theme.ts";

/** Bounds of one layer at growing noise. */
export interface LayerSweep {
  readonly name: string;
  readonly points: readonly { readonly noise: number; readonly upper: number; readonly lower: number }[];
}

export interface NoiseSweepOptions {
  /** What the information is about, for the axis. */
  readonly about?: string;
  /** The most that there can be, in bits: a dotted line. */
  readonly maximum?: number;
  /** The noise that was asked for, where it is the same for all layers: a thin line. */
  readonly noise?: number;
}

/** Upper and lower bounds on a layer's information against the noise that is added to it. */
export const noiseSweep = defineChart<readonly LayerSweep[], NoiseSweepOptions>({
  shows:
    "Bounds on what each layer tells against the variance of the noise that is added to it: the upper bound as a line, with the band " +
    "down to the lower one. At the dotted line every sample is told from all others, and the bounds say nothing more; the vertical " +
    "line is the noise of the table.",
  draw(layers, { width, about = "the sample", maximum, noise }) {
    const labels = distinct(layers.map(({ name }) => fitText(name, width - 80, fontSizes.label)));
    const rows = layers.flatMap(({ name, points }, i) =>
      points.map((point) => ({
        layer: labels[i]!,
        noise: shortNumber(finite(point.noise, `noise of "${name}"`)),
        upper: shortNumber(finite(point.upper, `bounds of "${name}"`)),
        lower: shortNumber(finite(point.lower, `bounds of "${name}"`)),
      })),
    );
    const noises = rows.map((row) => row.noise);
    const ends: readonly [number, number] = noises.length > 0 ? [Math.min(...noises), Math.max(...noises)] : [0.1, 10];
    const values = rows.flatMap(({ upper, lower }) => [upper, lower]);
    const [bottom, top] = [Math.min(0, ...values), 1.05 * Math.max(maximum ?? 0, ...values, 0.1)];
    const columns = Math.max(
      1,
      Math.floor((width - 80) / (40 + Math.max(0, ...labels.map((l) => measureText(l, fontSizes.label))))),
    );
    const series = <T>(range: readonly T[]) => ({
      field: "layer",
      type: "nominal",
      title: null,
      scale: { domain: labels, range },
      legend: labels.length > 1 ? { orient: "bottom", columns, symbolOpacity: 1 } : null,
    });
    const x = {
      field: "noise",
      type: "quantitative",
      title: "variance of the noise σ²",
      scale: { type: "log", domain: ends },
      axis: decadeAxis(...ends),
    };
    const y = (field: string) => ({
      field,
      type: "quantitative",
      title: `information about ${about} (bits)`,
      scale: { domain: [bottom, top], nice: false },
      axis: { tickCount: 5 },
    });
    const rule = { type: "rule", color: inks.faint.light, strokeWidth: 1, aria: false };
    return {
      width,
      height: Math.round(Math.min(280, 0.6 * width)),
      autosize: { type: "fit", contains: "padding" },
      layer: [
        {
          data: { values: rows },
          mark: { type: "area", opacity: 0.14, line: false, aria: false },
          encoding: { x, y: y("upper"), y2: { field: "lower" }, color: series(labels.map((_, i) => seriesColor(i))) },
        },
        {
          data: { values: rows },
          mark: { type: "line", tooltip: true },
          encoding: {
            description: { field: "layer" },
            x,
            y: y("upper"),
            color: series(labels.map((_, i) => seriesColor(i))),
            strokeDash: series(labels.map((_, i) => seriesDash(i))),
          },
        },
        ...(maximum === undefined
          ? []
          : [
              {
                data: { values: [{ upper: shortNumber(maximum) }] },
                mark: { ...rule, strokeDash: [2, 3] },
                encoding: { y: y("upper") },
              },
            ]),
        ...(noise === undefined || noises.length === 0
          ? []
          : [{ data: { values: [{ noise: shortNumber(noise) }] }, mark: rule, encoding: { x } }]),
      ],
    };
  },
  samples: [
    {
      name: "two layers",
      rows: ["relu1", "слой 2"].map((name, k) => ({
        name,
        points: [-3, -2, -1, 0, 1, 2, 3].map((e) => ({
          noise: 4 ** e,
          upper: 8 / (1 + 3 ** (e - k)),
          lower: 8 / (1 + 3 ** (e + 1 - k)),
        })),
      })),
      options: { maximum: 8, noise: 1 },
    },
    {
      name: "one layer, below zero, narrow",
      rows: [
        {
          name: "relu",
          points: [
            { noise: 0.01, upper: 1, lower: -2 },
            { noise: 1, upper: 0.5, lower: -0.1 },
          ],
        },
      ],
      options: { width: 340, about: "the label" },
    },
    { name: "no layer", rows: [] },
  ],
});
