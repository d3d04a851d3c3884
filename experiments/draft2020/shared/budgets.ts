import { fail } from "netspectra/base";
import type { Scale } from "netspectra/experiments";

/** How much of a data set, and which perceptrons, a scale takes. */
export interface Budget {
  /** Training and test samples: the first so many; default all. */
  readonly limit?: number;
  readonly testLimit?: number;
  /** At most; training ends where all training samples are answered right. */
  readonly epochs: number;
  /** Samples that Jacobians are taken around: the first so many, of the training and of the test samples. */
  readonly samples: number;
  /** Units of each hidden layer. */
  readonly width: number;
  readonly learningRate: number;
}

export type DataName = "digits" | "mnist" | "cifar10";
export type Budgets = Readonly<Partial<Record<DataName, Budget>>>;

export const dataLabels: Readonly<Record<DataName, string>> = {
  digits: "Generated digits",
  mnist: "MNIST",
  cifar10: "CIFAR-10",
};

// 512 units are those of the perceptrons of Zhang et al. (2017), of whose experiment the draft speaks.
const published = { epochs: 1000, samples: 10_000, width: 512 } as const;

/** The same for all studies, so that a network is trained once for all that ask for it. */
export const budgets: Readonly<Record<Scale, Budgets>> = {
  smoke: { digits: { limit: 100, testLimit: 60, epochs: 30, samples: 30, width: 16, learningRate: 0.1 } },
  small: { mnist: { limit: 4000, epochs: 400, samples: 1000, width: 256, learningRate: 0.05 } },
  paper: { mnist: { ...published, learningRate: 0.05 }, cifar10: { ...published, learningRate: 0.01 } },
  full: { mnist: { ...published, learningRate: 0.05 }, cifar10: { ...published, learningRate: 0.01 } },
};

/** Hidden layers of shallow and deep networks. */
export const depths: Readonly<Record<Scale, readonly number[]>> = {
  smoke: [1],
  small: [1, 2, 4],
  paper: [1, 3, 5],
  full: [1, 2, 3, 4, 5],
};

/** Trainings that differ in the seed alone. */
export const seeds: Readonly<Record<Scale, readonly number[]>> = {
  smoke: [0],
  small: [0, 1, 2],
  paper: [0, 1, 2],
  full: [0, 1, 2, 3, 4],
};

/** "4 hidden layers" */
export const layersText = (layers: number) => `${layers} hidden ${layers === 1 ? "layer" : "layers"}`;

/** Settings of a study that asks for nothing else. */
export interface Budgeted {
  readonly budgets: Budgets;
}

/** What of the budget of a data set a study goes by. */
export function budgetOf({ budgets: chosen }: Budgeted, data: string): Budget {
  return (
    chosen[data as DataName] ??
    fail({ subject: "data set of a cell", expected: Object.keys(chosen).join(", "), got: `"${data}"` })
  );
}

/**
 * What is less than at the scale "paper", one sentence each.
 *
 * @param around samples that Jacobians are taken around, where they are others than the budget's
 */
export function reductionsOf(scale: Scale, around?: number): readonly string[] {
  if (scale !== "small") return [];
  const sizes = Object.entries(budgets[scale]).map(([data, { limit, samples, width }]) => {
    const parts = [
      ...(limit === undefined ? [] : [`the first ${limit.toLocaleString("en-US")} training samples`]),
      `Jacobians around the first ${around ?? samples} samples`,
      `hidden layers of ${width} units`,
    ];
    return `${dataLabels[data as DataName]}: ${parts.join(", ")}.`;
  });
  return [...sizes, "MNIST only."];
}
