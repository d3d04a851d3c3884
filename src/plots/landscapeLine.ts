import { defineChart, finite, shortNumber } from "./defineChart.ts";
import { fitText } from "./measureText.ts";
import { fontSizes, inks, seriesColor } from "./theme.ts";

/** Loss and accuracy along the line between two networks. */
export interface LandscapeCurve {
  /** Of both networks, at α = 0 and 1. */
  readonly names: readonly [string, string];
  /** Ascending. */
  readonly alpha: readonly number[];
  /** null where it is no finite number. */
  readonly loss: readonly (number | null)[];
  readonly accuracy: readonly (number | null)[];
}

const axisWidth = 78;
const panelHeight = 160;

/** Loss and accuracy on the way from one network to another. */
export const landscapeLine = defineChart<readonly LandscapeCurve[]>({
  shows:
    "Loss and accuracy of the networks on the straight line between two, with weights (1 − α) A + α B. Circles are both networks. The " +
    "dashed line joins their values: a hill of the loss above it is a barrier.",
  draw(curves, { width }) {
    const plotWidth = width - axisWidth;
    return { vconcat: curves.flatMap((curve) => panels(curve, plotWidth)), spacing: 14 };
  },
  samples: [
    {
      name: "a barrier",
      rows: [
        {
          names: ["first", "second"],
          alpha: [-0.25, 0, 0.25, 0.5, 0.75, 1, 1.25],
          loss: [0.5, 0.1, 0.8, 1.4, 0.9, 0.2, null],
          accuracy: [0.9, 0.97, 0.8, 0.55, 0.7, 0.95, null],
        },
      ],
    },
    {
      name: "two lines, one of two points, narrow",
      rows: [
        { names: ["сеть", "<b>&amp;"], alpha: [0, 1], loss: [1, 1], accuracy: [1, 1] },
        {
          names: ["a network with a long name, much longer than its half of a figure", "another one of these"],
          alpha: [0, 0.5, 1],
          loss: [3, 1e5, 2],
          accuracy: [0.1, 0.1, 0.2],
        },
      ],
      options: { width: 340 },
    },
    { name: "no line", rows: [] },
  ],
});

function panels({ names, alpha, loss, accuracy }: LandscapeCurve, width: number) {
  const [low, high] = [alpha[0]!, alpha.at(-1)!];
  const half = width / 2 - 55;
  const [first, second] = names.map((name) => fitText(name, half, fontSizes.label));
  const panel = (quantity: string, values: readonly (number | null)[], format: string, last: boolean) => {
    const rows = alpha.flatMap((a, i) => {
      const value = values[i]!;
      return value === null
        ? []
        : [{ alpha: shortNumber(a), value: shortNumber(finite(value, `${quantity} at ${a}`)) }];
    });
    const ends = rows.filter((row) => row.alpha === 0 || row.alpha === 1);
    const x = {
      field: "alpha",
      type: "quantitative",
      title: last ? `α: from ${first} (0) to ${second} (1)` : null,
      scale: { domain: [low, high], nice: false },
      axis: { tickCount: Math.max(3, Math.round(width / 90)), labelFlush: true, labels: last },
    };
    const y = {
      field: "value",
      type: "quantitative",
      title: quantity,
      scale: { zero: false, nice: true },
      axis: { tickCount: 4, format },
    };
    return {
      width,
      height: panelHeight,
      encoding: { x, y },
      layer: [
        {
          data: { values: ends },
          mark: { type: "line", color: inks.faint.light, strokeDash: [4, 3], strokeWidth: 1.2, aria: false },
        },
        { data: { values: rows }, mark: { type: "line", color: seriesColor(0), tooltip: true } },
        {
          data: { values: ends },
          mark: {
            type: "point",
            filled: true,
            fill: "#ffffff",
            stroke: inks.text.light,
            strokeWidth: 1.8,
            size: 60,
            opacity: 1,
          },
        },
      ],
    };
  };
  return [panel("loss", loss, ".4~g", false), panel("accuracy", accuracy, "~p", true)];
}
