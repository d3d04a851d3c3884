import { type Figure, renderFigure, trackedMeasures } from "../../plots/index.ts";
import { type TrainingResult, trackedAnalyses } from "../../train/index.ts";

/** For each tracked analysis what it found, epoch by epoch, beside the accuracy. */
export async function trackedFigures(history: TrainingResult["history"]): Promise<Figure[]> {
  const names = new Set(history.flatMap(({ tracked = {} }) => Object.keys(tracked)));
  const figures: Figure[] = [];
  for (const name of names) {
    const called = Object.entries(trackedAnalyses.get(name)?.measures ?? {});
    const rows = history.map(({ epoch, trainingAccuracy, validationAccuracy, tracked }) => ({
      epoch,
      trainAccuracy: trainingAccuracy,
      validationAccuracy: validationAccuracy ?? null,
      measures: Object.fromEntries(
        called.flatMap(([key, label]) => {
          const value = tracked?.[name]?.[key];
          return value === undefined || typeof value === "string" ? [] : [[label, value]];
        }),
      ),
    }));
    const about = { name: `tracked-${name}`, title: `Through training: ${name}`, caption: trackedMeasures.shows };
    figures.push(await renderFigure(about, (layout) => trackedMeasures(rows, layout)));
  }
  return figures;
}
