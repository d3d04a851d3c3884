import { expect, test } from "vitest";
import type { Paper } from "../define/paper.ts";
import { defineStudy, type Scale } from "../define/study.ts";
import type { StoredCell } from "../store/storedCell.ts";
import { claimTables } from "./claimTables.ts";

const nothing = { grid: { seed: [0, 1, 2] }, settings: {}, reductions: [] };
/** Three trainings tell, and fewer do not. */
const study = defineStudy({
  id: "paper/figure",
  version: 1,
  title: "A figure",
  about: "Is it so?",
  reproduces: { citation: "wang2016", items: [] },
  scales: { smoke: nothing, small: nothing, paper: nothing, full: nothing },
  recipes: () => ({}),
  measure: async () => ({ measures: {} }),
  compare: { rows: ["seed"], within: [], measures: {} },
  claims: [
    {
      statement: "It is so.",
      source: "section 1",
      judge: (cells) => ({ verdict: cells.length < 3 ? "cannot tell" : "holds", evidence: `${cells.length} cells.` }),
    },
  ],
  figures: async () => [],
});
const paper = { title: "A paper", studies: [study], furtherClaims: [] } as unknown as Paper;
const run = (scale: Scale, count: number) => {
  const cells = Array.from({ length: count }, (_, seed) => ({ cell: { seed } }) as unknown as StoredCell);
  return { scale, cells, missing: 3 - count, judgements: study.claims!.map(({ judge }) => judge(cells)) };
};
const rowOf = (...runs: ReturnType<typeof run>[]) =>
  claimTables([paper], [{ study, runs }])
    .split("\n")
    .find((line) => line.startsWith("| It is so."));

test("a claim is judged at the largest scale whose cells can tell, or are all there", () => {
  expect(rowOf(run("small", 3))).toContain(
    "| **holds** | 3 cells. | [`netspectra reproduce paper/figure --scale small`]",
  );
  expect(rowOf(run("small", 3), run("paper", 3))).toMatch(/\*\*holds\*\* .*--scale paper/);
  expect(rowOf(run("small", 3), run("paper", 1))).toMatch(/\*\*holds\*\* .*--scale small/);
  expect(rowOf(run("small", 2), run("paper", 1))).toMatch(/\*\*cannot tell\*\* \| 2 cells.*--scale small/);
  expect(rowOf(run("small", 1), run("paper", 1))).toMatch(/\*\*cannot tell\*\* .*--scale paper/);
  expect(rowOf()).toContain("| **cannot tell** | Not run yet. | `netspectra reproduce paper/figure --scale small` |");
});

test("verdicts are counted", () => {
  const text = claimTables([paper], [{ study, runs: [run("small", 3)] }]);
  expect(text).toContain("In all papers, of 1 claims 1 holds, 0 do not, and of 0 the results cannot tell.");
  expect(claimTables([paper], [{ study, runs: [run("small", 1)] }])).toContain("of 1 the results cannot tell.");
  const unrun = claimTables([paper], [{ study, runs: [] }]);
  expect(unrun).toContain("of 1 the results cannot tell: the study of 1 has not been run yet.");
});
