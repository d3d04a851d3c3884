import {
  costsOfCells,
  expectedSeconds,
  formatCell,
  recipeConfig,
  type Study,
  type StudyPlan,
} from "../../experiments/index.ts";
import type { SessionOptions } from "../../platform/index.ts";
import { formatDuration } from "../../platform/progressText.ts";
import type { Context, Outcome } from "../defineCommand.ts";
import { formatTable } from "../output/formatTable.ts";

/** What a study would take, cell by cell. */
export async function dryRunOutcome(
  study: Study,
  plan: StudyPlan,
  common: object,
  session: SessionOptions,
  { platform, started }: Context,
): Promise<Outcome> {
  const perOperation = await expectedSeconds(platform, 1, session);
  const costs = costsOfCells(plan);
  const cells = plan.cells.map(({ cell, finished, known, networks }) => ({
    cell,
    finished: finished !== undefined,
    published: known,
    trainings: networks.filter((network) => !network.finished).length,
    operations: costs.get(cell) ?? 0,
    expectedSeconds: (costs.get(cell) ?? 0) * perOperation,
  }));
  const expected = plan.cost * perOperation;
  const left = cells.filter(({ finished }) => !finished).length;
  const trainings = plan.networks.filter(({ finished }) => !finished);
  const mayStop = trainings.some(({ recipe }) => (recipeConfig(recipe).earlyStopping ?? null) !== null);
  const rows = cells.map(({ cell, finished, published, ...rest }) => [
    formatCell(cell),
    published ? "published" : finished ? "finished" : "to do",
    finished ? null : rest.trainings,
    finished ? null : formatDuration(rest.expectedSeconds),
  ]);
  return {
    document: {
      ...common,
      cells,
      trainings: trainings.length,
      operations: plan.cost,
      expectedSeconds: expected,
      status: "dry-run",
      seconds: (platform.now() - started) / 1000,
      versions: platform.versions,
    },
    text: [
      formatTable(["cell", "state", "trainings", "time"], rows),
      `${study.id}: ${left} of ${cells.length} cells and ${trainings.length} trainings to do, about ${formatDuration(expected)} ` +
        "(h:mm:ss; a rough estimate). A training that several cells need counts for the first." +
        (mayStop ? " Trainings that may stop early count with all their epochs." : ""),
    ].join("\n\n"),
  };
}
