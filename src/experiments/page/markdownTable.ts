/** A table of Markdown. @param words how many columns in front hold words; the others are numbers */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[], words: number): string {
  const alignments = header.map((_, i) => (i < words ? "---" : "--:"));
  return [header, alignments, ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

/** A bar within a cell would end it. */
const escaped = (text: string) => text.replaceAll("|", "\\|");
