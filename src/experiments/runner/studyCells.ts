import { fail } from "../../base/index.ts";
import type { Cell, ScaleOf } from "../define/study.ts";

/** All combinations of the values of a grid's axes, the last axis running fastest. */
export function cellsOf({ grid }: Pick<ScaleOf<Cell, unknown>, "grid">): readonly Cell[] {
  return Object.entries(grid).reduce<readonly Cell[]>(
    (cells, [axis, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value }))),
    [{}],
  );
}

/**
 * The cells that are asked for. Values of one axis are alternatives, axes narrow each other down.
 *
 * @param only "layers=4,data=mnist", any number of them
 * @throws NetspectraError for an unknown axis or value, listing what there is
 */
export function selectCells(
  { grid }: Pick<ScaleOf<Cell, unknown>, "grid">,
  only: readonly string[] = [],
): readonly Cell[] {
  const wanted = new Map<string, Set<string>>();
  for (const pair of only.flatMap((text) => text.split(","))) {
    const at = pair.indexOf("=");
    const [axis, value] = at < 0 ? [pair.trim(), ""] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    const values = Object.hasOwn(grid, axis) ? grid[axis]?.map(String) : undefined;
    if (at < 0 || !values) {
      const got = at < 0 ? `"${pair}"` : `the axis "${axis}"`;
      fail({ subject: "--only", expected: `AXIS=VALUE with ${listOf(grid)}`, got });
    }
    if (!values.includes(value)) {
      fail({
        subject: `--only ${axis}=${value}`,
        expected: `one of the values ${values.join(", ")}`,
        got: `"${value}"`,
      });
    }
    wanted.set(axis, (wanted.get(axis) ?? new Set()).add(value));
  }
  return cellsOf({ grid }).filter((cell) => [...wanted].every(([axis, values]) => values.has(String(cell[axis]))));
}

/** "layers=4 seed=0" */
export function formatCell(cell: Cell): string {
  const pairs = Object.entries(cell).map(([axis, value]) => `${axis}=${value}`);
  return pairs.join(" ") || "the only cell";
}

function listOf(grid: ScaleOf<Cell, unknown>["grid"]): string {
  const axes = Object.entries(grid).map(([axis, values]) => `${axis} (${values.join(", ")})`);
  return axes.length === 0 ? "no axes at all" : `the axes ${axes.join(", ")}`;
}
