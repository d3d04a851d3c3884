import { type Figure, renderFigure, trainingCurves } from "../../plots/index.ts";
import type { TrainingResult } from "../../train/index.ts";

/** Loss and accuracy against the epoch. */
export function trainingFigure(
  history: TrainingResult["history"],
  about: { readonly name: string; readonly title: string },
): Promise<Figure> {
  const rows = history.map((row) => ({
    epoch: row.epoch,
    trainLoss: row.trainingLoss,
    trainAccuracy: row.trainingAccuracy,
    validationLoss: row.validationLoss ?? null,
    validationAccuracy: row.validationAccuracy ?? null,
    learningRate: row.learningRate,
  }));
  return renderFigure({ ...about, caption: trainingCurves.shows }, (layout) => trainingCurves(rows, layout));
}
