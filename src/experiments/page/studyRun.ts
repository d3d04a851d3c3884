import type { Judgement, Scale, Study } from "../define/study.ts";
import { currentCells } from "../results/currentCells.ts";
import { cellsOf } from "../runner/studyCells.ts";
import type { StoredCell } from "../store/storedCell.ts";

/** The finished cells of a study at one scale, in the order of its grid. */
export interface StudyRunRecord {
  readonly scale: Scale;
  readonly cells: readonly StoredCell[];
  /** Cells of the grid that are not there. */
  readonly missing: number;
  /** What the cells say of the study's claims, in their order. */
  readonly judgements: readonly Judgement[];
}

/** What of some cells belongs to a study as it is now. Undefined where there is none. */
export function studyRunRecord(study: Study, scale: Scale, cells: readonly StoredCell[]): StudyRunRecord | undefined {
  const found = currentCells(study, scale, cells);
  const missing = cellsOf(study.scales[scale]).length - found.length;
  if (found.length === 0) return undefined;
  return { scale, cells: found, missing, judgements: (study.claims ?? []).map(({ judge }) => judge(found)) };
}

/** The run that says most: the largest scale whose cells are all there, else the one with the most cells. The largest is last in `runs`. */
export function fullestRun(runs: readonly StudyRunRecord[]): StudyRunRecord | undefined {
  const byCells = runs.toSorted((a, b) => a.cells.length - b.cells.length);
  return runs.findLast(({ missing }) => missing === 0) ?? byCells.at(-1);
}
