import { machineSpeed } from "../../analyses/edjm/machineSpeed.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { Cell, Scale, Study } from "../define/study.ts";
import { olderCells } from "../store/olderCells.ts";
import { type PlannedCell, type PlannedNetwork, type PlanOptions, planCell } from "./plannedCell.ts";
import { selectCells } from "./studyCells.ts";

export interface StudyPlan {
  readonly cells: readonly PlannedCell[];
  /** Trainings of all cells, each once, teachers before their pupils. */
  readonly networks: readonly PlannedNetwork[];
  /** Operations that are left to be done. */
  readonly cost: number;
  /** Cells in the store that another version has written. */
  readonly older: number;
}

/**
 * What a study takes at one scale, and what of it is in the store.
 *
 * @param only "layers=4,data=mnist", any number of them
 * @throws NetspectraError for an unknown axis or value
 */
export async function planStudy(
  platform: Platform,
  study: Study,
  scale: Scale,
  { only, ...options }: PlanOptions & { readonly only?: readonly string[] | undefined },
): Promise<StudyPlan> {
  const cells: PlannedCell[] = [];
  for (const cell of selectCells(study.scales[scale], only)) {
    cells.push(await planCell(platform, study, scale, cell, options));
  }
  const networks = new Map(cells.flatMap((cell) => cell.networks.map((network) => [network.hash, network])));
  const costs = [...networks.values(), ...cells].map(({ cost }) => cost);
  return {
    cells,
    networks: [...networks.values()],
    cost: costs.reduce((sum, cost) => sum + cost, 0),
    older: await olderCells(platform, options.store, { study: study.id, version: study.version, scale }),
  };
}

/** Operations per second of a whole training or analysis on the machine whose speed is 1 (measured: 60 to 80 GFLOP/s in steps of perceptrons). */
const nominalRate = 7e10;

/** Expected seconds of so many operations on this machine. */
export async function expectedSeconds(platform: Platform, cost: number, session: SessionOptions): Promise<number> {
  return cost === 0 ? 0 : cost / (nominalRate * (await machineSpeed(platform, session)));
}

/** The share of a cell in the trainings that are left: each network counts for the first cell that needs it. */
export function costsOfCells({ cells }: Pick<StudyPlan, "cells">): ReadonlyMap<Cell, number> {
  const counted = new Set<string>();
  return new Map(
    cells.map(({ cell, networks, cost }) => {
      const own = networks.filter(({ hash }) => !counted.has(hash));
      for (const { hash } of own) counted.add(hash);
      return [cell, own.reduce((sum, network) => sum + network.cost, cost)];
    }),
  );
}
