import { fail } from "../base/index.ts";
import { defineChart, finite } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, ramp } from "./theme.ts";

/** How alike a layer is to others, 0 … 1. */
export interface LayerSimilarity {
  readonly layer: string;
  /** The others, the same for all layers; null where there is no number. */
  readonly others: readonly { readonly layer: string; readonly value: number | null }[];
}

export interface LayerHeatMapOptions {
  /** What is measured; default "likeness". */
  readonly measure?: string;
  /** What rows and columns are: names of the networks, where there are two. */
  readonly rowTitle?: string;
  readonly columnTitle?: string;
}

/** A cell as wide as its number. */
const widestCell = 64;
/** Numbers stand in cells that have room for them. */
const numberWidth = 28;

/** A heat map of layers × layers with the numbers in it. */
export const layerHeatMap = defineChart<readonly LayerSimilarity[], LayerHeatMapOptions>({
  shows:
    "How alike two layers see differences between the same samples: 1 (dark) if one layer is the other up to rotation and scale, " +
    "0 (light) for layers that have nothing in common. A cell without a number could not be compared.",
  draw(layers, { measure = "likeness", rowTitle, columnTitle, width }) {
    const rows = layers.map(({ layer }) => layer);
    const columns = (layers[0]?.others ?? []).map(({ layer }) => layer);
    if (layers.some(({ others }) => others.some(({ layer }, j) => layer !== columns[j]))) {
      fail({ subject: measure, expected: `numbers for ${columns.join(", ")} in each row`, got: "others" });
    }
    const longest = Math.max(0, ...rows.map((name) => measureText(name, fontSizes.small)));
    const nameSpace = Math.min(0.3 * width, longest) + 12;
    const titleSpace = rowTitle === undefined ? 0 : 20;
    const legendSpace = 64;
    const room = width - nameSpace - titleSpace - legendSpace;
    const cell = Math.max(4, Math.min(widestCell, Math.floor(room / Math.max(1, columns.length))));
    const cells = rows.flatMap((row, i) =>
      columns.map((column, j) => {
        const value = layers[i]!.others[j]?.value ?? null;
        if (value !== null) finite(value, `${measure} of ${row} and ${column}`);
        return { i, j, row, column, value, text: value === null ? "–" : shown(value) };
      }),
    );
    const every = Math.max(1, Math.ceil(14 / cell));
    const names = (all: readonly string[]) =>
      `datum.value % ${every} === 0 ? ${JSON.stringify(all.map((name) => fitText(name, 0.3 * width, fontSizes.small)))}[datum.value] : ''`;
    const axis = (all: readonly string[], title: string | undefined, labelAngle: number) => ({
      type: "ordinal" as const,
      title: title ?? null,
      axis: {
        labelExpr: names(all),
        labelAngle,
        labelFontSize: fontSizes.small,
        domain: false,
        ticks: false,
        labelPadding: 4,
      },
    });
    const common = {
      y: { field: "i", ...axis(rows, rowTitle, 0) },
      x: { field: "j", ...axis(columns, columnTitle, cell >= 1.2 * longestOf(columns) ? 0 : -60) },
    };
    return {
      width: Math.max(1, columns.length) * cell,
      height: Math.max(1, rows.length) * cell,
      data: { values: cells },
      encoding: common,
      layer: [
        {
          mark: { type: "rect", tooltip: true, stroke: inks.surface.light, strokeWidth: cell > 12 ? 1 : 0 },
          encoding: {
            color: {
              field: "value",
              type: "quantitative",
              scale: { domain: [0, 1], range: ramp, clamp: true, interpolate: "rgb" },
              legend: {
                title: null,
                orient: "right",
                gradientLength: Math.max(60, Math.min(200, rows.length * cell)),
                values: [0, 0.5, 1],
              },
            },
            tooltip: [
              { field: "row", title: rowTitle ?? "layer" },
              { field: "column", title: columnTitle ?? "layer" },
              { field: "text", title: measure },
            ],
          },
        },
        ...(cell >= numberWidth
          ? [
              {
                mark: { type: "text", fontSize: fontSizes.small, aria: false },
                encoding: {
                  text: { field: "text", type: "nominal" },
                  color: {
                    condition: { test: "datum.value > 0.55", value: inks.surface.light },
                    value: inks.text.light,
                  },
                },
              },
            ]
          : []),
      ],
    };
  },
  samples: [
    {
      name: "one network, a layer without a number",
      rows: matrix(["dense_1", "dense_2", "слой 🧠"], ["dense_1", "dense_2", "слой 🧠"], (i, j) =>
        i === j ? 1 : i + j === 1 ? 0.83 : i + j === 2 ? null : -0.004,
      ),
      options: { measure: "linear CKA" },
    },
    {
      name: "two deep networks, narrow",
      rows: matrix(
        Array.from({ length: 30 }, (_, i) => `stage_${i}.relu`),
        Array.from({ length: 20 }, (_, i) => `a very long name of a layer ${i}`),
        (i, j) => Math.exp(-((i / 30 - j / 20) ** 2) * 8),
      ),
      options: { measure: "SVCCA", rowTitle: "deep", columnTitle: "shallow", width: 340 },
    },
    { name: "one layer", rows: matrix(["a"], ["a"], () => 1) },
    { name: "no layer", rows: [] },
  ],
});

function matrix(
  rows: readonly string[],
  columns: readonly string[],
  value: (i: number, j: number) => number | null,
): LayerSimilarity[] {
  return rows.map((layer, i) => ({ layer, others: columns.map((other, j) => ({ layer: other, value: value(i, j) })) }));
}

const longestOf = (names: readonly string[]) => Math.max(0, ...names.map((name) => measureText(name, fontSizes.small)));

/** Two digits; what is not quite 1 does not look like it, and nothing is a negative zero. */
const shown = (value: number) => {
  if (value >= 0.995 && value < 1 - 1e-6) return "0.99+";
  return (Math.abs(value) < 0.005 ? 0 : value).toFixed(2).replace("-", "−");
};
