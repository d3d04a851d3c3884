import { defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type DropoutCell, dropoutClaims } from "./claims/dropoutClaims.ts";
import { type Budgeted, budgetOf, budgets, dataOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { measureNetwork } from "./shared/measureSpectrum.ts";
import { unitsInLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { byLayers, spectrumFigures } from "./shared/spectrumFigures.ts";

export default defineStudy<DropoutCell, Budgeted>({
  id: "wang2016/figure-4",
  version: 1,
  title: "Dropout",
  about:
    "Does dropout make the function of a network more complex? Networks of 2 × 3k and 3 × 2k units on MNIST and of 2 × 6k and 3 × 4k on CIFAR-10, without " +
    "dropout and with it behind every hidden layer (rate 0.5; the paper gives none). EDJMs are those of the whole network, as in " +
    "evaluation. The text gives no numbers for this figure, but says that dropout networks have consistently higher spectra and " +
    "accuracies.",
  reproduces: {
    citation: "wang2016",
    items: ["Figure 4 A", "Figure 4 B", "Figure 4 C", "Figure 4 D", "Figure 4 E"],
  },
  scales: atScales((scale) => ({
    grid: { data: dataOf(scale), layers: scale === "smoke" ? [2] : [2, 3], dropout: [0, 0.5], seed: seeds[scale] },
    settings: { budgets: budgets[scale] },
    reductions: reductionsOf(budgets[scale]),
  })),
  recipes({ data, layers, dropout, seed }, settings) {
    const budget = budgetOf(settings, data);
    return { network: recipeOf(data, unitsInLayers(data, layers, budget, { dropout }), seed, budget) };
  },
  measure: ({ data }, { network }, context) => measureNetwork(network!, context, budgetOf(context.settings, data)),
  compare: {
    rows: ["data", "layers", "dropout"],
    within: ["data", "layers"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
    },
  },
  claims: dropoutClaims,
  figures: (results) =>
    spectrumFigures(results, {
      name: ({ dropout }) => (dropout === 0 ? "no dropout" : `dropout ${dropout}`),
      ...byLayers,
    }),
});
