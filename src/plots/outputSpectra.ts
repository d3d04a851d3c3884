import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";
import { thinCurve } from "./thinCurve.ts";

/** Singular values of one output's EDJM. */
export interface OutputSpectrum {
  /** Index of the output, or the name of its class. */
  readonly output: number | string;
  /** Descending. */
  readonly singularValues: readonly number[];
  readonly score?: number | null;
}

export interface OutputSpectraOptions {
  /** Panels at most; default 20. The first ones are shown. */
  readonly limit?: number;
}

const gap = { x: 18, y: 30 } as const;
const axisWidth = 72;
/** Decades shown below the largest value: what lies under them is rounding noise of the Gram matrix. */
const decades = 7;

/** Small multiples: singular values of every output on a common logarithmic axis. */
export const outputSpectra = defineChart<readonly OutputSpectrum[], OutputSpectraOptions>({
  shows:
    "Singular values of the extended data Jacobian matrix of each output, largest first, on a common logarithmic scale: " +
    "how many directions the output reacts to around the data, and how strongly.",
  draw(outputs, { width, limit = 20 }) {
    const shown = outputs.slice(0, limit);
    const columns = Math.max(1, Math.min(shown.length, width >= 560 ? 5 : width >= 420 ? 4 : 2));
    const cell = Math.floor((width - axisWidth - (columns - 1) * gap.x) / columns);
    const height = Math.round(Math.max(80, 0.8 * Math.min(cell, 240)));
    const titles = distinct(shown.map((o) => titleOf(o, cell)));
    const largest = Math.max(0, ...shown.map(({ singularValues }) => singularValues[0] ?? 0)) || 1;
    const longest = Math.max(2, ...shown.map(({ singularValues }) => singularValues.length));
    const noise = largest / 10 ** decades;
    const all = shown.flatMap(({ singularValues }) => singularValues);
    const floor = all.reduce((a, b) => (b > noise && b < a ? b : a), largest / 10);
    const values = shown.flatMap<PanelPoint>(({ output, singularValues }, i) => {
      const visible = singularValues.map((s, j) => finite(s, `singular value ${j + 1} of output ${output}`));
      const drawn = visible.filter((s) => s >= floor);
      const heights = drawn.map((s) => (height * Math.log(s / floor)) / Math.log(largest / floor));
      // Where nothing can be drawn an empty point keeps the panel, so that a dead output is seen to be one.
      if (drawn.length === 0) return [{ panel: titles[i]!, x: 1, y: null }];
      const kept = thinCurve(
        heights.map((_, j) => j),
        heights,
        0.25,
        8,
      );
      return kept.map((j) => ({ panel: titles[i]!, x: j + 1, y: shortNumber(drawn[j]!) }));
    });
    const hidden = outputs.length - shown.length;
    return {
      ...(hidden > 0 && {
        title: { text: "", subtitle: `The first ${shown.length} of ${outputs.length} outputs.`, offset: 8 },
      }),
      data: { values },
      facet: {
        field: "panel",
        type: "nominal",
        sort: titles,
        title: null,
        header: { labelAnchor: "start", labelPadding: 4, labelFontSize: fontSizes.small },
      },
      columns,
      spacing: { row: gap.y, column: gap.x },
      spec: {
        width: cell,
        height,
        mark: { type: "line", color: seriesColor(0), tooltip: true },
        encoding: {
          description: { field: "panel" },
          x: {
            field: "x",
            type: "quantitative",
            title: "index",
            scale: { domain: [0, longest], nice: false },
            axis: { tickCount: 2, format: "~d", labelFlush: true },
          },
          y: {
            field: "y",
            type: "quantitative",
            title: "singular value",
            scale: { type: "log", domain: [shortNumber(floor), shortNumber(largest)], nice: false },
            axis: decadeAxis(floor, largest, 4),
          },
        },
      },
    };
  },
  samples: [
    {
      name: "three outputs, one dead",
      rows: [
        { output: 0, singularValues: [12, 3, 0.5, 0.01], score: 1.3 },
        { output: "frog 🐸", singularValues: [8, 4, 1, 1e-9], score: 2.1 },
        { output: 2, singularValues: [0, 0, 0, 0], score: null },
      ],
    },
    {
      name: "more outputs than panels",
      rows: Array.from({ length: 24 }, (_, output) => ({ output, singularValues: [output + 1, 1, 0.1] })),
      options: { width: 340 },
    },
    { name: "no output", rows: [] },
  ],
});

interface PanelPoint {
  readonly panel: string;
  readonly x: number;
  readonly y: number | null;
}

/** "output 3, score 7.7", or as much of it as fits. */
function titleOf({ output, score }: OutputSpectrum, width: number): string {
  const name = typeof output === "number" ? `output ${output}` : output;
  if (score === undefined) return fitText(name, width, fontSizes.small);
  const tail = score === null ? ", no score" : `, score ${score.toFixed(1)}`;
  return `${fitText(name, width - measureText(tail, fontSizes.small), fontSizes.small)}${tail}`;
}
