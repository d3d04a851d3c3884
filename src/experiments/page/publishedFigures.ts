import { type Figure, publishedDots, renderFigure } from "../../plots/index.ts";
import { rowKey, type StudyComparison } from "../agreement/compareStudy.ts";
import type { Study } from "../define/study.ts";
import { rowText } from "./comparisonTable.ts";

/** A dot plot for each measure that has published values: ours beside them. */
export function publishedFigures(
  { compare }: Pick<Study, "compare">,
  { rows, published, agreement }: StudyComparison,
): Promise<readonly Figure[]> {
  const theirs = new Map(published.map(({ row, values }) => [rowKey(compare.rows, row), values]));
  const shown = Object.entries(agreement).filter(([, { differences }]) => differences.length > 0);
  return Promise.all(
    shown.map(([name]) => {
      const { label, percent = false } = compare.measures[name]!;
      const dots = rows.map(({ row, measures }) => ({
        name: rowText(row),
        ours: measures[name]?.mean ?? null,
        interval: measures[name]?.interval ?? null,
        published: theirs.get(rowKey(compare.rows, row))?.[name] ?? null,
      }));
      const about = { name: `published-${name}`, title: `Here and published: ${label}`, caption: publishedDots.shows };
      return renderFigure(about, (layout) => publishedDots(dots, { ...layout, measure: label, percent }));
    }),
  );
}
