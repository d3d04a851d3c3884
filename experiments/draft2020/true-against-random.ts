import { defineStudy, firstSamples } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { measureMetrics, metrics, outputs } from "../shared/metrics.ts";
import { type LabelCell, labelClaims } from "./claims/labelClaims.ts";
import { type Budgeted, budgetOf, budgets, depths, layersText, reductionsOf, seeds } from "./shared/budgets.ts";
import { densityFigures } from "./shared/densityFigures.ts";
import { type LabelKind, labelKinds, recipeOf } from "./shared/recipes.ts";

export default defineStudy<LabelCell, Budgeted>({
  id: "draft2020/true-against-random",
  version: 1,
  title: "Networks that learned against networks that memorised",
  about:
    "Does the spectrum of the Jacobian tell a network that has learned from one that has memorised random labels? Perceptrons of several " +
    "depths are trained until they answer all training samples right: with the true labels, and with the same labels shuffled " +
    "over all samples (the random label transform of the draft, after Zhang et al. 2017). Then the spectral density of the stacked " +
    "Jacobian of the probabilities and of the logits is taken around training samples and around test samples: the exponent α of its " +
    "upper tail, λmax, ranks, its diagonal; beside it the Jacobian norm, the EDJM score, and what needs no data, the " +
    "power laws of the weights.",
  reproduces: { citation: "draft2020", items: ["Introduction: a metric that tells random labels"] },
  scales: atScales((scale) => ({
    grid: {
      data: Object.keys(budgets[scale]),
      layers: depths[scale],
      output: outputs[scale],
      around: ["test", "training"],
      labels: Object.keys(labelKinds),
      seed: seeds[scale],
    },
    settings: { budgets: budgets[scale] },
    reductions: reductionsOf(scale),
  })),
  recipes({ data, layers, labels, seed }, settings) {
    const noise = labelKinds[labels as LabelKind];
    return { network: recipeOf({ data, layers, seed, noise }, budgetOf(settings, data)) };
  },
  async measure({ data, output, around }, networks, context) {
    const network = networks["network"]!;
    const samples = await context.samples(network.recipe, around === "test" ? "test" : "train");
    const chosen = firstSamples(samples, budgetOf(context.settings, data).samples);
    const { measures, arrays } = await measureMetrics(context, network.model, chosen, output);
    const { train, test = null } = network.accuracy;
    return {
      measures: { trainingAccuracy: train, testAccuracy: test, epochs: network.history.length, ...measures },
      ...(arrays && { arrays }),
    };
  },
  compare: {
    rows: ["data", "layers", "output", "around", "labels"],
    within: ["data", "layers", "output", "around"],
    measures: {
      trainingAccuracy: { label: "training accuracy", decimals: 1, percent: true },
      testAccuracy: { label: "test accuracy", decimals: 1, percent: true },
      epochs: { label: "epochs", decimals: 0 },
      ...metrics,
    },
  },
  claims: labelClaims,
  figures: (results) =>
    densityFigures(results, {
      name: ({ labels }) => `${labels} labels`,
      figure: ({ data, layers, output, around }) => [data, layersText(layers), output, `around ${around} samples`],
    }),
});
