import { defineStudy } from "netspectra/experiments";
import { widthForParameters } from "netspectra/models";
import { atScales } from "../shared/atScales.ts";
import { type DepthCell, depthClaims } from "./claims/depthClaims.ts";
import { type Budgeted, budgetOf, budgets, dataOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { type DataName, dataSets } from "./shared/dataSets.ts";
import { measureNetwork } from "./shared/measureSpectrum.ts";
import { equalLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { layersName, spectrumFigures } from "./shared/spectrumFigures.ts";

/** Figure 1 D and E. */
const parameters: Readonly<Record<string, number>> = { mnist: 10e6, digits: 10e6, cifar10: 46e6 };

export default defineStudy<DepthCell, Budgeted>({
  id: "wang2016/figure-1-parameters",
  version: 1,
  title: "Depth at a fixed number of parameters",
  about:
    "Do deeper networks compute more complex functions when the number of parameters is fixed, and with it the cost of a network? " +
    "Networks of one to four equal hidden layers with 10 million parameters on MNIST and 46 million on CIFAR-10 (the nearest whole " +
    "width), and the spectra of their EDJMs on the validation set. The text gives no numbers for this figure, but says that " +
    "deeper networks have higher scores.",
  reproduces: { citation: "wang2016", items: ["Figure 1 D", "Figure 1 E", "Figure 1 F"] },
  scales: atScales((scale) => ({
    grid: { data: dataOf(scale), layers: scale === "smoke" ? [1, 4] : [1, 2, 3, 4], seed: seeds[scale] },
    settings: { budgets: budgets[scale] },
    reductions: reductionsOf(budgets[scale], { divided: ["parameters"] }),
  })),
  recipes({ data, layers, seed }, settings) {
    const budget = budgetOf(settings, data);
    const { inputs, classes } = dataSets[data as DataName];
    const { width } = widthForParameters({
      inputs,
      classes,
      layers,
      parameters: parameters[data]! / budget.divided.parameters,
    });
    return { network: recipeOf(data, equalLayers(layers, width), seed, budget) };
  },
  measure: ({ data }, { network }, context) => measureNetwork(network!, context, budgetOf(context.settings, data)),
  compare: {
    rows: ["data", "layers"],
    within: ["data"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
      parameters: { label: "parameters", decimals: 0 },
    },
  },
  claims: depthClaims("equally many parameters", "Figure 1 D to F"),
  figures: (results) => spectrumFigures(results, { name: layersName }),
});
