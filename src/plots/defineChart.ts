import type { TopLevelSpec } from "vega-lite";
import { fail } from "../base/index.ts";
import { theme, widths } from "./theme.ts";

/** What every chart can be told. */
export interface Layout {
  /** Width of the whole figure in pixels; default 680. Under about 420 the charts rearrange themselves for a phone. */
  readonly width?: number;
}

/** A small input that shows what a chart does, and on which its laws are checked. */
export interface Sample<Rows, Options> {
  readonly name: string;
  readonly rows: Rows;
  readonly options?: Options & Layout;
}

/** A pure function from rows to a Vega-Lite specification, with what a reader needs to know about it. */
export interface Chart<Rows, Options> {
  (rows: Rows, options?: Options & Layout): TopLevelSpec;
  /** What the figure shows, in plain language: one or two sentences. */
  readonly shows: string;
  readonly samples: readonly Sample<Rows, Options>[];
}

interface ChartDefinition<Rows, Options> {
  readonly shows: string;
  /** The figure without schema and style; `width` is always given. */
  draw(rows: Rows, options: Options & Required<Layout>): object;
  readonly samples: readonly Sample<Rows, Options>[];
}

/** Make a chart: adds schema and house style, and refuses numbers that cannot be drawn. */
export function defineChart<Rows, Options extends object = object>(
  definition: ChartDefinition<Rows, Options>,
): Chart<Rows, Options> {
  const { shows, samples } = definition;
  const chart = (rows: Rows, options?: Options & Layout): TopLevelSpec => {
    const width = options?.width ?? widths.normal;
    if (!(width >= 200 && width <= 5000)) {
      fail({ subject: "width of a figure", expected: "200 to 5000 pixels", got: `${width}` });
    }
    const figure = definition.draw(rows, { ...(options as Options), width });
    const $schema = "https://vega.github.io/schema/vega-lite/v6.json";
    return { $schema, description: shows, ...figure, config: theme } as TopLevelSpec;
  };
  return Object.assign(chart, { shows, samples });
}

/** `value`, if it can be drawn. @throws NetspectraError for NaN and infinities, naming the place. */
export function finite(value: number, place: string): number {
  if (!Number.isFinite(value)) fail({ subject: place, expected: "a finite number", got: `${value}` });
  return value;
}

/** Six significant digits: far below a pixel, and a file a third as long. */
export function shortNumber(value: number): number {
  return Number(value.toPrecision(6));
}

/** The names, made different from each other: a second "mlp" becomes "mlp (2)". */
export function distinct(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let i = 2; seen.has(unique); i++) unique = `${name} (${i})`;
    seen.add(unique);
    return unique;
  });
}

/** A number as people read it: three significant digits, "–" where there is none. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(Math.max(0, digits - 1)).replace("e+", "e");
  return size >= 10 ** digits ? value.toFixed(0) : value.toPrecision(digits);
}

/** A share 0 … 1 as "98.4 %". */
export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}
