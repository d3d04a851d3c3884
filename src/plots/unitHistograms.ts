import { classColors, mostClasses } from "./classColors.ts";
import { defineChart, distinct, finite, formatPercent, shortNumber } from "./defineChart.ts";
import { fitText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** One unit's activations over the samples. */
export interface UnitValues {
  readonly name: string;
  readonly values: ArrayLike<number>;
  /** Class of each sample, as an index into `classes`. */
  readonly labels?: ArrayLike<number> | undefined;
  readonly classes?: readonly string[] | undefined;
}

export interface UnitHistogramsOptions {
  /** Panels side by side where the figure is wide enough; default 1. */
  readonly columns?: number;
}

const bins = 40;
const gap = 26;

/** Activations of single units, by class (Choi et al. 2018, figure 1, upper). */
export const unitHistograms = defineChart<readonly UnitValues[], UnitHistogramsOptions>({
  shows:
    "How often a unit's activations have which size, stacked by class. Activations that are 0 are left out, as they would hide " +
    "the others; the title says how many there are. Classes that lie apart are told apart by this unit alone.",
  draw(units, { width, columns: asked = 1 }) {
    const columns = width >= 560 ? asked : 1;
    const own = Math.floor((width - (columns - 1) * gap) / columns);
    const names = distinct(units.map(({ name }) => fitText(name, own - 40, fontSizes.title)));
    const classes = units.find((unit) => isColored(unit))?.classes ?? [];
    const { colors } = classColors(classes.length);
    const panels = units.map((unit, i) => {
      const zeros = Array.from(unit.values).filter((value) => value === 0).length;
      const share =
        unit.values.length === 0 ? "" : `${formatPercent(zeros / unit.values.length)} of the activations are 0`;
      const colored = isColored(unit);
      const { bars, ends, most } = histogram(unit);
      return {
        title: { text: names[i]!, subtitle: share, offset: 8 },
        width: own - 66,
        height: Math.round(Math.min(200, 0.45 * own)),
        data: { values: bars },
        mark: { type: "rect", tooltip: true, strokeWidth: 0 },
        encoding: {
          x: {
            field: "from",
            type: "quantitative",
            title: "activation",
            axis: { tickCount: Math.max(3, Math.round(own / 90)) },
            scale: { domain: ends, nice: false, zero: false },
          },
          x2: { field: "to" },
          y: {
            field: "low",
            type: "quantitative",
            title: "samples",
            scale: { domain: [0, most] },
            axis: { tickCount: 4, format: ",d" },
          },
          y2: { field: "high" },
          color: colored
            ? {
                field: "class",
                type: "nominal",
                title: null,
                sort: classes,
                scale: { domain: classes, range: colors },
                legend: { orient: "bottom", columns: Math.max(2, Math.floor(width / 110)), symbolType: "square" },
              }
            : { value: seriesColor(0) },
          description: { field: "class" },
        },
      };
    });
    return { spacing: gap, ...(columns === 1 ? { vconcat: panels } : { columns, concat: panels }) };
  },
  samples: [
    {
      name: "two units, two classes",
      rows: [
        {
          name: "relu5, unit 3",
          values: [0, 0, 1.5, 2, 2.5, 4, 3.5, 4.2],
          labels: [0, 1, 0, 0, 0, 1, 1, 1],
          classes: ["cat", "ζῷον <b>"],
        },
        {
          name: "relu5, unit 7",
          values: [0, 1, 1, 1, 0, 0, 0, 0.5],
          labels: [0, 1, 0, 0, 0, 1, 1, 1],
          classes: ["cat", "ζῷον <b>"],
        },
      ],
    },
    { name: "no classes, one value, narrow", rows: [{ name: "unit", values: [2, 2, 2] }], options: { width: 340 } },
    {
      name: "ten classes",
      rows: [
        {
          name: "unit",
          values: Array.from({ length: 400 }, (_, i) => 3 + Math.sin(i) + (i % 10) / 3),
          labels: Array.from({ length: 400 }, (_, i) => i % 10),
          classes: Array.from({ length: 10 }, (_, i) => `${i}`),
        },
      ],
    },
    {
      name: "side by side",
      rows: ["baseline", "dropout", "BN"].map((name, k) => ({
        name,
        values: Array.from({ length: 60 }, (_, i) => Math.max(0, k + 3 * Math.sin(i))),
        labels: Array.from({ length: 60 }, (_, i) => i % 3),
        classes: ["0", "1", "2"],
      })),
      options: { columns: 2 },
    },
    { name: "dead", rows: [{ name: "unit 1", values: [0, 0] }] },
    { name: "no unit", rows: [] },
  ],
});

const isColored = ({ labels, classes }: UnitValues): boolean =>
  labels !== undefined && classes !== undefined && classes.length <= mostClasses;

/** A bar for each bin and class in which there are samples. */
function histogram(unit: UnitValues) {
  const { name, values, labels, classes } = unit;
  const used = Array.from(values, (value, i) => ({ value: finite(value, `activations of "${name}"`), i })).filter(
    ({ value }) => value !== 0,
  );
  const low = used.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = used.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  // Where no activation is negative, the axis begins at 0.
  const start = low > 0 ? 0 : low;
  const step = high > start ? (high - start) / bins : 1;
  const counts = new Map<string, { from: number; to: number; class: string; count: number }>();
  for (const { value, i } of used) {
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((value - start) / step)));
    const own = isColored(unit) ? (classes![labels![i]!] ?? `${labels![i]}`) : "";
    const key = `${bin} ${own}`;
    const known = counts.get(key);
    if (known) known.count++;
    else
      counts.set(key, {
        from: shortNumber(start + bin * step),
        to: shortNumber(start + (bin + 1) * step),
        class: own,
        count: 1,
      });
  }
  // Classes lie on each other in their order.
  const heights = new Map<number, number>();
  const order = new Map(classes?.map((one, i) => [one, i]));
  const bars = [...counts.values()]
    .sort((a, b) => a.from - b.from || (order.get(a.class) ?? 0) - (order.get(b.class) ?? 0))
    .map((bar) => {
      const low = heights.get(bar.from) ?? 0;
      heights.set(bar.from, low + bar.count);
      return { ...bar, low, high: low + bar.count };
    });
  return {
    bars,
    ends: [shortNumber(start), shortNumber(start + bins * step)],
    most: Math.max(1, ...heights.values()),
  };
}
