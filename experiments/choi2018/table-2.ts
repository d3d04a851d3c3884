import { representation } from "netspectra/analyses";
import { defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type Budgeted, budgetOf, seeds } from "./shared/budgets.ts";
import { linearClaims, linearOverview } from "./shared/linearClaims.ts";
import { linearRecipe } from "./shared/linearRecipe.ts";
import { characteristics, errors } from "./shared/measureTrial.ts";
import { positiveLayer } from "./shared/positiveLayer.ts";
import { fixedReductionsOf } from "./shared/reductions.ts";

type LayerCell = { readonly regulariser: string; readonly layer: string; readonly seed: number };

export default defineStudy<LayerCell, Budgeted>({
  id: "choi2018/table-2",
  version: 1,
  title: "A linear layer beside a ReLU layer",
  about:
    "A perceptron with five ReLU layers of 100 units, a linear layer of 100 units and the output (MNIST, Adam with a learning rate of 0.0001): " +
    "are the characteristics of the linear layer, to which any invertible matrix can be applied, like those of the ReLU layer before it? " +
    "Those of the linear layer are of its positive values, as behind a ReLU: a value below 0 counts as 0. " +
    "The paper does not say where dropout and BN act here. Its rows of the first layer (under dropout a sparsity of 0.86, under BN a rank of 4.07) are " +
    "not the baseline's: here both act on all six hidden layers, on the linear one, too. That the baseline's first layer has a sparsity of " +
    "0.00, unlike every other ReLU layer of the paper's, cannot be explained.",
  reproduces: { citation: "choi2018", items: ["Table 2"] },
  scales: atScales((scale) => ({
    grid: {
      regulariser: scale === "smoke" ? ["baseline", "BN"] : ["baseline", "dropout", "BN"],
      layer: ["1st", "5th", "6th"],
      seed: seeds[scale],
    },
    settings: { budget: budgetOf(scale, "mnist") },
    reductions: fixedReductionsOf(scale, "mnist", seeds[scale].length),
  })),
  recipes: ({ regulariser, seed }, { budget }) => ({ network: linearRecipe(regulariser, seed, budget) }),
  async measure({ layer }, networks, context) {
    const network = networks["network"]!;
    const samples = await context.samples(network.recipe, "test");
    const chosen = positiveLayer(network.model, layer);
    const { layers } = await representation(context.platform, chosen.model, samples, {
      ...context.session,
      layers: [chosen.layer],
    });
    const { activationAmplitude, covariance, correlation, sparsity, deadUnit, rank } = layers[0]!;
    const { train, test = null } = network.accuracy;
    return {
      measures: {
        amplitude: activationAmplitude,
        ...{ covariance, correlation, sparsity, deadUnit, rank },
        error: test === null ? null : 1 - test,
        gap: test === null ? null : train - test,
      },
    };
  },
  compare: {
    rows: ["regulariser", "layer"],
    measures: { ...characteristics, error: errors.error },
  },
  overviews: (results) => [linearOverview(results)],
  claims: linearClaims,
  figures: async () => [],
});
