import {
  formatMeasure,
  formatOrder,
  formatSummary,
  type PublishedRow,
  rowKey,
  type Study,
  type StudyComparison,
} from "../../experiments/index.ts";
import { type Cell, formatTable } from "../output/formatTable.ts";

/** The table of a study: ours with intervals, and the published beside it. */
export function comparisonTable(
  study: Study,
  { rows, published }: StudyComparison,
): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
} {
  const { rows: axes, measures } = study.compare;
  const theirs = new Map(published.map((row) => [rowKey(axes, row.row), row]));
  const columns = Object.entries(measures).map(([name, measure]) => ({
    name,
    measure,
    isPublished: published.some(({ values, ranks }) => name in values || name in ranks),
  }));
  const header = columns.flatMap(({ measure, isPublished }) => [measure.label, ...(isPublished ? ["published"] : [])]);
  return {
    header: [...axes, ...header],
    rows: rows.map(({ row, measures: ours }) => [
      ...axes.map((axis) => String(row[axis])),
      ...columns.flatMap(({ name, measure, isPublished }) => [
        formatSummary(ours[name]!, measure),
        ...(isPublished ? [publishedText(theirs.get(rowKey(axes, row)), name, study)] : []),
      ]),
    ]),
  };
}

/** How far ours agrees with the published, a sentence for each measure and group. */
export function agreementSentences(study: Study, { agreement }: StudyComparison): readonly string[] {
  return Object.entries(agreement).flatMap(([name, { order, differences }]) => {
    const measure = study.compare.measures[name]!;
    const orders = order.map((group) => {
      const of = Object.entries(group.within).map(([axis, value]) => `${axis} ${value}`);
      return `${[measure.label, ...of].join(", ")}: ${formatOrder(group)}`;
    });
    if (differences.length === 0) return orders;
    const judged = differences.filter(({ inside }) => inside !== null);
    const inside = judged.filter((difference) => difference.inside).length;
    const mean = differences.reduce((sum, { difference }) => sum + Math.abs(difference), 0) / differences.length;
    const intervals = judged.length > 0 ? `, ${inside} of ${judged.length} published values in our intervals` : "";
    return [
      ...orders,
      `${measure.label}: mean distance from the published ${formatMeasure(mean, measure)}${intervals}`,
    ];
  });
}

/** Table and sentences as plain text. */
export function comparisonText(study: Study, comparison: StudyComparison): string {
  const { header, rows } = comparisonTable(study, comparison);
  return [formatTable(header, rows), ...agreementSentences(study, comparison)].join("\n");
}

function publishedText(row: PublishedRow | undefined, name: string, study: Study): string | null {
  const value = row?.values[name];
  if (value !== undefined) return formatMeasure(value, study.compare.measures[name]!);
  const rank = row?.ranks[name];
  return rank === undefined ? null : `rank ${rank}`;
}
