import { type Figure, publishedDots, renderFigure } from "netspectra/plots";
import type { Ranking } from "./rankTables.ts";

/** Mean ranks from the best, with lines that tell which pairs differ, in place of the diagrams of Demšar (2006). */
export function rankFigure(
  { regularisers, friedman: { meanRanks, blocks }, nemenyi: { criticalDifference } }: Ranking,
  name: string,
  title: string,
): Promise<Figure> {
  const dots = regularisers
    .map((regulariser, i) => ({ name: regulariser, ours: meanRanks[i]! }))
    .toSorted((a, b) => a.ours - b.ours)
    .map((row) => ({
      ...row,
      interval: [row.ours - criticalDifference / 2, row.ours + criticalDifference / 2] as const,
    }));
  const caption =
    `Mean ranks over ${blocks} conditions; 1 is the least test error. Lines reach half of Nemenyi's critical difference ` +
    `(${criticalDifference.toFixed(2)}, 5 %) to both sides: two regularisers differ where their lines do not overlap.`;
  return renderFigure({ name, title, caption }, (layout) => publishedDots(dots, { ...layout, measure: "mean rank" }));
}
