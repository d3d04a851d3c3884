import { expect, test } from "vitest";
import { committedText } from "./committedText.ts";

test("says how many cells have the committed numbers, and lists some of the others", () => {
  expect(committedText({ compared: 0, equal: 0, others: [] })).toEqual([]);
  expect(committedText({ compared: 1, equal: 1, others: [] })).toEqual([
    "Computed again: one cell that is committed with the project; it has the same numbers, to the last bit.",
  ]);
  const other = { cell: { seed: 1 }, measure: "error", here: 0.125, committed: null };
  const [sentence, table] = committedText({ compared: 3, equal: 2, others: new Array(15).fill(other) });
  expect(sentence).toContain("Computed again: 3 cells that are");
  expect(sentence).toContain("2 have the same numbers");
  expect(table?.split("\n")).toHaveLength(1 + 12 + 1);
  expect(table).toContain("seed=1  error   0.125000          –");
  expect(table).toMatch(/… and 3 more: see --json\.$/);
});
