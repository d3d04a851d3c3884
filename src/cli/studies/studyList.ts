import {
  cellFile,
  cellsOf,
  committedResults,
  placeOfCell,
  type Scale,
  type Study,
  scales,
} from "../../experiments/index.ts";
import type { Platform } from "../../platform/index.ts";
import { formatTable } from "../output/formatTable.ts";

interface ScaleState {
  readonly cells: number;
  /** In the store. */
  readonly finished: number;
  /** In the checkout. */
  readonly committed: number;
  readonly reductions: readonly string[];
}

/** What the list of studies says of one. */
export interface ListedStudy {
  readonly study: string;
  readonly version: number;
  readonly title: string;
  readonly reproduces: Study["reproduces"];
  readonly scales: Readonly<Record<Scale, ScaleState>>;
}

/** All studies, and what of them is finished. */
export async function listStudies(
  platform: Platform,
  studies: readonly Study[],
  { store, experiments }: { readonly store: string; readonly experiments: string },
): Promise<readonly ListedStudy[]> {
  const listed: ListedStudy[] = [];
  for (const study of studies) {
    const states: [Scale, ScaleState][] = [];
    for (const scale of scales) states.push([scale, await stateOf(platform, study, scale, store, experiments)]);
    const { id, version, title, reproduces } = study;
    listed.push({ study: id, version, title, reproduces, scales: Object.fromEntries(states) as ListedStudy["scales"] });
  }
  return listed;
}

/** The same for people. */
export function studyListText(listed: readonly ListedStudy[]): string {
  const rows = listed.map(({ study, title, reproduces, scales: states }) => [
    study,
    reproduces.items.join(", ") || "beyond the paper",
    title,
    ...scales.map((scale) => `${states[scale].finished}/${states[scale].cells}`),
    scales
      .flatMap((scale) => (states[scale].committed > 0 ? [`${scale} ${states[scale].committed}`] : []))
      .join(", ") || null,
  ]);
  return formatTable(["study", "reproduces", "title", ...scales, "committed"], rows);
}

async function stateOf(
  platform: Platform,
  study: Study,
  scale: Scale,
  store: string,
  experiments: string,
): Promise<ScaleState> {
  const { [scale]: chosen } = study.scales;
  const cells = cellsOf(chosen);
  let finished = 0;
  for (const cell of cells) {
    const { folder } = await placeOfCell(platform, study, scale, cell, { store });
    if (await platform.files.stat(platform.files.join(folder, cellFile))) finished++;
  }
  const committed = (await committedResults(platform, experiments, study.id, scale)).length;
  return { cells: cells.length, finished, committed, reductions: chosen.reductions };
}
