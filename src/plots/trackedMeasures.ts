import { defineChart, finite, shortNumber } from "./defineChart.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** Numbers that were measured of a network after an epoch of its training. */
export interface TrackedEpoch {
  readonly epoch: number;
  /** Share of samples classified right, 0 … 1. */
  readonly trainAccuracy?: number | null;
  readonly validationAccuracy?: number | null;
  /** By what they are called; null where there is none. Epochs in which nothing was measured have none. */
  readonly measures: Readonly<Record<string, number | null>>;
}

const axisWidth = 74;
const heights = { accuracy: 110, measure: 90 } as const;
const splits = ["train", "validation"] as const;

/** Tracked numbers against the epoch, below the accuracy. */
export const trackedMeasures = defineChart<readonly TrackedEpoch[]>({
  shows:
    "Accuracy and, below it, what was measured of the network after the same epochs, each on its own scale. A gap is an epoch in " +
    "which there was no such number.",
  draw(epochs, { width }) {
    const last = Math.max(1, ...epochs.map(({ epoch }) => epoch));
    const first = Math.min(last - 1, ...epochs.map(({ epoch }) => epoch));
    const names = [...new Set(epochs.flatMap(({ measures }) => Object.keys(measures)))];
    const accuracies = epochs.flatMap(({ epoch, trainAccuracy, validationAccuracy }) =>
      [trainAccuracy, validationAccuracy].flatMap((value, i) =>
        value === null || value === undefined
          ? []
          : [{ epoch, split: splits[i]!, value: shortNumber(finite(value, `accuracy of epoch ${epoch}`)) }],
      ),
    );
    const x = (title: string | null) => ({
      field: "epoch",
      type: "quantitative",
      title,
      scale: { domain: [first, last], nice: false },
      axis: {
        tickMinStep: 1,
        tickCount: Math.max(3, Math.round(width / 100)),
        format: "~d",
        labelFlush: true,
        labels: title !== null,
      },
    });
    const y = (format: string) => ({
      field: "value",
      type: "quantitative",
      title: null,
      scale: { zero: false, nice: true },
      axis: { tickCount: 3, format },
    });
    const heading = (text: string) => ({ text, fontSize: fontSizes.label, fontWeight: "normal", offset: 4 });
    const few = epochs.length <= 40;
    const panels = names.map((name, i) => ({
      width: width - axisWidth,
      height: heights.measure,
      title: heading(name),
      data: {
        values: epochs.flatMap(({ epoch, measures }) => {
          const value = measures[name];
          if (value === undefined) return [];
          return [{ epoch, value: value === null ? null : shortNumber(finite(value, `${name} of epoch ${epoch}`)) }];
        }),
      },
      mark: {
        type: "line",
        color: seriesColor(2),
        tooltip: true,
        point: few ? { filled: true, size: 22, color: seriesColor(2) } : false,
      },
      encoding: { x: x(i === names.length - 1 ? "epoch" : null), y: y(".4~g") },
    }));
    const top = {
      width: width - axisWidth,
      height: heights.accuracy,
      title: heading("accuracy"),
      data: { values: accuracies },
      mark: { type: "line", tooltip: true, point: few ? { filled: true, size: 22 } : false },
      encoding: {
        x: x(names.length === 0 ? "epoch" : null),
        y: y("~p"),
        description: { field: "split" },
        color: {
          field: "split",
          type: "nominal",
          title: null,
          scale: { domain: [...splits], range: splits.map((_, i) => seriesColor(i)) },
          legend: { orient: "top", symbolType: "stroke", offset: 6 },
        },
      },
    };
    return { vconcat: accuracies.length > 0 ? [top, ...panels] : panels, spacing: 12 };
  },
  samples: [
    {
      name: "two measures with a gap",
      rows: [1, 2, 3, 4, 5].map((epoch) => ({
        epoch,
        trainAccuracy: 1 - 0.5 / epoch,
        validationAccuracy: 0.9 - 0.4 / epoch,
        measures: { "EDJM score": 10 + epoch ** 2, λmax: epoch === 3 ? null : 1e6 / epoch },
      })),
    },
    {
      name: "every second epoch, no accuracy, narrow",
      rows: [1, 2, 3, 4].map((epoch) => ({ epoch, measures: epoch % 2 === 0 ? { "α <b>": epoch } : {} })),
      options: { width: 340 },
    },
    { name: "one epoch", rows: [{ epoch: 1, trainAccuracy: 0.5, measures: { α: 2 } }] },
    { name: "no epoch", rows: [] },
  ],
});
