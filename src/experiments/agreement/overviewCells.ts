import type { Estimate, Overview } from "../define/study.ts";
import { formatEstimate } from "./formatMeasure.ts";

type Mark = NonNullable<Estimate["mark"]>;

/** Bold, and italic for what cannot be told from the best. */
export const markdownMarks: Readonly<Record<Mark, (text: string) => string>> = {
  best: (text) => `**${text}**`,
  overlaps: (text) => `*${text}*`,
};

/** For a terminal, where numbers stay under each other. */
export const textMarks: typeof markdownMarks = {
  best: (text) => `* ${text}`,
  overlaps: (text) => `~ ${text}`,
};

/** The table of an overview as texts: a header, and a row of as many for each of its rows. */
export function overviewCells(
  { columns, rows }: Overview,
  marks: typeof markdownMarks,
): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const measures = Object.entries(columns);
  return {
    header: ["", ...measures.map(([, { label }]) => label)],
    rows: rows.map(({ name, estimates }) => [
      name,
      ...measures.map(([key, measure]) => {
        const estimate = estimates[key] ?? { value: null, interval: null };
        const text = formatEstimate(estimate, measure);
        return estimate.mark ? marks[estimate.mark](text) : text;
      }),
    ]),
  };
}
