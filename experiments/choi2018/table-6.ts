import { defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type Budgeted, budgetOf, seeds } from "./shared/budgets.ts";
import { characteristicClaims } from "./shared/characteristicClaims.ts";
import { characteristicOverview } from "./shared/characteristicOverview.ts";
import { measureTrial, trialMeasures } from "./shared/measureTrial.ts";
import { recipeOf } from "./shared/recipes.ts";
import { reductionsOf } from "./shared/reductions.ts";
import { regularisersAt } from "./shared/regularisers.ts";

type RegulariserCell = { readonly regulariser: string; readonly seed: number };

export default defineStudy<RegulariserCell, Budgeted>({
  id: "choi2018/table-6",
  version: 1,
  title: "What regularisers do to a representation",
  about:
    "Twelve regularisers of the fifth hidden layer of a perceptron (5 × 100 units, MNIST, Adam with a learning rate of 0.0001), each with the loss " +
    "weight of {0.001 … 100} that has the best validation accuracy, and what becomes of the layer's representation of the test samples: the " +
    "characteristics of Table 1. Beyond the paper: three regularisers of other papers that act on the whole network, each with " +
    "weights of its own, and three numbers of the Jacobian of the probabilities.",
  reproduces: { citation: "choi2018", items: ["Table 6"] },
  scales: atScales((scale) => ({
    grid: { regulariser: regularisersAt(scale), seed: seeds[scale] },
    settings: { budget: budgetOf(scale, "mnist") },
    reductions: reductionsOf(scale, "mnist"),
  })),
  recipes: ({ regulariser, seed }, { budget }) => ({
    network: recipeOf({ data: "mnist", condition: "default", regulariser, seed }, budget),
  }),
  measure: (_, networks, context) => measureTrial(networks["network"]!, context),
  compare: { rows: ["regulariser"], measures: trialMeasures },
  overviews: (results) => [characteristicOverview(results)],
  claims: characteristicClaims,
  figures: async () => [],
});
