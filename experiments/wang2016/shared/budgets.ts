import { fail } from "netspectra/base";
import type { RecipeSearch, Scale } from "netspectra/experiments";
import { type DataName, dataSets } from "./dataSets.ts";

/** How much of a data set and of its networks a scale takes. */
export interface Budget {
  /** Training samples, validation samples and test samples: the first so many; default all. */
  readonly limit?: number;
  readonly validationLimit?: number;
  readonly testLimit?: number;
  readonly epochs: number;
  /** Validation samples that EDJMs are conditioned on: the first so many. */
  readonly samples: number;
  /** By how much less than published: hidden units, filters of convolutions, and parameters where those are fixed. */
  readonly divided: { readonly units: number; readonly filters: number; readonly parameters: number };
  /** Training configurations of which the best on the validation samples is taken. Default: one, the fixed recipe. */
  readonly search?: RecipeSearch;
  /** Learning rates that are tried where there is no grid, because one does not suit all networks of a study. */
  readonly learningRates?: readonly number[];
}

export type Budgets = Readonly<Partial<Record<DataName, Budget>>>;

const published = { units: 1, filters: 1, parameters: 1 };
const search = { learningRate: [0.003, 0.01, 0.03, 0.1], momentum: [0.5, 0.9, 0.95], batch: [50, 100, 200] };

/** The same for all studies, so that a network is trained once for all that ask for it. */
export const budgets = {
  smoke: {
    digits: {
      limit: 300,
      validationLimit: 60,
      testLimit: 60,
      epochs: 2,
      samples: 40,
      divided: { units: 256, filters: 32, parameters: 2000 },
    },
  },
  small: {
    mnist: { limit: 20_000, epochs: 6, samples: 2000, divided: { units: 4, filters: 4, parameters: 16 } },
    cifar10: { limit: 10_000, epochs: 10, samples: 1000, divided: { units: 16, filters: 4, parameters: 32 } },
  },
  paper: {
    mnist: { epochs: 30, samples: 10_000, divided: published },
    cifar10: { epochs: 30, samples: 10_000, divided: published },
  },
  full: {
    mnist: { epochs: 200, samples: 10_000, divided: published, search },
    cifar10: { epochs: 200, samples: 10_000, divided: published, search },
  },
} as const satisfies Record<Scale, Budgets>;

/** Settings of a study that asks for nothing else. */
export interface Budgeted {
  readonly budgets: Budgets;
}

/** Trainings that differ in the seed alone. */
export const seeds: Readonly<Record<Scale, readonly number[]>> = {
  smoke: [0],
  small: [0, 1, 2],
  paper: [0, 1, 2],
  full: [0, 1, 2, 3, 4],
};

/** The data sets of a scale: those of the paper, or what stands in for them. */
export const dataOf = (scale: Scale): readonly DataName[] => Object.keys(budgets[scale]) as DataName[];

/** What of the budget of a data set a study of theirs goes by. */
export function budgetOf(settings: Budgeted, data: string): Budget {
  const { budgets: chosen } = settings;
  return (
    chosen[data as DataName] ??
    fail({ subject: "data set of a cell", expected: Object.keys(chosen).join(", "), got: `"${data}"` })
  );
}

/** The budgets of some data sets. */
export function budgetsOf(scale: Scale, data: readonly string[]): Budgets {
  return Object.fromEntries(Object.entries(budgets[scale]).filter(([name]) => data.includes(name)));
}

/** The same, with something else in each. */
export function adjusted(chosen: Budgets, change: (budget: Budget, data: DataName) => Partial<Budget>): Budgets {
  const entries = Object.entries(chosen) as [DataName, Budget][];
  return Object.fromEntries(entries.map(([data, budget]) => [data, { ...budget, ...change(budget, data) }]));
}

const divisions = { units: "hidden units", filters: "filters", parameters: "numbers of parameters" } as const;
type Division = keyof typeof divisions;

export interface ReductionOptions {
  /** Sizes that the networks of the study have. Default: hidden units. */
  readonly divided?: readonly Division[];
  /** Whether it looks at EDJMs. Default true. */
  readonly spectra?: boolean;
}

/** What is less than in the paper, one sentence for each data set. */
export function reductionsOf(chosen: Budgets, options: ReductionOptions = {}): readonly string[] {
  const entries = Object.entries(chosen) as [DataName, Budget][];
  const sentences = entries.flatMap(([data, budget]) => reductionOf(data, budget, options) ?? []);
  const rates = entries.flatMap(([data, { search, learningRates }]) =>
    search || !learningRates ? [] : [`${learningRates.join(" and ")} (${dataSets[data].label})`],
  );
  const fixed = entries.some(([, budget]) => !budget.search);
  return [
    ...sentences,
    ...(fixed && rates.length === 0
      ? ["One training configuration for all networks instead of the best of a grid."]
      : []),
    ...(rates.length > 0 ? [`Of the grid the learning rates alone: ${rates.join(", ")}.`] : []),
  ];
}

function reductionOf(
  data: DataName,
  budget: Budget,
  { divided = ["units"], spectra = true }: ReductionOptions,
): string | undefined {
  const { label, samples } = dataSets[data];
  const { limit = samples.train, validationLimit = samples.validation } = budget;
  const around = Math.min(budget.samples, validationLimit);
  const smaller = divided.filter((size) => budget.divided[size] > 1);
  const parts = [
    limit < samples.train &&
      `the first ${count(limit)} of ${count(samples.train)} training ${data === "timit" ? "frames" : "samples"}`,
    !budget.search && `${budget.epochs} epochs`,
    smaller.length > 0 && smaller.map((size) => `${divisions[size]} divided by ${budget.divided[size]}`).join(", "),
    spectra &&
      around < samples.validation &&
      `EDJMs of the first ${count(around)} of ${count(samples.validation)} validation samples`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : `${label}: ${parts.join(", ")}.`;
}

const count = (value: number) => value.toLocaleString("en-US");
