import { ensembleModel, loadModel } from "netspectra/analyses";
import { defineStudy, firstSamples } from "netspectra/experiments";
import { writeModel } from "netspectra/graph";
import { evaluateModel } from "netspectra/train";
import { atScales } from "../shared/atScales.ts";
import { type EnsembleCell, ensembleClaims } from "./claims/ensembleClaims.ts";
import { type Budgeted, budgetOf, budgetsOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { measureNetwork, measureSpectrum } from "./shared/measureSpectrum.ts";
import { unitsInLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { spectrumFigures } from "./shared/spectrumFigures.ts";

const depths = [2, 3, 4];
const averages = ["probabilities", "logits"] as const;
const single = (layers: number) => `${layers} layers`;
const ensemble = (average: string) => `ensemble of ${average}`;

export default defineStudy<EnsembleCell, Budgeted>({
  id: "wang2016/figure-5",
  version: 1,
  title: "Ensembles",
  about:
    "Is an ensemble simpler than its members, though it is more accurate? Three feed-forward networks on CIFAR-10 of two, three and four layers, and " +
    "their average as one network, whose EDJM is that of one graph. The paper says neither how wide the networks are nor what is averaged. " +
    "The four-layer network has the score and accuracy of Figure 2's 4 × 3072, so the others are taken to have as many hidden units: 2 × 6144 and " +
    "3 × 4096 (Figure 1 B). Both the mean of the probabilities and that of the logits are measured, and compared with the same " +
    "published values.",
  reproduces: { citation: "wang2016", items: ["Figure 5 A", "Figure 5 B"] },
  scales: atScales((scale) => {
    const budgets = budgetsOf(scale, ["cifar10", "digits"]);
    return {
      grid: {
        data: Object.keys(budgets),
        network: [...depths.map(single), ...averages.map(ensemble)],
        seed: seeds[scale],
      },
      settings: { budgets },
      reductions: reductionsOf(budgets),
    };
  }),
  recipes({ data, network, seed }, settings) {
    const budget = budgetOf(settings, data);
    const members = depths.filter((layers) => network.startsWith("ensemble") || network === single(layers));
    return Object.fromEntries(
      members.map((layers) => [single(layers), recipeOf(data, unitsInLayers(data, layers, budget), seed, budget)]),
    );
  },
  async measure({ data, network }, networks, context) {
    const budget = budgetOf(context.settings, data);
    const average = averages.find((name) => network === ensemble(name));
    if (!average) return await measureNetwork(networks[network]!, context, budget);
    const members = Object.values(networks);
    const model = ensembleModel(
      members.map((member) => member.model),
      { average },
    );
    const loaded = await loadModel(context.platform, writeModel(model), { name: network });
    const validation = await context.samples(members[0]!.recipe, "validation");
    const { accuracy } = await evaluateModel(context.platform, loaded, validation, context.session);
    const { score, arrays } = await measureSpectrum(context, loaded, firstSamples(validation, budget.samples));
    const parameters = members.reduce((sum, member) => sum + member.parameters, 0);
    return { measures: { score, validationAccuracy: accuracy, parameters }, arrays };
  },
  compare: {
    rows: ["data", "network"],
    within: ["data"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
    },
  },
  claims: ensembleClaims,
  figures: (results) => spectrumFigures(results, { name: ({ network }) => network }),
});
