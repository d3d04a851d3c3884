import type { Scale, Study } from "../define/study.ts";
import { cellsOf } from "../runner/studyCells.ts";
import { canonicalJson } from "../store/canonicalJson.ts";
import type { StoredCell } from "../store/storedCell.ts";

/**
 * What of some cells belongs to a study as it is now: its version, settings and recipes, on its own data, one for each place
 * of its grid, in its order.
 */
export function currentCells(study: Study, scale: Scale, cells: readonly StoredCell[]): readonly StoredCell[] {
  const { [scale]: at } = study.scales;
  const settings = canonicalJson(at.settings);
  const own = new Map(
    cells
      .filter((cell) => cell.study === study.id && cell.version === study.version && cell.scale === scale)
      .filter((cell) => cell.data === null && canonicalJson(cell.settings) === settings)
      .map((stored) => [canonicalJson(stored.cell), stored]),
  );
  return cellsOf(at).flatMap((cell) => {
    const stored = own.get(canonicalJson(cell));
    const current = stored && canonicalJson(stored.recipes) === canonicalJson(study.recipes(cell, at.settings));
    return current ? [stored] : [];
  });
}
