import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { Cell, Scale, Study } from "../define/study.ts";
import { finishedCell, type StoredCell } from "../store/storedCell.ts";
import { removeAbandonedLocks } from "../store/storeLock.ts";
import { measureIntoStore } from "./measureCell.ts";
import { trainIntoStore, type Workshop } from "./networkTask.ts";
import type { PlannedCell, PlannedNetwork } from "./plannedCell.ts";
import { planStudy } from "./planStudy.ts";
import { schedule, type Task } from "./schedule.ts";
import { formatCell } from "./studyCells.ts";
import { createStudyProgress } from "./studyProgress.ts";
import { createStudySamples } from "./studySamples.ts";

export interface RunStudyOptions {
  /** Folder of the run store. */
  readonly store: string;
  /** "layers=4,data=mnist": only these cells. */
  readonly only?: readonly string[] | undefined;
  /** Cells of the study as it is now, on its own data, that count as finished where the store does not have them. */
  readonly known?: readonly StoredCell[] | undefined;
  /** Cells and trainings at the same time; default {@link defaultJobs}. */
  readonly jobs?: number | undefined;
  /** Data in place of the study's own. */
  readonly data?: string | undefined;
  /** Where to look for named data sets first. */
  readonly dataDir?: string | undefined;
  /** Device and threads of each job; default: the cores, shared evenly. */
  readonly session?: SessionOptions | undefined;
}

export interface StudyRun {
  /** The finished cells, in the order of the grid. */
  readonly results: readonly StoredCell[];
  readonly failed: readonly { readonly cell: Cell; readonly error: unknown }[];
  /** Cells that were in the store already. */
  readonly found: number;
  /** Cells that were not, but known. */
  readonly known: number;
  /** Cells in the store that another version has written; they were not looked at. */
  readonly older: number;
  readonly cancelled: boolean;
}

const bytesPerJob = 2 * 2 ** 30;

/** One job for two cores, and for 2 GiB of memory. */
export function defaultJobs({ cores, memory }: Pick<Platform, "cores" | "memory">): number {
  const fitting = memory === undefined ? 1 : Math.floor(memory / bytesPerJob);
  return Math.max(1, Math.min(Math.floor(cores / 2), fitting));
}

/**
 * Run the cells of a study that are not in the store. Networks are trained once, whichever cells and studies need them;
 * several runners on one store share the work. What is finished when the platform's signal is aborted is kept.
 *
 * @throws NetspectraError for an unknown axis or value in `only`; errors of single cells are part of the result
 */
export async function runStudy(
  platform: Platform,
  study: Study,
  scale: Scale,
  { jobs = defaultJobs(platform), session, ...options }: RunStudyOptions,
): Promise<StudyRun> {
  const { store, data, dataDir } = options;
  await removeAbandonedLocks(platform, store);
  const { cells, networks, cost, older } = await planStudy(platform, study, scale, options);
  const missing = cells.filter(({ finished }) => !finished);
  const known = cells.filter((cell) => cell.known).length;
  const found = cells.length - missing.length - known;
  const results = () => readResults(platform, cells);
  if (missing.length === 0) return { results: await results(), failed: [], found, known, older, cancelled: false };

  const workshop: Workshop = {
    store,
    samples: createStudySamples(platform, { dataDir, replaced: data !== undefined }),
    session: { threads: Math.max(1, Math.floor(platform.cores / jobs)), ...session },
  };
  const progress = createStudyProgress(platform, study.id, cost, jobs);
  const task = (
    id: string,
    label: string,
    work: { readonly after: readonly string[]; readonly cost: number; perform(platform: Platform): Promise<boolean> },
  ): Task => ({
    id,
    after: work.after,
    async perform(slot) {
      progress.begin(slot, label, work.cost);
      let done = false;
      try {
        done = await work.perform(progress.platforms[slot]!);
      } finally {
        progress.end(slot, !done);
      }
      return done;
    },
  });
  const trainingTask = (network: PlannedNetwork, label: string) =>
    task(network.hash, label, {
      ...network,
      perform: (machine) => trainIntoStore(machine, workshop, network.recipe),
    });
  const cellTask = (planned: PlannedCell) =>
    task(planned.folder, formatCell(planned.cell), {
      after: planned.networks.map(({ hash }) => hash),
      cost: planned.cost,
      perform: (machine) => measureIntoStore(machine, workshop, study, scale, planned, data),
    });

  const left = new Map(networks.map((network) => [network.hash, network]));
  const tasks: Task[] = [];
  for (const planned of missing) {
    for (const { hash } of planned.networks) {
      const network = left.get(hash);
      if (network && left.delete(hash)) tasks.push(trainingTask(network, formatCell(planned.cell)));
    }
    tasks.push(cellTask(planned));
  }
  try {
    const { failed, cancelled } = await schedule(tasks, jobs, platform.signal);
    return {
      results: await results(),
      failed: missing.flatMap(({ cell, folder }) => (failed.has(folder) ? [{ cell, error: failed.get(folder) }] : [])),
      found,
      known,
      older,
      cancelled,
    };
  } finally {
    progress.finish();
  }
}

async function readResults(platform: Platform, cells: readonly PlannedCell[]): Promise<readonly StoredCell[]> {
  const read: StoredCell[] = [];
  for (const { folder, finished } of cells) {
    const result = finished ?? (await finishedCell(platform, folder));
    if (result) read.push(result);
  }
  return read;
}
