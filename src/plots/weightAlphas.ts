import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, inks, seriesColor } from "./theme.ts";

/** The power law of one layer. */
export interface LayerAlpha {
  readonly layer: string;
  /** null where there is none. */
  readonly alpha: number | null;
  readonly alphaInterval: readonly [number, number] | null;
  readonly verdict: string | null;
}

const rowStep = 22;
/** More rows would make a figure of several pages. */
const mostRows = 80;
/** Exponents beyond are drawn at the edge: they stand for spectra that end, not for tails. */
const largestShown = 12;
const verdicts = ["heavy-tailed", "inconclusive", "not-heavy-tailed"] as const;

/** Exponents of the layers in the order of the network, each with its interval. */
export const weightAlphas = defineChart<readonly LayerAlpha[]>({
  shows:
    "Exponent α of the power law in the eigenvalues of each weight matrix, with its 95 % interval, layers in their order. " +
    "Filled circles are heavy-tailed by all tests, rings are not decided, crosses are not heavy-tailed: their exponent means " +
    "nothing. Exponents above 12 stand at the edge.",
  draw(given, { width }) {
    const layers = given.slice(0, mostRows);
    const names = distinct(layers.map(({ layer }) => fitText(layer, 0.4 * width, fontSizes.label)));
    const at = (value: number, layer: string) =>
      shortNumber(Math.min(largestShown, Math.max(0, finite(value, `alpha of "${layer}"`))));
    const dots = layers.flatMap(({ layer, alpha, verdict }, i) =>
      alpha === null ? [] : [{ row: names[i]!, alpha: at(alpha, layer), verdict: verdict ?? verdicts[1] }],
    );
    const ranges = layers.flatMap(({ layer, alphaInterval }, i) => {
      if (!alphaInterval) return [];
      const [low, high] = alphaInterval;
      return [{ row: names[i]!, low: at(low, layer), high: at(high, layer) }];
    });
    const nameSpace = 20 + Math.max(0, ...names.map((name) => measureText(name, fontSizes.label)));
    const plotWidth = Math.max(100, width - nameSpace - 24);
    const top = Math.ceil(Math.max(4, ...dots.map(({ alpha }) => alpha), ...ranges.map(({ high }) => high)));
    const x = (field: string) => ({
      field,
      type: "quantitative",
      title: "α",
      scale: { domain: [0, top], nice: false },
      axis: { grid: true, domain: false, ticks: false, tickCount: Math.max(3, Math.round(plotWidth / 60)) },
    });
    const shown = verdicts.filter((verdict) => dots.some((dot) => dot.verdict === verdict));
    const scale = (range: readonly string[]) => ({
      domain: shown,
      range: shown.map((v) => range[verdicts.indexOf(v)]!),
    });
    const legend =
      shown.length === 0 ? null : { orient: "bottom", title: null, columns: width < 420 ? 2 : 3, offset: 8 };
    const hidden = given.length - layers.length;
    return {
      ...(hidden > 0 && {
        title: { text: "", subtitle: `The first ${layers.length} of ${given.length} layers.`, offset: 8 },
      }),
      width: plotWidth,
      height: { step: rowStep },
      encoding: {
        y: {
          field: "row",
          type: "nominal",
          title: null,
          sort: names,
          scale: { domain: names },
          axis: { grid: true, labelColor: inks.text.light, labelPadding: 8 },
        },
      },
      layer: [
        {
          data: { values: ranges },
          mark: { type: "rule", color: inks.axis.light, strokeWidth: 2, aria: false },
          encoding: { x: x("low"), x2: { field: "high" } },
        },
        {
          data: { values: dots },
          mark: { type: "point", filled: false, opacity: 1, size: 60, strokeWidth: 1.8, tooltip: true },
          encoding: {
            x: x("alpha"),
            color: {
              field: "verdict",
              type: "nominal",
              scale: scale([seriesColor(0), seriesColor(0), inks.faint.light]),
              legend,
            },
            fill: {
              field: "verdict",
              type: "nominal",
              scale: scale([seriesColor(0), "transparent", "transparent"]),
              legend,
            },
            shape: { field: "verdict", type: "nominal", scale: scale(["circle", "circle", "cross"]), legend },
          },
        },
      ],
    };
  },
  samples: [
    {
      name: "all verdicts, one without law, one beyond",
      rows: [
        { layer: "conv1.weight", alpha: 2.9, alphaInterval: [2.5, 3.4], verdict: "heavy-tailed" },
        { layer: "слой 🧠 <b>", alpha: 4.1, alphaInterval: null, verdict: "inconclusive" },
        { layer: "fc.weight", alpha: 30, alphaInterval: [9, 41], verdict: "not-heavy-tailed" },
        { layer: "zero", alpha: null, alphaInterval: null, verdict: null },
      ],
    },
    {
      name: "same names, narrow",
      rows: [
        { layer: "w", alpha: 2, alphaInterval: [1.8, 2.2], verdict: "heavy-tailed" },
        { layer: "w", alpha: null, alphaInterval: null, verdict: null },
      ],
      options: { width: 340 },
    },
    { name: "no layer", rows: [] },
  ],
});
