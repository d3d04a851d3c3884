import { rowKey, type StudyComparison } from "../agreement/compareStudy.ts";
import { formatMeasure, formatSummary } from "../agreement/formatMeasure.ts";
import type { Cell, Study } from "../define/study.ts";
import { markdownTable } from "./markdownTable.ts";

/** Our rows beside the published ones, as a table of Markdown. */
export function comparisonTable({ compare }: Pick<Study, "compare">, { rows, published }: StudyComparison): string {
  const theirs = new Map(published.map((row) => [rowKey(compare.rows, row.row), row]));
  const columns = Object.entries(compare.measures).map(([name, measure]) => ({
    name,
    measure,
    values: published.some(({ values }) => name in values),
    ranks: published.some(({ ranks }) => name in ranks),
  }));
  const header = [
    ...compare.rows,
    ...columns.flatMap(({ measure, values, ranks }) => [
      measure.label,
      ...(values ? ["published"] : []),
      ...(ranks ? ["published rank"] : []),
    ]),
  ];
  const lines = rows.map(({ row, measures }) => {
    const other = theirs.get(rowKey(compare.rows, row));
    return [
      ...compare.rows.map((axis) => axisText(row[axis]!)),
      ...columns.flatMap(({ name, measure, values, ranks }) => [
        formatSummary(measures[name]!, measure),
        ...(values ? [formatMeasure(other?.values[name], measure)] : []),
        ...(ranks ? [other?.ranks[name]?.toString() ?? "–"] : []),
      ]),
    ];
  });
  return markdownTable(header, lines, compare.rows.length);
}

/** "mnist, 4": a row in words. */
export function rowText(row: Cell): string {
  return Object.values(row).map(axisText).join(", ");
}

const axisText = (value: Cell[string]) => (typeof value === "boolean" ? (value ? "yes" : "no") : `${value}`);
