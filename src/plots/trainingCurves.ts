import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, finite, shortNumber } from "./defineChart.ts";
import { measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor } from "./theme.ts";
import { thinCurve } from "./thinCurve.ts";

/** What was measured in one epoch; what was not is null or left out. */
export interface TrainingEpoch {
  readonly epoch: number;
  readonly trainLoss?: number | null;
  readonly validationLoss?: number | null;
  /** Share of samples classified right, 0 … 1. */
  readonly trainAccuracy?: number | null;
  readonly validationAccuracy?: number | null;
  readonly learningRate?: number | null;
}

export interface TrainingCurvesOptions {
  readonly logLoss?: boolean;
}

/** More changes of the learning rate than this are a curve of their own instead of marks. */
const mostMarks = 6;
const panelHeight = 150;
const axisWidth = 70;
const splits = ["train", "validation"] as const;

/** Loss and accuracy against the epoch, for the samples trained on and those held out. */
export const trainingCurves = defineChart<readonly TrainingEpoch[], TrainingCurvesOptions>({
  shows:
    "Loss and accuracy after each epoch, on the samples trained on and on those held out. Dashed lines mark changes of " +
    "the learning rate. A growing distance between the two curves is overfitting.",
  draw(epochs, { width, logLoss = false }) {
    const plotWidth = width - axisWidth;
    const last = Math.max(1, ...epochs.map(({ epoch }) => epoch));
    const first = Math.min(last - 1, ...epochs.map(({ epoch }) => epoch));
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
    const changes = changesOf(epochs);
    const few = changes.length > 1 && changes.length <= mostMarks + 1;
    const marks = few
      ? placeMarks(changes.slice(1), plotWidth, (epoch) => (plotWidth * (epoch - first)) / (last - first))
      : [];
    const accuracies = series(epochs, "trainAccuracy", "validationAccuracy", plotWidth);
    const losses = series(epochs, "trainLoss", "validationLoss", plotWidth).filter(
      ({ value }) => !logLoss || value > 0,
    );
    const panels = [
      losses.length > 0 && panel(losses, "loss", logLoss ? logScale(losses) : linear(".4~g"), marks, true),
      accuracies.length > 0 && panel(accuracies, "accuracy", linear("~%"), marks, losses.length === 0),
      changes.length > mostMarks + 1 && ratePanel(changes, last),
    ].filter((p) => p !== false);
    if (panels.length === 0) panels.push(panel([], "loss", { scale: { domain: [0, 1] } }, [], false));
    return {
      spacing: 18,
      vconcat: panels.map(({ encoding, ...rest }, i) => ({
        width: plotWidth,
        ...rest,
        encoding: { x: x(i === panels.length - 1 ? "epoch" : null), ...encoding },
      })),
    };
  },
  samples: [
    {
      name: "two rates",
      rows: [
        {
          epoch: 1,
          trainLoss: 2.3,
          validationLoss: 2.2,
          trainAccuracy: 0.1,
          validationAccuracy: 0.12,
          learningRate: 0.1,
        },
        {
          epoch: 2,
          trainLoss: 0.9,
          validationLoss: 1,
          trainAccuracy: 0.7,
          validationAccuracy: 0.68,
          learningRate: 0.1,
        },
        {
          epoch: 3,
          trainLoss: 0.4,
          validationLoss: 0.8,
          trainAccuracy: 0.9,
          validationAccuracy: 0.8,
          learningRate: 0.01,
        },
      ],
    },
    {
      name: "a schedule, no validation",
      rows: Array.from({ length: 12 }, (_, i) => ({
        epoch: i,
        trainLoss: 1 / (i + 1),
        validationLoss: null,
        learningRate: 0.1 * 0.8 ** i,
      })),
      options: { logLoss: true, width: 340 },
    },
    { name: "one epoch", rows: [{ epoch: 1, trainAccuracy: 0.5 }] },
    { name: "no epoch", rows: [] },
  ],
});

interface Panel {
  readonly height: number;
  readonly data: object;
  /** Channels beside x that all layers share. */
  readonly encoding?: object;
  readonly layer: readonly object[];
}

interface Change {
  readonly epoch: number;
  readonly rate: number;
}

/** A change that is marked: which side of its line the text starts on, and on which line of text it stands. */
interface Mark {
  readonly epoch: number;
  readonly text: string;
  readonly align: "left" | "right";
  readonly row: number;
}

