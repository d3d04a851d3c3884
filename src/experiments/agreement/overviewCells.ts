import type { Overview } from "../define/study.ts";
import { formatEstimate } from "./formatMeasure.ts";

/** The table of an overview as texts: a header, and a row of as many for each of its rows. */
export function overviewCells({ columns, rows }: Overview): {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const measures = Object.entries(columns);
  return {
    header: ["", ...measures.map(([, { label }]) => label)],
    rows: rows.map(({ name, estimates }) => [
      name,
      ...measures.map(([key, measure]) => formatEstimate(estimates[key] ?? { value: null, interval: null }, measure)),
    ]),
  };
}
