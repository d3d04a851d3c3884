import { defineStudy, type Recipe } from "netspectra/experiments";
import { type PresetName, presets } from "netspectra/models";
import { atScales } from "../shared/atScales.ts";
import { compressionClaims } from "./claims/compressionClaims.ts";
import { type Budget, type Budgeted, budgetOf, budgetsOf, reductionsOf, seeds } from "./shared/budgets.ts";
import { measureNetwork } from "./shared/measureSpectrum.ts";
import { dividedLayers } from "./shared/networks.ts";
import { recipeOf } from "./shared/recipes.ts";
import { spectrumFigures } from "./shared/spectrumFigures.ts";

type CompressionCell = {
  readonly data: string;
  /** Whether images are shifted and mirrored at random in training, the teacher's and all others'. */
  readonly augmented: boolean;
  readonly model: string;
  readonly seed: number;
};

interface Model {
  readonly preset: PresetName;
  /** What is learned of the teacher; default: the labels. */
  readonly target?: "logits" | "probabilities";
}

/** By the paper's numbers in section 4.3: 5, 4, 3, 2, 1; then the other way of teaching. */
const models = {
  "feed-forward shallow": { preset: "edjm-mlp-student" },
  "feed-forward student": { preset: "edjm-mlp-student", target: "logits" },
  "convolutional shallow": { preset: "edjm-cnn-student" },
  "convolutional student": { preset: "edjm-cnn-student", target: "logits" },
  "convolutional teacher": { preset: "edjm-teacher" },
  "feed-forward student (temperature)": { preset: "edjm-mlp-student", target: "probabilities" },
  "convolutional student (temperature)": { preset: "edjm-cnn-student", target: "probabilities" },
} as const satisfies Record<string, Model>;
const published = Object.keys(models).slice(0, 5);

export default defineStudy<CompressionCell, Budgeted & { readonly temperature: number }>({
  id: "wang2016/figure-3",
  version: 1,
  title: "Model compression",
  about:
    "Do shallow students of a deep convolutional teacher compute more complex functions than the same networks trained on labels? Five models " +
    "on CIFAR-10 (section 4.3). The text says “soft labels” and no more. Here students learn the teacher's logits by squared error, as in Ba " +
    "and Caruana (2014), from whom the linear bottlenecks are taken; the same by probabilities at a temperature of 4 (Hinton et " +
    "al. 2015) stands beside it at the larger scales. An accuracy of 92.1 % without regularisation suggests that the training images were augmented, " +
    "which the text does not mention: all models are trained without it and with it (shifts of up to 4 pixels, mirroring), " +
    "and both are compared with the same published values.",
  reproduces: { citation: "wang2016", items: ["Figure 3 A", "Figure 3 B"] },
  scales: atScales((scale) => {
    const budgets = budgetsOf(scale, ["cifar10", "digits"]);
    const reduced = scale === "smoke" || scale === "small";
    return {
      grid: {
        data: Object.keys(budgets),
        augmented: reduced ? [false] : [false, true],
        model: reduced ? published : Object.keys(models),
        seed: scale === "small" ? [0, 1] : seeds[scale],
      },
      settings: { budgets, temperature: 4 },
      reductions: [
        ...reductionsOf(budgets, { divided: ["units", "filters"] }),
        ...(reduced ? ["No augmentation, and one way of teaching."] : []),
      ],
    };
  }),
  recipes({ data, augmented, model, seed }, settings) {
    const budget = budgetOf(settings, data);
    const { preset, target }: Model = models[model as keyof typeof models];
    const base = compressionRecipe(data, preset, augmented, seed, budget);
    if (target === undefined) return { network: base };
    const recipe = compressionRecipe(data, "edjm-teacher", augmented, seed, budget);
    const { temperature } = settings;
    return {
      network: {
        ...base,
        teacher: { recipe, target, ...(target === "probabilities" && { temperature }) },
      },
    };
  },
  measure: ({ data }, { network }, context) => measureNetwork(network!, context, budgetOf(context.settings, data)),
  compare: {
    rows: ["data", "augmented", "model"],
    within: ["data", "augmented"],
    measures: {
      score: { label: "score", decimals: 2 },
      validationAccuracy: { label: "validation accuracy", decimals: 2, percent: true },
    },
  },
  claims: compressionClaims,
  figures: (results) =>
    spectrumFigures(results, {
      name: ({ model }) => model,
      figure: ({ data, augmented }) => `${data}${augmented ? "-augmented" : ""}`,
      title: (figure) => `CIFAR-10, model compression${figure.endsWith("-augmented") ? ", augmented" : ""}`,
      yMax: 0.5,
    }),
});

function compressionRecipe(data: string, preset: PresetName, augmented: boolean, seed: number, budget: Budget): Recipe {
  const layers = dividedLayers(presets[preset].layers, budget);
  return recipeOf(data, layers, seed, budget, augmented ? { augmentation: { shift: 4, flip: true } } : {});
}
