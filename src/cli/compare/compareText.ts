import type { SimilarityResult } from "../../analyses/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";
import { measures } from "./measures.ts";

/** More columns than this are no table for a terminal. */
const mostColumns = 12;

/** Tables of layers × layers for a terminal. */
export function compareText(result: SimilarityResult, names: readonly string[]): string {
  const [rows, columns = rows] = result.networks.map(({ layers }) => layers.map(({ layer }) => layer));
  const { data } = result;
  const about = result.networks.map(
    ({ accuracy, layers }, i) =>
      `${names[i]}: ${layers.length} layers${accuracy === undefined ? "" : `, accuracy ${formatPercent(accuracy)}`}`,
  );
  const tables = measures.map(({ key, title }) => {
    const table = formatTable(
      [title, ...columns!.slice(0, mostColumns)],
      rows!.map((row, i) => [row, ...result[key][i]!.slice(0, mostColumns).map((value) => formatNumber(value))]),
    );
    return table;
  });
  const doubtful = result.status.flat().filter((status) => status !== "ok");
  return [
    `Likeness of layers around ${data.samples} samples of ${data.source} (${data.split})\n${about.join("\n")}`,
    ...tables,
    ...(columns!.length > mostColumns
      ? [`The first ${mostColumns} of ${columns!.length} columns; --json has all.`]
      : []),
    ...(doubtful.length > 0 ? [`Not to be relied on: ${[...new Set(doubtful)].join(", ")} (see "status").`] : []),
  ].join("\n\n");
}
