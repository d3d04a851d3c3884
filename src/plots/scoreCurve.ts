import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, seriesColor, seriesDash } from "./theme.ts";

/** One network's score around growing parts of the data. */
export interface NetworkScoreCurve {
  readonly name: string;
  readonly points: readonly { readonly samples: number; readonly score: number | null }[];
}

export interface ScoreCurveOptions {
  /** Samples on a logarithmic axis. Default false. */
  readonly logX?: boolean;
}

/** The score against the number of samples: whether it has settled, or still grows with the data. */
export const scoreCurve = defineChart<readonly NetworkScoreCurve[], ScoreCurveOptions>({
  shows:
    "The score around growing parts of the data. A curve that still rises at its end says that the score is one of this " +
    "many samples, to be compared with scores around as many only.",
  draw(networks, { width, logX = false }) {
    const labels = distinct(networks.map(({ name }) => fitText(name, width - 80, fontSizes.label)));
    const rows = networks.flatMap(({ name, points }, i) =>
      points.flatMap(({ samples, score }) =>
        score === null
          ? []
          : [{ network: labels[i]!, samples, score: shortNumber(finite(score, `score of "${name}"`)) }],
      ),
    );
    const counts = rows.map((row) => row.samples);
    const ends: readonly [number, number] = [Math.min(...counts, largest(counts)), largest(counts)];
    const columns = Math.max(
      1,
      Math.floor((width - 80) / (40 + Math.max(0, ...labels.map((l) => measureText(l, fontSizes.label))))),
    );
    const series = <T>(range: readonly T[]) => ({
      field: "network",
      type: "nominal",
      title: null,
      scale: { domain: labels, range },
      legend: labels.length > 1 ? { orient: "bottom", columns } : null,
    });
    return {
      width,
      height: Math.round(Math.min(260, 0.5 * width)),
      autosize: { type: "fit", contains: "padding" },
      data: { values: rows },
      mark: { type: "line", point: true, tooltip: true },
      encoding: {
        description: { field: "network" },
        x: {
          field: "samples",
          type: "quantitative",
          title: "samples",
          ...(logX
            ? { scale: { type: "log", domain: ends }, axis: decadeAxis(...ends) }
            : {
                scale: { domain: [0, ends[1]] },
                axis: { tickCount: Math.max(3, Math.round(width / 120)), format: ",d" },
              }),
        },
        y: {
          field: "score",
          type: "quantitative",
          title: "score",
          scale: { domain: [0, 1.05 * largest(rows.map((row) => row.score))] },
          axis: { tickCount: 5 },
        },
        color: series(labels.map((_, i) => seriesColor(i))),
        strokeDash: series(labels.map((_, i) => seriesDash(i))),
      },
    };
  },
  samples: [
    {
      name: "two networks",
      rows: [
        { name: "1×6000", points: [100, 200, 300].map((samples) => ({ samples, score: Math.log(samples) })) },
        { name: "4×1500", points: [100, 200, 300].map((samples) => ({ samples, score: 2 * Math.log(samples) })) },
      ],
    },
    {
      name: "one network, no score at first, narrow",
      rows: [
        {
          name: "сеть",
          points: [
            { samples: 1, score: null },
            { samples: 2, score: 1.5 },
            { samples: 3, score: 1.7 },
          ],
        },
      ],
      options: { width: 340 },
    },
    {
      name: "logarithmic",
      rows: [{ name: "4×1500", points: [100, 500, 3000].map((samples) => ({ samples, score: Math.log(samples) })) }],
      options: { logX: true },
    },
    { name: "no network", rows: [] },
  ],
});

const largest = (values: readonly number[]): number => Math.max(0, ...values) || 1;
