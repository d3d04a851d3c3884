import type { StoredCell } from "../store/storedCell.ts";

/** Seconds of work: each training once, and all measuring. */
export function secondsOf(cells: readonly StoredCell[]): number {
  const trainings: Readonly<Record<string, number>> = Object.assign({}, ...cells.map(trainingsOf));
  const all = [...Object.values(trainings), ...cells.map(({ seconds }) => seconds)];
  return all.reduce((sum, seconds) => sum + seconds, 0);
}

/** Of cells that do not know what their search compared the chosen networks, a share of their time each. */
function trainingsOf({ trainings, networks, trainingSeconds }: StoredCell): Readonly<Record<string, number>> {
  const chosen = Object.values(networks);
  return trainings ?? Object.fromEntries(chosen.map((name) => [name, trainingSeconds / chosen.length]));
}
