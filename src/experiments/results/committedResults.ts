import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Scale, Study } from "../define/study.ts";
import { writeSealed } from "../store/sealedDocument.ts";
import { readCell, type StoredCell } from "../store/storedCell.ts";
import { currentCells } from "./currentCells.ts";

/** Where the committed cells of a study lie: experiments/wang2016/results/figure-1-units/small. */
export function resultsFolder(
  { files }: Pick<Platform, "files">,
  experiments: string,
  study: string,
  scale: Scale,
): string {
  const [paper = study, ...rest] = study.split("/");
  return files.join(experiments, paper, "results", ...rest, scale);
}

/** The committed cells of a study at one scale. @throws NetspectraError for a file that is damaged or no cell */
export async function committedResults(
  platform: Platform,
  experiments: string,
  study: string,
  scale: Scale,
): Promise<readonly StoredCell[]> {
  const folder = resultsFolder(platform, experiments, study, scale);
  const cells: StoredCell[] = [];
  for (const { name } of (await platform.files.list(folder)) ?? []) {
    if (!name.endsWith(".json")) continue;
    const cell = await readCell(platform, platform.files.join(folder, name));
    if (cell) cells.push(cell);
  }
  return cells;
}

/**
 * Copy finished cells to where they are committed, in place of those of the same names: plain JSON, no weights. Others that lie
 * there stay where they belong to the study as it is now, and go where they do not.
 *
 * @returns the paths of the files
 * @throws NetspectraError for cells of which some ran on other data than the study's own
 */
export async function commitResults(
  platform: Platform,
  experiments: string,
  { study, scale }: { readonly study: Study; readonly scale: Scale },
  results: readonly StoredCell[],
): Promise<readonly string[]> {
  const { files } = platform;
  const replaced = results.find(({ data }) => data !== null);
  if (replaced) {
    const got = `some on ${replaced.data}`;
    const subject = `publishing ${study.id}`;
    fail({ subject, expected: "cells on the study's own data", got, todo: "Leave --data out." });
  }
  const folder = resultsFolder(platform, experiments, study.id, scale);
  const committed = await committedResults(platform, experiments, study.id, scale);
  const together = new Map(
    [...currentCells(study, scale, committed), ...results].map((one) => [fileName(one.cell), one] as const),
  );
  await files.makeFolder(folder);
  for (const [name, one] of together) await writeSealed(platform, files.join(folder, name), one);
  for (const { name } of (await files.list(folder)) ?? []) {
    if (name.endsWith(".json") && !together.has(name)) await files.remove(files.join(folder, name));
  }
  return results.map(({ cell }) => files.join(folder, fileName(cell)));
}

/** "data=mnist,layers=4.json" */
function fileName(cell: StoredCell["cell"]): string {
  const pairs = Object.entries(cell).map(([axis, value]) => `${axis}=${value}`);
  return `${pairs.join(",").replace(/[^\w=,.-]+/g, "-") || "cell"}.json`;
}
