import type { Recipe } from "netspectra/experiments";
import { mlp } from "netspectra/models";
import type { Budget } from "./budgets.ts";

/** A perceptron and what it learns. */
export interface Learner {
  readonly data: string;
  /** Hidden layers. */
  readonly layers: number;
  readonly seed: number;
  /** Share of the training labels that are shuffled. */
  readonly noise: number;
  /** Default: those of the budget. */
  readonly width?: number;
  readonly learningRate?: number;
}

/** Which labels the training samples have. */
export const labelKinds = { true: 0, random: 1 } as const;
export type LabelKind = keyof typeof labelKinds;

/**
 * A perceptron that is trained until it answers all training samples right, with the labels as they are or with a share of
 * them shuffled: plain gradient descent with momentum, without regularisation and without validation. Networks of different
 * seeds learn the same shuffled labels. The network before training is kept.
 */
export function recipeOf({ data, layers, seed, noise, ...own }: Learner, budget: Budget): Recipe {
  const { width = budget.width, learningRate = budget.learningRate } = own;
  const { limit, testLimit, epochs } = budget;
  return {
    data: {
      source: data,
      ...(limit !== undefined && { limit }),
      ...(testLimit !== undefined && { testLimit }),
      validation: "none",
      ...(noise > 0 && { randomLabels: { share: noise, kind: "shuffled", seed: 0 } }),
    },
    network: mlp(new Array(layers).fill(width)),
    training: {
      optimiser: { name: "sgd", learningRate, momentum: 0.9 },
      batch: 100,
      epochs,
      schedule: { kind: "constant" },
      earlyStopping: { patience: epochs, trainingAccuracy: 1 },
      seed,
    },
    keepEpochs: [0],
  };
}
