import { type CellContext, defineStudy, type StudyNetwork, samplesBetween } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { splitsClaims } from "./claims/splitsClaims.ts";
import {
  adjusted,
  type Budgeted,
  type Budgets,
  budgetOf,
  budgets,
  dataOf,
  reductionsOf,
  seeds,
} from "./shared/budgets.ts";
import { measureSpectrum } from "./shared/measureSpectrum.ts";
import { unitsInLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { byLayers, spectrumFigures } from "./shared/spectrumFigures.ts";

type SplitCell = {
  readonly data: string;
  readonly layers: number;
  /** Samples around which the network is looked at. */
  readonly around: string;
  readonly seed: number;
};

/** "other validation" are as many further validation samples: how far spectra differ by chance. */
const parts = ["validation", "other validation", "train", "test"] as const;

export default defineStudy<SplitCell, Budgeted>({
  id: "wang2016/splits",
  version: 1,
  title: "Spectra on training, validation and test samples",
  about:
    "The paper reports spectra on the validation set alone and says that those on the training and test sets show the same patterns. How near are they? " +
    "The networks of Figure 1 with one and four layers, around equal numbers of training, validation and test samples. The " +
    "distance is the largest difference between two normalised spectra at any index; what it is by chance is seen from a second, disjoint " +
    "part of the validation samples.",
  reproduces: { citation: "wang2016", items: [] },
  scales: atScales((scale) => ({
    grid: {
      data: dataOf(scale),
      layers: scale === "smoke" ? [4] : [1, 4],
      around: parts,
      seed: scale === "small" ? [0, 1] : seeds[scale],
    },
    settings: { budgets: halved(budgets[scale]) },
    reductions: reductionsOf(halved(budgets[scale])),
  })),
  recipes({ data, layers, seed }, settings) {
    const budget = budgetOf(settings, data);
    return { network: recipeOf(data, unitsInLayers(data, layers, budget), seed, budget) };
  },
  async measure({ data, around }, { network }, context) {
    const { samples: count } = budgetOf(context.settings, data);
    const reference = await spectrumAround(context, network!, "validation", count);
    const own = around === "validation" ? reference : await spectrumAround(context, network!, around, count);
    const [a = [], b = []] = [own, reference].map(({ arrays }) => arrays["normalizedSpectrum"]);
    return {
      measures: {
        score: own.score,
        distance: Math.max(...a.map((value, i) => Math.abs(value - b[i]!))),
        scoreDifference: own.score === null || reference.score === null ? null : own.score - reference.score,
      },
      arrays: own.arrays,
    };
  },
  compare: {
    rows: ["data", "layers", "around"],
    within: ["data", "around"],
    measures: {
      score: { label: "score", decimals: 2 },
      scoreDifference: { label: "score, less that on validation", decimals: 2 },
      distance: { label: "distance from validation", decimals: 4 },
    },
  },
  claims: splitsClaims,
  figures: (results) => spectrumFigures(results, { name: ({ around }) => around, ...byLayers }),
});

async function spectrumAround(context: CellContext<unknown>, network: StudyNetwork, around: string, count: number) {
  const split = around === "train" || around === "test" ? around : "validation";
  const samples = await context.samples(network.recipe, split);
  const size = Math.min(count, split === "validation" ? Math.floor(samples.count / 2) : samples.count);
  const start = around === "other validation" ? size : 0;
  return await measureSpectrum(context, network.model, samplesBetween(samples, start, start + size));
}

/** Two disjoint parts of the validation samples are looked at. */
function halved(chosen: Budgets): Budgets {
  return adjusted(chosen, ({ samples }) => ({ samples: samples / 2 }));
}
