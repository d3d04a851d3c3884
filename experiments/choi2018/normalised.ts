import { defineStudy, type Recipe } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type Budgeted, budgetOf } from "./shared/budgets.ts";
import { characteristics, errors, measureTrial } from "./shared/measureTrial.ts";
import { recipeOf } from "./shared/recipes.ts";
import { reductionsOf } from "./shared/reductions.ts";
import { representationRegularisers } from "./shared/regularisers.ts";

type SumCell = { readonly regulariser: string; readonly sums: string; readonly seed: number };

/** The two readings of the penalties' sums. */
const readings = ["as printed", "normalised"] as const;

export default defineStudy<SumCell, Budgeted>({
  id: "choi2018/normalised",
  version: 1,
  title: "Regularisers as printed, and as the authors' program can have them",
  about:
    "Table 5 prints the penalties of the representation as plain sums over units, pairs of units, samples or classes; the authors' program can " +
    "divide each by the number of its terms (u(u − 1)/2 pairs for covariances, u units for the others, times the classes where it is " +
    "class-wise; of 100 units, 100 to 49,500), which moves the loss weights {0.001 … 100} by two to five decades. Both readings on the networks " +
    "of [Table 6](table-6.md), each with the weight that it chooses itself: what does the reading change? The weight per term is the " +
    "chosen weight in the units of the printed sum.",
  reproduces: { citation: "choi2018", items: [] },
  scales: atScales((scale) => ({
    grid: {
      regulariser: scale === "smoke" ? ["cw-VR"] : representationRegularisers,
      sums: readings,
      seed: scale === "full" ? [0, 1, 2, 3, 4] : [0],
    },
    settings: { budget: budgetOf(scale, "mnist") },
    reductions: reductionsOf(scale, "mnist").map((text) => text.replace(/^\d+ trials instead/, "One trial instead")),
  })),
  recipes: ({ regulariser, sums, seed }, { budget }) => {
    const printed = recipeOf({ data: "mnist", condition: "default", regulariser, seed }, budget);
    return { network: sums === "normalised" ? normalised(printed) : printed };
  },
  async measure(_, networks, context) {
    const network = networks["network"]!;
    const { measures, ...rest } = await measureTrial(network, context);
    return { measures: { ...measures, printedWeight: printedWeight(network.recipe, measures.weight) }, ...rest };
  },
  compare: {
    rows: ["regulariser", "sums"],
    within: ["regulariser"],
    measures: {
      ...errors,
      weight: { label: "chosen weight", decimals: 3 },
      printedWeight: { label: "in units of the printed sum", decimals: 6 },
      ...characteristics,
    },
  },
  figures: async () => [],
});

type Configs = NonNullable<Recipe["training"]["regularisers"]>;

function normalised(recipe: Recipe): Recipe {
  const { regularisers = [] } = recipe.training;
  const divided = regularisers.map((config) => ({ ...config, normalised: true })) as Configs;
  return { ...recipe, training: { ...recipe.training, regularisers: divided } };
}

/** Terms of the sums in a layer of 100 units and ten classes, as `normalised` divides by them. */
const units = 100;
const terms: Readonly<Record<string, number>> = {
  covariance: (units * (units - 1)) / 2,
  classWiseCovariance: 10 * ((units * (units - 1)) / 2),
  classWiseVariance: 10 * units,
  classWiseRank: 10 * units,
};

function printedWeight({ training }: Recipe, weight: number | null): number | null {
  const [config] = training.regularisers ?? [];
  if (weight === null || !config) return null;
  return "normalised" in config && config.normalised ? weight / (terms[config.name] ?? units) : weight;
}
