import type { CellResult } from "netspectra/experiments";
import { type Figure, publishedDots, renderFigure } from "netspectra/plots";
import { followTable } from "./followTable.ts";

/** The rank correlations of `followTable` with the test error, a figure for each condition. */
export async function followFigures(
  results: readonly (Pick<CellResult, "measures"> & {
    readonly cell: { readonly condition: string; readonly regulariser: string };
  })[],
  label: string,
): Promise<readonly Figure[]> {
  const { rows } = followTable(results);
  const conditions = [...new Set(results.map(({ cell }) => cell.condition))];
  return await Promise.all(
    conditions.map((condition) => {
      const dots = rows.slice(0, -1).map(({ name, estimates }) => {
        const { value = null, interval = null } = estimates[`${condition}: error`] ?? {};
        return { name, ours: value, interval };
      });
      const about = {
        name: `follows-error-${condition.replaceAll(" ", "-")}`,
        title: `${label}, ${condition}: what follows the test error over the regularisers`,
        caption:
          "Rank correlation (Kendall's τ) of each number with the test error, over the regularisers; lines are 95 % of a bootstrap over " +
          "these. 0: unrelated; 1: the same order; −1: the opposite order.",
      };
      return renderFigure(about, (layout) => publishedDots(dots, { ...layout, measure: "Kendall's τ" }));
    }),
  );
}
