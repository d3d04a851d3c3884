import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor, seriesDash } from "./theme.ts";

/** What one layer tells, in bits, after epochs of a training. */
export interface LayerPath {
  readonly name: string;
  /** In the order of the epochs: information on the input, and on the label. */
  readonly points: readonly { readonly epoch: number; readonly input: number; readonly label: number }[];
}

/** Each layer's information on the label against that on the input, through training (Shwartz-Ziv & Tishby 2017). */
export const informationPlane = defineChart<readonly LayerPath[]>({
  shows:
    "What each layer tells of the label against what it tells of the input, upper bounds both; a line through the epochs, a dot for each. " +
    "The ring is the first epoch, the large dot the last. Upwards means that classes come apart, to the left that what tells " +
    "samples apart is given up. Where all lie at the logarithm of the number of samples, the noise is too small for the bounds to say more.",
  draw(layers, { width }) {
    const labels = distinct(layers.map(({ name }) => fitText(name, width - 80, fontSizes.label)));
    const rows = layers.flatMap(({ name, points }, i) =>
      points.map(({ epoch, input, label }, at) => ({
        layer: labels[i]!,
        epoch,
        input: shortNumber(finite(input, `information of "${name}"`)),
        label: shortNumber(finite(label, `information of "${name}"`)),
        end: at === points.length - 1 ? "last" : at === 0 ? "first" : "between",
      })),
    );
    const widest = Math.max(0, ...labels.map((label) => measureText(label, fontSizes.label)));
    const series = <T>(range: readonly T[]) => ({
      field: "layer",
      type: "nominal",
      title: null,
      scale: { domain: labels, range },
      legend:
        labels.length > 1
          ? { orient: "bottom", symbolType: "stroke", columns: Math.max(1, Math.floor((width - 80) / (40 + widest))) }
          : null,
    });
    const axis = (field: "input" | "label", title: string) => {
      const values = rows.map((row) => row[field]);
      const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
      // Not less than half a bit, lest what is rounding or saturated look like a path.
      const margin = Math.max(0.06 * (high - low), (0.5 - (high - low)) / 2);
      return {
        field,
        type: "quantitative",
        title,
        scale: { domain: [low - margin, high + margin], zero: false, nice: true },
        axis: { tickCount: 5, grid: true },
      };
    };
    const common = {
      x: axis("input", "information on the input (bits)"),
      y: axis("label", "information on the label (bits)"),
      color: series(labels.map((_, i) => seriesColor(i))),
      description: { field: "epoch" },
    };
    const points = (end: string, mark: object) => ({
      data: { values: rows.filter((row) => row.end === end) },
      mark: { type: "point", filled: true, opacity: 1, tooltip: true, ...mark },
      encoding: common,
    });
    const surface = inks.surface.light;
    return {
      width,
      height: Math.round(Math.min(340, 0.7 * width)),
      autosize: { type: "fit", contains: "padding" },
      data: { values: rows },
      layer: [
        {
          mark: { type: "line", strokeWidth: 1.4, opacity: 0.8, aria: false },
          encoding: {
            ...common,
            order: { field: "epoch", type: "quantitative" },
            strokeDash: series(labels.map((_, i) => seriesDash(i))),
          },
        },
        points("between", { size: 16 }),
        points("first", { size: 46, filled: false, fill: surface, strokeWidth: 1.8 }),
        points("last", { size: 90, stroke: surface, strokeWidth: 1.2 }),
      ],
    };
  },
  samples: [
    {
      name: "three layers, eight epochs",
      rows: ["relu1", "relu2", "слой <3>"].map((name, k) => ({
        name,
        points: Array.from({ length: 8 }, (_, e) => ({
          epoch: e + 1,
          input: 9 - k - 0.8 * k * (1 - Math.exp(-e / 3)) + 0.1 * Math.sin(5 * e),
          label: 3.2 - 0.4 * k - 1.2 * Math.exp(-e / 2),
        })),
      })),
    },
    {
      name: "one layer, one epoch, narrow",
      rows: [{ name: "relu", points: [{ epoch: 1, input: 6, label: 2 }] }],
      options: { width: 340 },
    },
    { name: "no layer", rows: [] },
  ],
});
