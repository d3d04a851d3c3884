import type { Scale } from "netspectra/experiments";
import type { ConditionedData } from "./conditions.ts";
import { type Effort, efforts } from "./regularisers.ts";

/** How much of a data set, and which networks, a scale takes. */
export interface Budget {
  /** Data that stand in for the set, with its networks and conditions. */
  readonly source?: string;
  /** Training samples where the condition says nothing of them, and at most; default all. */
  readonly limit?: number;
  readonly validationLimit?: number;
  /** Where the condition names the number of training samples, and many epochs are validated; default `validationLimit`. */
  readonly validationLimitOfFew?: number;
  readonly testLimit?: number;
  /** Epochs by training samples: fewer samples are seen more often, for enough steps. */
  readonly epochs: { readonly default: number; readonly 5000: number; readonly 1000: number };
  /** Adam's, where the condition says nothing of the optimiser; default the paper's 0.0001. */
  readonly learningRate?: number;
  /** Filters of convolutions divided by this. */
  readonly filtersDivided: number;
  /** Test samples that Jacobians are taken around: the first so many. */
  readonly jacobians: number;
  readonly effort: Effort;
}

export interface Budgeted {
  readonly budget: Budget;
}

const paperEpochs = { mnist: 30, cifar10: 30, cifar100: 30 } as const;
const fullEpochs = { mnist: 60, cifar10: 60, cifar100: 60 } as const;

/** What of a data set a scale takes. */
export function budgetOf(scale: Scale, data: ConditionedData): Budget {
  const effort = efforts[scale];
  switch (scale) {
    case "smoke":
      return {
        source: "digits",
        limit: 200,
        validationLimit: 60,
        testLimit: 60,
        epochs: { default: 1, 5000: 1, 1000: 1 },
        filtersDivided: 32,
        jacobians: 20,
        effort,
      };
    case "small":
      return data === "mnist" ? { ...small.mnist, effort } : { ...small[data], effort: { ...effort, ...fewerWeights } };
    case "paper":
    case "full": {
      const epochs = (scale === "paper" ? paperEpochs : fullEpochs)[data];
      return {
        epochs: { default: epochs, 5000: 4 * epochs, 1000: 10 * epochs },
        filtersDivided: 1,
        jacobians: 2000,
        effort,
      };
    }
  }
}

/** For the condition tables; where the condition says nothing of samples, the networks are those of `budgetOf`. */
export function conditionBudgetOf(scale: Scale, data: ConditionedData): Budget {
  const budget = budgetOf(scale, data);
  return scale === "small" && data === "mnist" ? { ...budget, validationLimitOfFew: 2000 } : budget;
}

// With 0.0001, narrow networks would need many times these epochs to fit their training samples.
const smallCnn = { limit: 2000, filtersDivided: 8, jacobians: 200, learningRate: 0.001 } as const;

const small = {
  mnist: { epochs: { default: 15, 5000: 80, 1000: 200 }, filtersDivided: 1, jacobians: 1000 },
  cifar10: { ...smallCnn, validationLimit: 1000, testLimit: 2000, epochs: { default: 40, 5000: 40, 1000: 40 } },
  cifar100: { ...smallCnn, epochs: { default: 120, 5000: 120, 1000: 120 } },
} as const;
const fewerWeights = { weights: 3, furtherWeights: 1 };

/** Trials: trainings with the chosen weight that differ in the seed alone. */
export const seeds: Readonly<Record<Scale, readonly number[]>> = {
  smoke: [0],
  small: [0, 1, 2],
  paper: [0, 1, 2, 3, 4],
  full: [0, 1, 2, 3, 4],
};