/** Texts right of the middle are written leftwards, so that they stay inside, and none is written over another. */
function placeMarks(changes: readonly Change[], plotWidth: number, position: (epoch: number) => number): Mark[] {
  const taken: { row: number; from: number; to: number }[] = [];
  return changes.map(({ epoch, rate }) => {
    const text = `rate ${Number(rate.toPrecision(3))}`;
    const at = position(epoch);
    const width = measureText(text, fontSizes.small) + 10;
    const align = at > plotWidth / 2 ? "right" : "left";
    const [from, to] = align === "left" ? [at, at + width] : [at - width, at];
    let row = 0;
    while (taken.some((t) => t.row === row && from < t.to && t.from < to)) row++;
    taken.push({ row, from, to });
    return { epoch, text, align, row };
  });
}

function linear(format: string) {
  return { scale: { zero: false, nice: true }, axis: { tickCount: 4, format } };
}

function logScale(losses: readonly { value: number }[]) {
  const values = losses.map(({ value }) => value);
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = Math.max(
    1.01 * low,
    values.reduce((a, b) => Math.max(a, b), 0),
  );
  return { scale: { type: "log", domain: [low, high], nice: false }, axis: decadeAxis(low, high, 4) };
}

/** The curve of each split as rows, without points that no eye could tell. */
function series(
  epochs: readonly TrainingEpoch[],
  train: "trainLoss" | "trainAccuracy",
  validation: "validationLoss" | "validationAccuracy",
  plotWidth: number,
) {
  return [train, validation].flatMap((key, i) => {
    const known = epochs.flatMap((e) => {
      const value = e[key];
      return value === null || value === undefined
        ? []
        : [{ epoch: e.epoch, value: finite(value, `${key} of epoch ${e.epoch}`) }];
    });
    const values = known.map(({ value }) => value);
    const spread = values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 0);
    const xs = known.map((k) => k.epoch);
    const kept = known.length > plotWidth ? thinCurve(xs, values, spread / (8 * panelHeight)) : known.keys();
    return [...kept].map((k) => ({ epoch: known[k]!.epoch, value: shortNumber(known[k]!.value), split: splits[i]! }));
  });
}

function changesOf(epochs: readonly TrainingEpoch[]): Change[] {
  let previous: number | undefined;
  return epochs.flatMap(({ epoch, learningRate }) => {
    if (learningRate === null || learningRate === undefined || learningRate === previous) return [];
    previous = finite(learningRate, `learning rate of epoch ${epoch}`);
    return [{ epoch, rate: previous }];
  });
}

function panel(values: readonly object[], title: string, axis: object, marks: readonly Mark[], named: boolean): Panel {
  const color = {
    field: "split",
    type: "nominal",
    title: null,
    scale: { domain: [...splits], range: splits.map((_, i) => seriesColor(i)) },
    legend: { orient: "top", symbolType: "stroke", offset: 6 },
  };
  const label = {
    mark: {
      type: "text",
      align: { expr: "datum.align" },
      dx: { expr: "datum.align === 'left' ? 4 : -4" },
      dy: { expr: "13 * datum.row" },
      baseline: "top",
      color: inks.faint.light,
      fontSize: fontSizes.small,
    },
    encoding: { y: { value: 0 }, text: { field: "text", type: "nominal" } },
  };
  const rules = {
    data: { values: marks },
    layer: [
      { mark: { type: "rule", color: inks.axis.light, strokeDash: [3, 3], aria: false } },
      ...(named ? [label] : []),
    ],
  };
  const curves = {
    mark: { type: "line", tooltip: true, point: values.length <= 2 ? { filled: true, size: 40 } : false },
    encoding: {
      description: { field: "split" },
      y: { field: "value", type: "quantitative", title, ...axis },
      color,
    },
  };
  return { height: panelHeight, data: { values }, layer: marks.length > 0 ? [rules, curves] : [curves] };
}

function ratePanel(changes: readonly Change[], last: number): Panel {
  const end = changes.at(-1)!;
  const values = [...changes, ...(end.epoch < last ? [{ ...end, epoch: last }] : [])].map(({ epoch, rate }) => ({
    epoch,
    rate: shortNumber(rate),
  }));
  const y = { field: "rate", type: "quantitative", title: "learning rate", axis: { tickCount: 2, format: ".4~g" } };
  return {
    height: 60,
    data: { values },
    encoding: { y },
    layer: [{ mark: { type: "line", interpolate: "step-after", color: inks.faint.light, tooltip: true } }],
  };
}
