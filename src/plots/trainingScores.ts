import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, seriesColor, seriesDash } from "./theme.ts";

/** One network's score as its training goes on. */
export interface TrainingScores {
  readonly name: string;
  readonly points: readonly {
    /** 0 is before training. */
    readonly epoch: number;
    readonly score: number | null;
    /** Ends of the interval over seeds. */
    readonly interval?: readonly [number, number] | null;
  }[];
}

/** The score after some epochs of a training: when a function becomes complex. */
export const trainingScores = defineChart<readonly TrainingScores[]>({
  shows:
    "The score after some epochs of the training, 0 being the network as it was drawn, with 95 % intervals over seeds where " +
    "there are several. A curve that rises says that training makes the function more complex.",
  draw(networks, { width }) {
    const labels = distinct(networks.map(({ name }) => fitText(name, width - 80, fontSizes.label)));
    const rows = networks.flatMap(({ name, points }, i) =>
      points.flatMap(({ epoch, score, interval }) => {
        if (score === null) return [];
        const [low, high] = (interval ?? [score, score]).map((end) =>
          shortNumber(finite(end, `interval of "${name}"`)),
        );
        return [{ network: labels[i]!, epoch, score: shortNumber(finite(score, `score of "${name}"`)), low, high }];
      }),
    );
    const ruled = rows.filter(({ low, high }) => low !== high);
    const longest = Math.max(0, ...labels.map((label) => measureText(label, fontSizes.label)));
    const columns = Math.max(1, Math.floor((width - 80) / (40 + longest)));
    const series = <T>(range: readonly T[]) => ({
      field: "network",
      type: "nominal",
      title: null,
      scale: { domain: labels, range },
      legend: labels.length > 1 ? { orient: "bottom", columns } : null,
    });
    const top = 1.05 * (Math.max(0, ...rows.map(({ score, high }) => Math.max(score, high!))) || 1);
    return {
      width,
      height: Math.round(Math.min(280, 0.6 * width)),
      autosize: { type: "fit", contains: "padding" },
      encoding: {
        x: {
          field: "epoch",
          type: "quantitative",
          title: "epoch",
          scale: { domain: [0, Math.max(1, ...rows.map(({ epoch }) => epoch))], nice: false },
          axis: { tickCount: Math.max(3, Math.round(width / 100)), tickMinStep: 1, format: "~d", labelFlush: true },
        },
        color: series(labels.map((_, i) => seriesColor(i))),
      },
      layer: [
        {
          data: { values: ruled },
          mark: { type: "rule", strokeWidth: 1.2, aria: false },
          encoding: {
            y: { field: "low", type: "quantitative", title: "score", scale: { domain: [0, top] } },
            y2: { field: "high" },
          },
        },
        {
          data: { values: rows },
          mark: { type: "line", point: true, tooltip: true },
          encoding: {
            description: { field: "network" },
            y: {
              field: "score",
              type: "quantitative",
              title: "score",
              scale: { domain: [0, top] },
              axis: { tickCount: 5 },
            },
            strokeDash: series(labels.map((_, i) => seriesDash(i))),
          },
        },
      ],
    };
  },
  samples: [
    {
      name: "two networks",
      rows: [
        {
          name: "1 layer",
          points: [0, 1, 2, 5, 10].map((epoch) => ({ epoch, score: 5 + Math.log1p(epoch), interval: [4, 9] })),
        },
        { name: "4 layers", points: [0, 1, 2, 5, 10].map((epoch) => ({ epoch, score: 3 + 2 * Math.log1p(epoch) })) },
      ],
    },
    {
      name: "one network, no score at first, narrow",
      rows: [
        {
          name: "сеть",
          points: [
            { epoch: 0, score: null },
            { epoch: 1, score: 1.5 },
          ],
        },
      ],
      options: { width: 340 },
    },
    { name: "no network", rows: [] },
  ],
});
