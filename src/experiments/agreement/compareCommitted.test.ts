import { expect, test } from "vitest";
import type { StoredCell } from "../store/storedCell.ts";
import { compareCommitted } from "./compareCommitted.ts";

const cell = (seed: number, change: Partial<StoredCell> = {}): StoredCell => ({
  format: 1,
  netspectra: "0",
  study: "paper/figure",
  version: 1,
  scale: "small",
  cell: { seed },
  settings: { epochs: 2 },
  data: null,
  recipes: {},
  networks: {},
  dataSha256: {},
  measures: { error: 0.1, score: seed, none: null },
  arrays: { spectrum: [3, 2, 1] },
  seconds: 1,
  trainingSeconds: 1,
  finished: "now",
  versions: {},
  ...change,
});
const earlier = { finished: "earlier" };

test("cells with the same numbers are equal; a cell is not compared with itself, nor with other settings", () => {
  const committed = [cell(0, earlier), cell(1, earlier), cell(2), cell(3, { ...earlier, settings: { epochs: 3 } })];
  const results = [cell(0), cell(1), cell(2), cell(3), cell(4)];
  expect(compareCommitted(results, committed)).toEqual({ compared: 2, equal: 2, others: [] });
});

test("other numbers are named, of an array the one that is farthest; what is missing is null", () => {
  const here = cell(0, {
    measures: { error: 0.1, score: 1e-9, none: null, more: 5 },
    arrays: { spectrum: [3.1, 2.5, 1], own: [7] },
  });
  expect(compareCommitted([here, cell(1)], [cell(0, earlier), cell(1, earlier)])).toEqual({
    compared: 2,
    equal: 1,
    others: [
      { cell: { seed: 0 }, measure: "score", here: 1e-9, committed: 0 },
      { cell: { seed: 0 }, measure: "more", here: 5, committed: null },
      { cell: { seed: 0 }, measure: "spectrum[1]", here: 2.5, committed: 2 },
      { cell: { seed: 0 }, measure: "own[0]", here: 7, committed: null },
    ],
  });
});
