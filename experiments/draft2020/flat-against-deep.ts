import { defineStudy, firstSamples } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { measureMetrics, metrics, outputs } from "../shared/metrics.ts";
import { landscapeClaims, type NetworkCell } from "./claims/landscapeClaims.ts";
import { type Budgeted, budgetOf, budgets, depths, reductionsOf, seeds } from "./shared/budgets.ts";
import { densityFigures } from "./shared/densityFigures.ts";
import { recipeOf } from "./shared/recipes.ts";

interface Settings extends Budgeted {
  /** Hidden layers of the deep network; the flat one has as many units in one. */
  readonly layers: number;
}

/** The two of the draft's picture first; the other two say what of their difference is depth, and what is training. */
const networks = {
  "flat, untrained": { deep: false, trained: false },
  "deep, trained": { deep: true, trained: true },
  "flat, trained": { deep: false, trained: true },
  "deep, untrained": { deep: true, trained: false },
} as const;

export default defineStudy<NetworkCell, Settings>({
  id: "draft2020/flat-against-deep",
  version: 1,
  title: "A random flat network against a deeply trained one",
  about:
    "The picture that the draft plans for its introduction: the spectral density of a relatively random, flat landscape beside that of a deeply " +
    "funnelled one. Here a wide perceptron of one hidden layer as it was drawn, and a deep one with as many hidden units that was trained " +
    "until it answers all training samples right, around the same test samples; and, since they differ in two ways at once, the wide " +
    "one trained and the deep one as it was drawn.",
  reproduces: { citation: "draft2020", items: ["Outline: a random, flat landscape against a deeply funnelled one"] },
  scales: atScales((scale) => ({
    grid: {
      data: Object.keys(budgets[scale]),
      output: outputs[scale],
      network: Object.keys(networks),
      seed: seeds[scale],
    },
    settings: { budgets: budgets[scale], layers: Math.max(2, ...depths[scale]) },
    reductions: reductionsOf(scale),
  })),
  recipes({ data, network, seed }, settings) {
    const { deep } = networks[network as keyof typeof networks];
    const budget = budgetOf(settings, data);
    const size = deep ? { layers: settings.layers } : { layers: 1, width: settings.layers * budget.width };
    return { network: recipeOf({ data, seed, noise: 0, ...size }, budget) };
  },
  async measure({ data, output, network: name }, given, context) {
    const network = given["network"]!;
    const { trained } = networks[name as keyof typeof networks];
    const model = trained ? network.model : await network.epoch(0);
    const samples = firstSamples(
      await context.samples(network.recipe, "test"),
      budgetOf(context.settings, data).samples,
    );
    return await measureMetrics(context, model, samples, output);
  },
  compare: { rows: ["data", "output", "network"], within: ["data", "output"], measures: metrics },
  claims: landscapeClaims,
  figures: (results) =>
    densityFigures(results, {
      name: ({ network }) => network,
      figure: ({ data, output }) => [data, output],
    }),
});
