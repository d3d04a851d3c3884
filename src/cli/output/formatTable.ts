/** A cell; numbers stand at the right. */
export type Cell = string | number | null | undefined;

/** A table in plain text, its columns as wide as their longest cell. */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const numeric = header.map((_, c) => rows.length > 0 && !rows.some((row) => isWord(row[c])));
  const lines = [header, ...rows].map((row) => header.map((_, c) => cellText(row[c])));
  const widths = header.map((_, c) => Math.max(...lines.map((line) => [...line[c]!].length)));
  return lines
    .map((line) =>
      line
        .map((text, c) => {
          const space = " ".repeat(widths[c]! - [...text].length);
          return numeric[c] ? space + text : text + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Text that is no written number ("98.4 %", "7.5 – 8.1"). */
function isWord(cell: Cell): boolean {
  return typeof cell === "string" && !/^[\d\s.,%–-]*$/.test(cell);
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "–";
  return (typeof cell === "number" ? `${cell}` : cell).replace(/\p{Cc}+/gu, " ");
}
