import { type CommittedAgreement, formatCell } from "../../experiments/index.ts";
import { formatTable } from "../output/formatTable.ts";

/** Numbers that are not the committed ones are listed up to here; all of them are in the document. */
const mostListed = 12;

/** Whether cells have the numbers that are committed with the project; nothing where none was computed again. */
export function committedText({ compared, equal, others }: CommittedAgreement): readonly string[] {
  if (compared === 0) return [];
  const one = compared === 1;
  const same = equal === compared ? (one ? "it has" : "all have") : `${equal} ${equal === 1 ? "has" : "have"}`;
  const again = `${one ? "one cell" : `${compared} cells`} that ${one ? "is" : "are"} committed with the project`;
  const sentence = `Computed again: ${again}; ${same} the same numbers, to the last bit.`;
  if (others.length === 0) return [sentence];
  const rows = others
    .slice(0, mostListed)
    .map(({ cell, measure, here, committed }) => [formatCell(cell), measure, text(here), text(committed)]);
  const more = others.length > mostListed ? [`… and ${others.length - mostListed} more: see --json.`] : [];
  return [sentence, [formatTable(["cell", "number", "here", "committed"], rows), ...more].join("\n")];
}

const text = (value: number | null) => (value === null ? "–" : value.toPrecision(6));
