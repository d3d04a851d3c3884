import Papa from "papaparse";
import { fail } from "../../base/index.ts";
import { type Cell, type Study, scales } from "../define/study.ts";

/** A row of a paper's table or figure. */
export interface PublishedRow {
  /** The axes that name the row. */
  readonly row: Cell;
  /** Measures whose values the paper states. */
  readonly values: Readonly<Record<string, number>>;
  /** Measures of which it states an order: 1 is the largest. */
  readonly ranks: Readonly<Record<string, number>>;
}

const rankSuffix = ".rank";

/**
 * The published numbers beside a study: a CSV file whose columns are the axes of `compare.rows`, then measures, or
 * `MEASURE.rank` where the paper states an order only. Empty cells were not published.
 *
 * @throws NetspectraError for columns that are neither, values that are no numbers, rows that are given twice
 */
export function readPublished(text: string, study: Study, file: string): readonly PublishedRow[] {
  const { data, errors, meta } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: "greedy" });
  const [problem] = errors;
  if (problem) {
    fail({
      subject: `${file}, line ${(problem.row ?? 0) + 2}`,
      expected: "as many cells as columns",
      got: problem.message,
    });
  }
  const { rows: axes, measures } = study.compare;
  const columns = meta.fields ?? [];
  const missing = axes.find((axis) => !columns.includes(axis));
  if (missing !== undefined) {
    fail({ subject: file, expected: `the columns ${axes.join(", ")}`, got: `no column "${missing}"` });
  }
  for (const column of columns) {
    if (axes.includes(column) || Object.hasOwn(measures, column.replace(rankSuffix, ""))) continue;
    const expected = `the axes ${axes.join(", ")} and the measures ${Object.keys(measures).join(", ")}, or MEASURE${rankSuffix}`;
    fail({ subject: file, expected, got: `a column "${column}"` });
  }
  const seen = new Set<string>();
  return data.map((cells, i) => {
    const where = `${file}, row ${i + 1}`;
    const row = Object.fromEntries(axes.map((axis) => [axis, axisValue(study, axis, cells[axis] ?? "", where)]));
    const key = JSON.stringify(row);
    if (seen.has(key)) fail({ subject: where, expected: "a row that is given once", got: key });
    seen.add(key);
    const values: Record<string, number> = {};
    const ranks: Record<string, number> = {};
    for (const column of columns.filter((name) => !axes.includes(name))) {
      const cell = (cells[column] ?? "").trim();
      if (cell === "") continue;
      const number = Number(cell);
      if (!Number.isFinite(number)) fail({ subject: `${where}, ${column}`, expected: "a number", got: `"${cell}"` });
      if (column.endsWith(rankSuffix)) ranks[column.slice(0, -rankSuffix.length)] = number;
      else values[column] = number;
    }
    return { row, values, ranks };
  });
}

/** The value of an axis, as one of the study's scales has it. */
function axisValue(study: Study, axis: string, text: string, where: string): Cell[string] {
  const known = scales.flatMap((scale) => study.scales[scale].grid[axis] ?? []);
  const value = known.find((candidate) => String(candidate) === text.trim());
  if (value !== undefined) return value;
  const expected = `one of the study's values ${[...new Set(known)].join(", ")}`;
  return fail({ subject: `${where}, ${axis}`, expected, got: `"${text}"` });
}
