import { representation } from "netspectra/analyses";
import type { CellContext, Measure, Measured, Recipe, Scale, StudyNetwork } from "netspectra/experiments";
import type { TrainingConfigInput } from "netspectra/train";
import { type Budget, type Budgeted, budgetOf } from "./budgets.ts";
import { recipeOf } from "./recipes.ts";

/** A training on data with a known number of independent factors, with one loss weight. */
export type FactorCell = {
  /** A name of `factorData`. */
  readonly data: string;
  readonly factors: number;
  readonly weight: number;
  readonly seed: number;
};

/** Section 4.3: mixed Gaussian factors, and MNIST in its first principal components. */
export const factorData = { factors: "Gaussian factors", "mnist-pca": "MNIST in principal components" } as const;

/**
 * The grid of a scale: section 4.3 and the weights of appendix D.1.
 *
 * @param fewWeights those of the scale "small"
 */
export function factorGrid(scale: Scale, seeds: readonly number[], fewWeights: readonly number[]) {
  const all = { factors: [10, 50, 100, 250, 500], weight: [0, 0.001, 0.01, 0.1, 1, 10, 100] };
  const chosen = {
    smoke: { factors: [10, 500], weight: [0, 10] },
    small: { factors: [10, 100, 500], weight: [0, ...fewWeights] },
    paper: all,
    full: all,
  }[scale];
  const data = Object.keys(factorData);
  return { data: scale === "smoke" ? data.slice(0, 1) : data, ...chosen, seed: scale === "small" ? [0, 1] : seeds };
}

/** The budget of Table 6, with fewer samples where a study has to be small. */
export const factorBudget = (scale: Scale): Budget => ({
  ...budgetOf(scale, "mnist"),
  ...(scale === "small" && { limit: 10_000, validationLimit: 2000 }),
});

export const factorReductions: Readonly<Record<Scale, readonly string[]>> = {
  smoke: [],
  small: [
    "The first 10,000 training samples and the first 2,000 validation samples of each set, 15 epochs (the paper names none).",
    "Three of the five numbers of factors, three of the six loss weights.",
    "Two trainings instead of five.",
  ],
  paper: ["30 epochs (the paper names none)."],
  full: [],
};

/** A regulariser of a representation, without its weight. */
export type FactorRegulariser =
  | { readonly name: "l1Representation"; readonly normalised: boolean }
  | { readonly name: "rank" };

/** The perceptron of Table 6 on other data, with a loss weight that is given instead of chosen. */
export function factorRecipe(
  { data, factors, weight, seed }: FactorCell,
  regulariser: FactorRegulariser,
  budget: Budget,
): Recipe {
  const plain = recipeOf({ data: "mnist", condition: "default", regulariser: "baseline", seed }, budget);
  const training: TrainingConfigInput = {
    ...plain.training,
    ...(weight > 0 && { regularisers: [{ ...regulariser, weight }] }),
  };
  return { ...plain, data: { ...plain.data, source: budget.source ?? `${data}:${factors}` }, training };
}

/** What is measured of the last hidden layer, over the test samples; and how many of these are classified right. */
export const factorMeasures = {
  sparsity: { label: "sparsity", decimals: 3, range: [0, 1] },
  rank: { label: "rank", decimals: 2, range: [1, Number.POSITIVE_INFINITY] },
  accuracy: { label: "test accuracy", decimals: 2, percent: true, range: [0, 1] },
} as const satisfies Readonly<Record<string, Measure & { readonly range: readonly [number, number] }>>;
export type FactorMeasure = keyof typeof factorMeasures;

export async function measureFactors(
  network: StudyNetwork,
  { platform, session, samples }: CellContext<Budgeted>,
): Promise<Measured> {
  const { layers } = await representation(platform, network.model, await samples(network.recipe, "test"), session);
  const { sparsity, rank } = layers.at(-1)!;
  return { measures: { sparsity, rank, accuracy: network.accuracy.test ?? null } };
}
