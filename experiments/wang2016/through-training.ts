import { defineStudy, firstSamples } from "netspectra/experiments";
import { type Figure, renderFigure, trainingScores } from "netspectra/plots";
import { evaluateModel } from "netspectra/train";
import { atScales } from "../shared/atScales.ts";
import { groups, mean, meanInterval } from "../shared/groups.ts";
import { adjusted, type Budgeted, budgetOf, budgetsOf, dataOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { type DataName, dataSets } from "./shared/dataSets.ts";
import { measureSpectrum } from "./shared/measureSpectrum.ts";
import { unitsInLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { byLayers, layersName, spectrumFigures } from "./shared/spectrumFigures.ts";

type EpochCell = { readonly data: string; readonly layers: number; readonly epoch: number; readonly seed: number };
interface Settings extends Budgeted {
  readonly epochs: readonly number[];
}

export default defineStudy<EpochCell, Settings>({
  id: "wang2016/through-training",
  version: 1,
  title: "Spectra through training",
  about:
    "Does a network become complex by training, or is it so from the start? The networks of Figure 1 with one and four layers, after some epochs of " +
    "their training, 0 being the network as it was drawn. All are looked at around the same validation samples.",
  reproduces: { citation: "wang2016", items: [] },
  scales: atScales((scale) => {
    const epochs = {
      smoke: [0, 2],
      small: [0, 1, 2, 5, 10],
      paper: [0, 1, 2, 5, 10, 20, 30],
      full: [0, 1, 2, 5, 10, 20, 30],
    }[scale];
    const data = scale === "small" ? ["mnist" as const] : dataOf(scale);
    const own = adjusted(budgetsOf(scale, data), () => ({ epochs: Math.max(...epochs) }));
    return {
      grid: { data, layers: [1, 4], epoch: epochs, seed: seeds[scale] },
      settings: { budgets: own, epochs },
      reductions: [...reductionsOf(own), ...(scale === "small" ? ["MNIST only."] : [])],
    };
  }),
  recipes({ data, layers, seed }, settings) {
    const budget = budgetOf(settings, data);
    // The configuration of the grid search may end before the last of these epochs; the fixed one never does.
    const { search: _, ...recipe } = recipeOf(data, unitsInLayers(data, layers, budget), seed, budget);
    const training = { ...recipe.training, earlyStopping: null };
    return { network: { ...recipe, training, keepEpochs: settings.epochs } };
  },
  async measure({ data, epoch }, { network }, context) {
    const model = await network!.epoch(epoch);
    const validation = await context.samples(network!.recipe, "validation");
    const { accuracy } = await evaluateModel(context.platform, model, validation, context.session);
    const around = firstSamples(validation, budgetOf(context.settings, data).samples);
    const { score, arrays } = await measureSpectrum(context, model, around);
    return { measures: { score, validationAccuracy: accuracy }, arrays };
  },
  compare: {
    rows: ["data", "layers", "epoch"],
    within: ["data", "epoch"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
    },
  },
  async figures(results) {
    const scores = groups(results, ({ cell }) => cell.data).map(([data, own]): Promise<Figure> => {
      const rows = groups(own, ({ cell }) => layersName(cell)).map(([label, cells]) => ({
        name: label,
        points: groups(cells, ({ cell }) => `${cell.epoch}`).map(([epoch, same]) => ({
          epoch: Number(epoch),
          score: mean(same.map(({ measures }) => measures["score"])),
          interval: meanInterval(same.map(({ measures }) => measures["score"])),
        })),
      }));
      const about = {
        name: `score-${data}`,
        title: `${dataSets[data as DataName].label}: score through training`,
        caption: trainingScores.shows,
      };
      return renderFigure(about, (layout) => trainingScores(rows, layout));
    });
    const spectra = spectrumFigures(results, { name: ({ epoch }) => `epoch ${epoch}`, ...byLayers });
    return [...(await Promise.all(scores)), ...(await spectra)];
  },
});
