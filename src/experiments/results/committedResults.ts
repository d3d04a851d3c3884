import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Scale } from "../define/study.ts";
import { writeSealed } from "../store/sealedDocument.ts";
import { readCell, type StoredCell } from "../store/storedCell.ts";

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
 * Copy finished cells to where they are committed, in place of those that lie there: plain JSON, no weights.
 *
 * @returns the paths of the files
 * @throws NetspectraError for cells of which some ran on other data than the study's own
 */
export async function commitResults(
  platform: Platform,
  experiments: string,
  { study, scale }: { readonly study: string; readonly scale: Scale },
  results: readonly StoredCell[],
): Promise<readonly string[]> {
  const { files } = platform;
  const replaced = results.find(({ data }) => data !== null);
  if (replaced) {
    const got = `some on ${replaced.data}`;
    fail({ subject: `publishing ${study}`, expected: "cells on the study's own data", got, todo: "Leave --data out." });
  }
  const folder = resultsFolder(platform, experiments, study, scale);
  for (const { name } of (await files.list(folder)) ?? []) {
    if (name.endsWith(".json")) await files.remove(files.join(folder, name));
  }
  await files.makeFolder(folder);
  const written: string[] = [];
  for (const result of results) {
    const target = files.join(folder, fileName(result.cell));
    await writeSealed(platform, target, result);
    written.push(target);
  }
  return written;
}

/** "data=mnist,layers=4.json" */
function fileName(cell: StoredCell["cell"]): string {
  const pairs = Object.entries(cell).map(([axis, value]) => `${axis}=${value}`);
  return `${pairs.join(",").replace(/[^\w=,.-]+/g, "-") || "cell"}.json`;
}
