import { type Figure, informationPlane, type LayerPath, renderFigure, trackedMeasures } from "../../plots/index.ts";
import { layerKey, layerOf, type TrainingResult, trackedAnalyses } from "../../train/index.ts";

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
  const paths = informationPaths(history);
  if (paths.length > 0) {
    const about = { name: "information-plane", title: "Information plane", caption: informationPlane.shows };
    figures.push(await renderFigure(about, (layout) => informationPlane(paths, layout)));
  }
  return figures;
}

/** The layers' information after the epochs in which it was measured. */
function informationPaths(history: TrainingResult["history"]): LayerPath[] {
  const found = history.map(({ epoch, tracked }) => ({ epoch, numbers: tracked?.information ?? {} }));
  const names = new Set(
    found.flatMap(({ numbers }) => Object.keys(numbers).flatMap((key) => layerOf("inputUpper", key) ?? [])),
  );
  return [...names]
    .map((name) => ({
      name,
      points: found.flatMap(({ epoch, numbers }) => {
        const [input, label] = [numbers[layerKey("inputUpper", name)], numbers[layerKey("labelUpper", name)]];
        return typeof input === "number" && typeof label === "number" ? [{ epoch, input, label }] : [];
      }),
    }))
    .filter(({ points }) => points.length > 0);
}
