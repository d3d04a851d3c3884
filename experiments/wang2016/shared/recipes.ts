import type { Recipe } from "netspectra/experiments";
import type { Layer } from "netspectra/models";
import type { TrainingConfigInput } from "netspectra/train";
import type { Budget } from "./budgets.ts";
import { type DataName, dataSets } from "./dataSets.ts";

/**
 * The protocol of section 4: stochastic gradient descent with momentum, the learning rate halved when the validation
 * accuracy has not improved for 5 epochs, no regularisation unless said; 10,000 random training samples for validation.
 */
export function recipeOf(
  data: string,
  network: string | readonly Layer[],
  seed: number,
  budget: Budget,
  training: TrainingConfigInput = {},
): Recipe {
  const { limit, validationLimit, testLimit, epochs, learningRates } = budget;
  const search = budget.search ?? (learningRates && { learningRate: learningRates });
  return {
    data: {
      source: data,
      ...(limit !== undefined && { limit }),
      ...(validationLimit !== undefined && { validationLimit }),
      ...(testLimit !== undefined && { testLimit }),
    },
    network,
    training: {
      optimiser: { name: "sgd", learningRate: dataSets[data as DataName].learningRate, momentum: 0.9 },
      batch: 100,
      epochs,
      schedule: { kind: "plateau", factor: 0.5, patience: 5 },
      // Runs of a few epochs have no end to wait for.
      earlyStopping: budget.search ? { patience: 20 } : null,
      seed,
      ...training,
    },
    ...(search && { search }),
  };
}
