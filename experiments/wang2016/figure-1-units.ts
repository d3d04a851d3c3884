import { defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type DepthCell, depthClaims } from "./claims/depthClaims.ts";
import { scoreFollowsAccuracy } from "./claims/scoreFollowsAccuracy.ts";
import { type Budgeted, budgetOf, budgets, dataOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { measureNetwork } from "./shared/measureSpectrum.ts";
import { unitsInLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { layersName, spectrumFigures } from "./shared/spectrumFigures.ts";

export default defineStudy<DepthCell, Budgeted>({
  id: "wang2016/figure-1-units",
  version: 1,
  title: "Depth at a fixed number of hidden units",
  about:
    "Do deeper networks compute more complex functions when the number of hidden units is fixed, and with it the number of " +
    "linear regions that there could be? Networks of one to four equal hidden layers, 6k units in all on MNIST and 12k on CIFAR-10, " +
    "and the spectra of their EDJMs on the validation set. (“k” is read as 1024: Figure 2 writes the four-layer networks " +
    "out as 4 × 1536 and 4 × 3072.) The text gives no numbers for this figure, but says that deeper networks have higher scores.",
  reproduces: { citation: "wang2016", items: ["Figure 1 A", "Figure 1 B", "Figure 1 C"] },
  scales: atScales((scale) => ({
    grid: { data: dataOf(scale), layers: scale === "smoke" ? [1, 4] : [1, 2, 3, 4], seed: seeds[scale] },
    settings: { budgets: budgets[scale] },
    reductions: reductionsOf(budgets[scale]),
  })),
  recipes({ data, layers, seed }, settings) {
    const budget = budgetOf(settings, data);
    return { network: recipeOf(data, unitsInLayers(data, layers, budget), seed, budget) };
  },
  measure: ({ data }, { network }, context) => measureNetwork(network!, context, budgetOf(context.settings, data)),
  compare: {
    rows: ["data", "layers"],
    within: ["data"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
    },
  },
  claims: [
    ...depthClaims("equally many hidden units", "Figure 1 A to C"),
    ...(["mnist", "cifar10"] as const).map((data) =>
      scoreFollowsAccuracy<DepthCell>(data, "networks of several depths", "section 6"),
    ),
  ],
  figures: (results) => spectrumFigures(results, { name: layersName }),
});
