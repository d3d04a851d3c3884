import { decadeAxis } from "./decadeAxis.ts";
import { defineChart, distinct, finite, shortNumber } from "./defineChart.ts";
import { fitText, measureText } from "./measureText.ts";
import { fontSizes, seriesColor } from "./theme.ts";

/** A number at growing weights of a regulariser. */
export interface WeightCurve {
  readonly name: string;
  readonly points: readonly {
    /** 0 or above. */
    readonly weight: number;
    /** Null where there is none. */
    readonly value: number | null;
    readonly interval?: readonly [number, number] | null;
  }[];
}

/** One number, with curves of the same names as the other panels. */
export interface WeightPanel {
  readonly title: string;
  /** Values are shares of 1. */
  readonly percent?: boolean;
  readonly curves: readonly WeightCurve[];
}

export interface WeightCurvesOptions {
  /** Title of the horizontal axis. */
  readonly x?: string;
}

const axisWidth = 74;
const panelHeight = 190;
/** Between the curves' points at one weight, as a share of the axis. */
const apart = 0.01;
const shapes = ["circle", "diamond", "triangle-up", "square", "cross", "triangle-down"] as const;

/** Numbers of trained networks against the loss weight of a regulariser, a panel for each number. */
export const weightCurves = defineChart<readonly WeightPanel[], WeightCurvesOptions>({
  shows:
    "What becomes of each number as the loss weight grows, on a logarithmic axis; the points on the left, without a line to the others, are " +
    "those without the regulariser. Bars are 95 % intervals of the means, where there are several trainings.",
  draw(panels, { width, x: weightTitle = "loss weight" }) {
    const given = distinct([...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))]);
    const labels = new Map(given.map((name) => [name, fitText(name, width - 90, fontSizes.label)]));
    const names = distinct([...labels.values()]);
    const weights = panels.flatMap(({ curves }) => curves.flatMap(({ points }) => points.map(({ weight }) => weight)));
    const { none, domain, axis } = weightAxis(weights);
    const columns = Math.max(
      1,
      Math.floor((width - axisWidth) / (44 + Math.max(0, ...names.map((name) => measureText(name, fontSizes.label))))),
    );
    const series = <T>(range: readonly T[]) => ({
      field: "series",
      type: "nominal",
      title: null,
      scale: { domain: names, range },
      legend: names.length > 1 ? { orient: "bottom", columns, symbolOpacity: 1 } : null,
    });
    const color = series(names.map((_, i) => seriesColor(i)));
    const x = (last: boolean) => ({
      field: "at",
      type: "quantitative",
      title: last ? weightTitle : null,
      scale: { type: "log", domain, nice: false },
      axis: { ...axis, labels: last },
    });
    // Points of several curves at one weight stand beside each other, a little apart.
    const decades = Math.log10(domain[1]! / domain[0]!);
    const aside = (name: string) => 10 ** (decades * apart * (given.indexOf(name) - (given.length - 1) / 2));
    const drawn = panels.map(({ title, percent = false, curves }, p) => {
      const rows = curves.flatMap(({ name, points }) =>
        points.flatMap(({ weight, value, interval }) => {
          if (value === null) return [];
          const place = `${title} of "${name}" at ${weight}`;
          const [low, high] = interval ?? [value, value];
          return [
            {
              series: names[given.indexOf(name)]!,
              at: shortNumber((weight > 0 ? weight : none) * aside(name)),
              weight,
              value: shortNumber(finite(value, place)),
              low: shortNumber(finite(low, place)),
              high: shortNumber(finite(high, place)),
            },
          ];
        }),
      );
      const bars = rows.filter(({ low, high }) => low < high);
      const joined = rows.filter(({ weight }) => weight > 0);
      const horizontal = x(p === panels.length - 1);
      const y = (field: string) => ({
        field,
        type: "quantitative",
        title: null,
        scale: { zero: false, nice: true, ...(rows.length === 0 && { domain: [0, 1] }) },
        axis: { tickCount: 4, format: percent ? ".4~p" : ".4~g" },
      });
      return {
        width: width - axisWidth,
        height: panelHeight,
        title: { text: title, fontSize: fontSizes.label, fontWeight: "normal", offset: 4 },
        layer: [
          ...(bars.length === 0
            ? []
            : [
                {
                  data: { values: bars },
                  mark: { type: "rule", strokeWidth: 1.5, opacity: 0.55, aria: false },
                  encoding: { x: horizontal, y: y("low"), y2: { field: "high" }, color },
                },
              ]),
          ...(joined.length === 0
            ? []
            : [
                {
                  data: { values: joined },
                  mark: { type: "line", aria: false },
                  encoding: { x: horizontal, y: y("value"), color },
                },
              ]),
          {
            data: { values: rows },
            mark: { type: "point", filled: true, opacity: 1, size: 50, tooltip: true },
            encoding: {
              description: { field: "series" },
              x: horizontal,
              y: y("value"),
              color,
              shape: series(names.map((_, i) => shapes[i % shapes.length]!)),
            },
          },
        ],
      };
    });
    return { vconcat: drawn, spacing: 14 };
  },
  samples: [
    {
      name: "two panels, several curves",
      rows: ["sparsity", "test accuracy"].map((title, p) => ({
        title,
        percent: p === 1,
        curves: [10, 100, 500].map((factors, k) => ({
          name: `${factors} factors`,
          points: [0, 0.001, 0.1, 10].map((weight, i) => {
            const value = p === 0 ? 0.3 + 0.2 * i + 0.03 * k : 0.95 - 0.05 * k - 0.02 * i * i;
            return { weight, value, interval: [value - 0.02, value + 0.02] as const };
          }),
        })),
      })),
    },
    {
      name: "one curve with a gap, no weight 0, narrow",
      rows: [
        {
          title: "rank",
          curves: [
            {
              name: "сеть <b>",
              points: [
                { weight: 0.01, value: 2 },
                { weight: 1, value: null },
                { weight: 100, value: 1 },
              ],
            },
          ],
        },
      ],
      options: { width: 340 },
    },
    {
      name: "nothing known",
      rows: [{ title: "rank", curves: [{ name: "a", points: [{ weight: 1, value: null }] }] }],
    },
    {
      name: "without the regulariser alone",
      rows: [{ title: "rank", curves: [{ name: "a", points: [{ weight: 0, value: 2 }] }] }],
    },
    { name: "no panel", rows: [] },
  ],
});

/** A logarithmic axis with a place for 0 to the left of the others. */
function weightAxis(weights: readonly number[]) {
  const positive = weights.filter((weight) => weight > 0);
  const [low, high] = positive.length > 0 ? [Math.min(...positive), Math.max(...positive)] : [1, 1];
  const none = low / 10;
  const hasNone = positive.length < weights.length;
  const { values, labelExpr } = decadeAxis(Math.min(low, high / 10), high, 7) as {
    readonly values: readonly number[];
    readonly labelExpr?: string;
  };
  const others = labelExpr ?? "datum.label";
  return {
    none,
    domain: [shortNumber((hasNone ? none : low) / 1.6), shortNumber(high * 1.6)],
    axis: {
      values: hasNone ? [shortNumber(none), ...values.filter((value) => value > none * 1.01)] : values,
      labelExpr: hasNone ? `datum.value < ${shortNumber(none * 1.01)} ? "0" : ${others}` : others,
      grid: true,
    },
  };
}
