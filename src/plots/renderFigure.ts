import type { TopLevelSpec } from "vega-lite";
import type { Layout } from "./defineChart.ts";
import { renderSvg } from "./renderSvg.ts";
import { widths } from "./theme.ts";

/** A figure ready for files and reports. */
export interface Figure {
  /** Stem of its files: "spectrum" gives spectrum.vl.json and spectrum.svg. */
  readonly name: string;
  readonly title: string;
  /** One or two sentences; usually the chart's `shows`. */
  readonly caption: string;
  readonly specification: TopLevelSpec;
  /** From {@link renderSvg}; reports put it in as it is. */
  readonly svg: string;
  /** The same figure laid out for a phone. */
  readonly narrowSvg?: string;
}

/**
 * Draw a figure at both widths: `renderFigure({ name, title, caption }, (layout) => scoreBars(rows, layout))`.
 *
 * @throws NetspectraError when the specification does not compile
 */
export async function renderFigure(
  about: Pick<Figure, "name" | "title" | "caption">,
  draw: (layout: Layout) => TopLevelSpec,
): Promise<Figure> {
  const specification = draw({ width: widths.normal });
  const svg = await renderSvg(specification);
  const narrowSvg = await renderSvg(draw({ width: widths.narrow }));
  return { ...about, specification, svg, narrowSvg };
}
