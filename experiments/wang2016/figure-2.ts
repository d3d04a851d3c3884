import { defineStudy } from "netspectra/experiments";
import { presets } from "netspectra/models";
import { atScales } from "../shared/atScales.ts";
import { convolutionClaims, type NetworkCell } from "./claims/convolutionClaims.ts";
import { type Budgeted, budgetOf, budgets, dataOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { measureNetwork } from "./shared/measureSpectrum.ts";
import { dividedLayers, unitsInLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { spectrumFigures } from "./shared/spectrumFigures.ts";

export default defineStudy<NetworkCell, Budgeted>({
  id: "wang2016/figure-2",
  version: 1,
  title: "Convolutional against feed-forward networks",
  about:
    "Is the function of a convolutional network more complex than that of a feed-forward network with about as many parameters? 4 × 1536 units on " +
    "MNIST and 4 × 3072 on CIFAR-10 against two convolutions (64 and 128 filters of 3 × 3, each with max pooling) and two " +
    "dense layers of 1943 or 3072 units. The convolutions have no padding: the network on MNIST then has 10.09 million " +
    "parameters, near those of Figure 1; with padding it would have 16.06 million.",
  reproduces: { citation: "wang2016", items: ["Figure 2 A", "Figure 2 B", "Figure 2 C"] },
  scales: atScales((scale) => ({
    grid: { data: dataOf(scale), network: ["feed-forward", "convolutional"], seed: seeds[scale] },
    settings: { budgets: budgets[scale] },
    reductions: reductionsOf(budgets[scale], { divided: ["units", "filters"] }),
  })),
  recipes({ data, network, seed }, settings) {
    const budget = budgetOf(settings, data);
    const convolutional = presets[data === "cifar10" ? "edjm-cnn-cifar10" : "edjm-cnn-mnist"].layers;
    const layers = network === "feed-forward" ? unitsInLayers(data, 4, budget) : dividedLayers(convolutional, budget);
    return { network: recipeOf(data, layers, seed, budget) };
  },
  measure: ({ data }, { network }, context) => measureNetwork(network!, context, budgetOf(context.settings, data)),
  compare: {
    rows: ["data", "network"],
    within: ["data"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
    },
  },
  claims: convolutionClaims,
  figures: (results) => spectrumFigures(results, { name: ({ network }) => network }),
});
