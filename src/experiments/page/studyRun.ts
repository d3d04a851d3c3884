import type { Cell, Scale, Study } from "../define/study.ts";
import { cellsOf } from "../runner/studyCells.ts";
import { canonicalJson } from "../store/canonicalJson.ts";
import type { StoredCell } from "../store/storedCell.ts";

/** The finished cells of a study at one scale, in the order of its grid. */
export interface StudyRunRecord {
  readonly scale: Scale;
  readonly cells: readonly StoredCell[];
  /** Cells of the grid that are not there. */
  readonly missing: number;
}

/**
 * What of some cells belongs to a study as it is now: its version and settings, on its own data, one for each place of its
 * grid. Undefined where there is none.
 */
export function studyRunRecord(study: Study, scale: Scale, cells: readonly StoredCell[]): StudyRunRecord | undefined {
  const { [scale]: at } = study.scales;
  const settings = canonicalJson(at.settings);
  const key = (cell: Cell) => canonicalJson(cell);
  const own = new Map(
    cells
      .filter((cell) => cell.study === study.id && cell.version === study.version && cell.scale === scale)
      .filter((cell) => cell.data === null && canonicalJson(cell.settings) === settings)
      .map((cell) => [key(cell.cell), cell]),
  );
  const grid = cellsOf(at);
  const found = grid.flatMap((cell) => own.get(key(cell)) ?? []);
  return found.length === 0 ? undefined : { scale, cells: found, missing: grid.length - found.length };
}

/** The run that says most: the largest scale whose cells are all there, else the one with the most cells. The largest is last in `runs`. */
export function fullestRun(runs: readonly StudyRunRecord[]): StudyRunRecord | undefined {
  const byCells = runs.toSorted((a, b) => a.cells.length - b.cells.length);
  return runs.findLast(({ missing }) => missing === 0) ?? byCells.at(-1);
}

/** Hours of work: each network's training once, without the trainings that a search did not choose, and all measuring. */
export function hoursOf(cells: readonly StoredCell[]): number {
  const seen = new Set<string>();
  let seconds = 0;
  for (const cell of cells) {
    const networks = Object.values(cell.networks);
    seconds += cell.seconds;
    if (networks.some((network) => !seen.has(network))) seconds += cell.trainingSeconds;
    for (const network of networks) seen.add(network);
  }
  return seconds / 3600;
}
