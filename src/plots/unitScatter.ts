import { classColors, mostClasses } from "./classColors.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** Two units' activations over the same samples. */
export interface UnitPair {
  readonly name: string;
  readonly units: readonly [string, string];
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  /** Class of each sample, as an index into `classes`. */
  readonly labels?: ArrayLike<number> | undefined;
  readonly classes?: readonly string[] | undefined;
}

/** Points of a panel; more would only lie on each other. */
const mostPoints = 1500;
const gap = 70;

/** Activations of pairs of units, a point for each sample (Choi et al. 2018, figure 1, lower). */
export const unitScatter = defineChart<readonly UnitPair[]>({
  shows:
    "Activations of two units, a point for each sample, coloured by class. Points along a line mean that the units say much " +
    "the same; points on the axes belong to samples on which one of the two is silent. Of many samples evenly chosen ones are shown.",
  draw(pairs, { width }) {
    const columns = width >= 560 && pairs.length > 1 ? 2 : 1;
    const side = Math.floor(Math.min(300, (width - 66 - (columns - 1) * gap) / columns));
    const names = distinct(pairs.map(({ name }) => fitText(name, side, fontSizes.title)));
    const classes = pairs.find((pair) => isColored(pair))?.classes ?? [];
    const { colors, shapes } = classColors(classes.length);
    const axis = (title: string) => ({
      type: "quantitative",
      title: fitText(title, side, fontSizes.label),
      axis: { tickCount: 4, grid: true },
      scale: { zero: true, nice: true },
    });
    const legend = { orient: "bottom", columns: Math.max(2, Math.floor(width / 110)), symbolSize: 60 };
    const series = <T>(range: readonly T[]) => ({
      field: "class",
      type: "nominal",
      title: null,
      sort: classes,
      scale: { domain: classes, range },
      legend,
    });
    return {
      columns,
      spacing: 30,
      resolve: { scale: { color: "shared", shape: "shared" } },
      concat: pairs.map((pair, i) => {
        const colored = isColored(pair);
        return {
          title: { text: names[i]!, offset: 8 },
          width: side,
          height: side,
          data: { values: pointsOf(pair) },
          mark: { type: "point", filled: true, size: 14, opacity: 0.65, strokeWidth: 0, tooltip: true },
          encoding: {
            x: { field: "x", ...axis(pair.units[0]) },
            y: { field: "y", ...axis(pair.units[1]) },
            ...(colored ? { color: series(colors), shape: series(shapes) } : { color: { value: seriesColor(0) } }),
            description: { field: "class" },
          },
        };
      }),
    };
  },
  samples: [
    {
      name: "two pairs, ten classes",
      rows: ["random", "most correlated (ρ = 0.91)"].map((name, k) => ({
        name,
        units: ["unit 3", "unit 5"] as const,
        first: Array.from({ length: 60 }, (_, i) => Math.max(0, 3 + 2 * Math.sin(i * 7))),
        second: Array.from({ length: 60 }, (_, i) =>
          Math.max(0, 3 + 2 * Math.sin(i * (k === 0 ? 5 : 7)) + Math.cos(i)),
        ),
        labels: Array.from({ length: 60 }, (_, i) => i % 10),
        classes: Array.from({ length: 10 }, (_, i) => `${i}`),
      })),
    },
    {
      name: "no classes, narrow",
      rows: [{ name: "chosen", units: ["ζ", "<b>"] as const, first: [0, 1, 2], second: [-1, 0.5, 2] }],
      options: { width: 340 },
    },
    { name: "no pair", rows: [] },
  ],
});

const isColored = ({ labels, classes }: UnitPair): boolean =>
  labels !== undefined && classes !== undefined && classes.length <= mostClasses;

function pointsOf(pair: UnitPair) {
  const { name, first, second, labels, classes } = pair;
  const shown = Math.min(first.length, mostPoints);
  return Array.from({ length: shown }, (_, k) => {
    const i = Math.floor((k * first.length) / shown);
    const own = isColored(pair) ? (classes![labels![i]!] ?? `${labels![i]}`) : "";
    const at = (values: ArrayLike<number>) => shortNumber(finite(values[i]!, `activations of "${name}"`));
    return { x: at(first), y: at(second), class: own };
  });
}
