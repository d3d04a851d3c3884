import type { Scale } from "netspectra/experiments";

/** What a column of the condition tables changes of the default: appendix D.3. */
export interface Condition {
  /** Training samples. */
  readonly size?: number;
  /** Units: on MNIST of all hidden layers, on CIFAR of the fully connected one. */
  readonly width?: number;
  readonly optimiser?: keyof typeof optimisers;
  /** The first so many classes. */
  readonly classes?: number;
}

/** Appendix D.1 and D.3. */
export const optimisers = {
  adam: { name: "adam", learningRate: 1e-4 },
  momentum: { name: "sgd", learningRate: 0.01, momentum: 0.9 },
  RMSProp: { name: "rmsprop", learningRate: 1e-4 },
} as const;

const sizes = { "1k": { size: 1000 }, "5k": { size: 5000 } };
const widths = { "width 32": { width: 32 }, "width 512": { width: 512 } };

/** The columns of Tables 8, 4 and 9. */
export const conditions = {
  mnist: { default: {}, ...sizes, "width 2": { width: 2 }, "width 8": { width: 8 } },
  cifar10: {
    default: {},
    ...sizes,
    ...widths,
    momentum: { optimiser: "momentum" },
    RMSProp: { optimiser: "RMSProp" },
  },
  cifar100: { default: {}, ...sizes, ...widths, "16 classes": { classes: 16 }, "64 classes": { classes: 64 } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Condition>>>>;
export type ConditionedData = keyof typeof conditions;

export const dataLabels: Readonly<Record<ConditionedData, string>> = {
  mnist: "MNIST",
  cifar10: "CIFAR-10",
  cifar100: "CIFAR-100",
};

/** A cell of a condition table. */
export type ConditionCell = { readonly condition: string; readonly regulariser: string; readonly seed: number };

/** The columns that a scale has. */
export function conditionsAt(scale: Scale, data: ConditionedData): readonly string[] {
  if (scale === "smoke") return ["default"];
  if (scale === "small") return data === "mnist" ? ["default", "1k", "5k"] : ["1k"];
  return Object.keys(conditions[data]);
}
