import type { Recipe, RecipeData } from "netspectra/experiments";
import { cnn, type Layer, mlp, svdLayers } from "netspectra/models";
import type { Budget } from "./budgets.ts";
import { type Condition, type ConditionedData, conditions, optimisers } from "./conditions.ts";
import { regulariserOf } from "./regularisers.ts";

/** One training of the condition tables. */
export interface Trial {
  readonly data: ConditionedData;
  /** A name of `conditions[data]`. */
  readonly condition: string;
  /** A name of `regularisers`. */
  readonly regulariser: string;
  readonly seed: number;
}

const batches = { mnist: 100, cifar10: 100, cifar100: 500 } as const;

/**
 * The protocol of appendix D: the loss weight with the best validation accuracy, found with seed 0; with it each trial's own
 * training, on CIFAR with the validation samples merged back unless the condition is about few samples. The epoch with the best
 * validation accuracy is taken, the last one where there is no validation.
 */
export function recipeOf({ data, condition, regulariser, seed }: Trial, budget: Budget): Recipe {
  const chosen: Condition = (conditions[data] as Readonly<Record<string, Condition>>)[condition] ?? {};
  const row = regulariserOf(regulariser, budget.effort);
  const limit = chosen.size === undefined ? budget.limit : Math.min(chosen.size, budget.limit ?? chosen.size);
  const merge = data !== "mnist" && limit === undefined;
  const layers = layersOf(data, chosen, budget);
  return {
    data: {
      ...dataOf(data, chosen.size === undefined ? budget : fewSamples(budget), limit, merge && !row.weights),
      // What stands in for the set has ten classes.
      ...(chosen.classes !== undefined && !budget.source && { classes: chosen.classes }),
    },
    network: row.svd ? svdLayers(layers) : layers,
    training: {
      optimiser: optimiserOf(chosen, budget),
      batch: budget.source ? 20 : batches[data],
      epochs: budget.epochs[chosen.size as 5000 | 1000] ?? budget.epochs.default,
      schedule: { kind: "constant" },
      earlyStopping: null,
      seed,
      ...(row.config && { regularisers: [row.config] }),
    },
    ...(row.weights && { search: { weight: row.weights, seed: 0, ...(merge && { merge }) } }),
  };
}

function optimiserOf({ optimiser }: Condition, { learningRate = optimisers.adam.learningRate }: Budget) {
  return optimiser === undefined ? { ...optimisers.adam, learningRate } : optimisers[optimiser];
}

const fewSamples = ({ validationLimitOfFew, ...budget }: Budget): Budget => ({
  ...budget,
  ...(validationLimitOfFew !== undefined && { validationLimit: validationLimitOfFew }),
});

/** MNIST's validation samples are random ones, those of CIFAR the last, or none where they are merged. */
function dataOf(
  data: ConditionedData,
  { source = data, validationLimit, testLimit }: Budget,
  limit: number | undefined,
  merged: boolean,
): RecipeData {
  return {
    source,
    ...(limit !== undefined && { limit }),
    ...(validationLimit !== undefined && !merged && { validationLimit }),
    ...(testLimit !== undefined && { testLimit }),
    ...(data !== "mnist" && { validation: merged ? "none" : "last" }),
  };
}

/** Appendix D.2 and Table 7. */
function layersOf(data: ConditionedData, { width }: Condition, { filtersDivided }: Budget): readonly Layer[] {
  if (data === "mnist") return mlp(new Array(5).fill(width ?? 100));
  const filters = (count: number) => count / filtersDivided;
  const blocks = [[32, 64], [128], [128]].map((block) => block.map(filters));
  return cnn(blocks, { padding: "same", dense: [width ?? 128] });
}
