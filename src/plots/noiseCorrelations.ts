import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** A correlation at growing noise. */
export interface NoiseCorrelation {
  readonly name: string;
  readonly points: readonly {
    readonly noise: number;
    readonly value: number;
    readonly interval?: readonly [number, number] | null;
  }[];
  /** What a paper says, at a noise that it does not state: a dashed line. */
  readonly published?: number;
}

export interface NoiseCorrelationsOptions {
  /** Titles of the axes. */
  readonly x?: string;
  readonly y?: string;
}

/** Correlations of noisy quantities with something else, against the noise. */
export const noiseCorrelations = defineChart<readonly NoiseCorrelation[], NoiseCorrelationsOptions>({
  shows:
    "Correlations against the variance of the noise, with bands of 95 %: what a choice of the noise decides. Dashed lines are published values, of " +
    "which the noise is not stated.",
  draw(given, { width, x: noiseTitle = "variance of the noise σ²", y: title = "correlation" }) {
    const names = distinct(given.map(({ name }) => fitText(name, width - 90, fontSizes.label)));
    const rows = given.flatMap(({ name, points }, i) =>
      points.map(({ noise, value, interval }) => {
        const number = (of: number) => shortNumber(finite(of, `correlation of "${name}"`));
        const [low, high] = interval ?? [value, value];
        return { series: names[i]!, noise: number(noise), value: number(value), low: number(low), high: number(high) };
      }),
    );
    const published = given.flatMap(({ name, published: value }, i) =>
      value === undefined ? [] : [{ series: names[i]!, value: shortNumber(finite(value, `published "${name}"`)) }],
    );
    const noises = rows.map(({ noise }) => noise);
    const ends: readonly [number, number] = noises.length > 0 ? [Math.min(...noises), Math.max(...noises)] : [0.1, 10];
    const columns = Math.max(
      1,
      Math.floor((width - 80) / (44 + Math.max(0, ...names.map((name) => measureText(name, fontSizes.label))))),
    );
    const x = {
      field: "noise",
      type: "quantitative",
      title: noiseTitle,
      scale: { type: "log", domain: ends, nice: false },
      axis: decadeAxis(...ends),
    };
    const y = (field: string) => ({
      field,
      type: "quantitative",
      title,
      scale: { domain: [-1, 1], nice: false },
      axis: { values: [-1, -0.5, 0, 0.5, 1], format: ".1~f" },
    });
    const color = {
      field: "series",
      type: "nominal",
      title: null,
      scale: { domain: names, range: names.map((_, i) => seriesColor(i)) },
      legend: names.length > 1 ? { orient: "bottom", columns, symbolOpacity: 1, symbolType: "stroke" } : null,
    };
    return {
      width,
      height: Math.round(Math.min(300, 0.6 * width)),
      autosize: { type: "fit", contains: "padding" },
      layer: [
        {
          data: { values: rows },
          mark: { type: "area", opacity: 0.14, line: false, aria: false },
          encoding: { x, y: y("low"), y2: { field: "high" }, color },
        },
        {
          data: { values: published },
          mark: { type: "rule", strokeDash: [6, 3], strokeWidth: 1.2 },
          encoding: { y: y("value"), color },
        },
        {
          data: { values: rows },
          mark: { type: "line", tooltip: true, point: { filled: true, size: 28 } },
          encoding: { description: { field: "series" }, x, y: y("value"), color },
        },
      ],
    };
  },
  samples: [
    {
      name: "two bounds",
      rows: ["lower bound", "upper bound"].map((name, k) => ({
        name,
        published: 0.84 - 0.06 * k,
        points: [-3, -2, -1, 0, 1, 2, 3].map((e) => {
          const value = 0.8 - 0.1 * Math.abs(e - k);
          return { noise: 4 ** e, value, interval: [value - 0.3, Math.min(1, value + 0.2)] as const };
        }),
      })),
    },
    {
      name: "one bound without a band, narrow",
      rows: [{ name: "граница", points: [{ noise: 0.1, value: -0.2, interval: null }] }],
      options: { width: 340, x: "σ² / v" },
    },
    { name: "nothing", rows: [] },
  ],
});
