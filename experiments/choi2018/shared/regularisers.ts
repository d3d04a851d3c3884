import type { Scale } from "netspectra/experiments";
import type { TrainingConfigInput } from "netspectra/train";
import type { ConditionedData } from "./conditions.ts";

type RegulariserInput = NonNullable<TrainingConfigInput["regularisers"]>[number];

/** A row of the paper's tables. */
export interface Regulariser {
  /** As a training is given it; its weight is chosen on the validation samples where it has one. */
  readonly config?: RegulariserInput;
  /** Loss weights that are tried. */
  readonly weights?: readonly number[];
  /** Dense layers are trained as SVD layers. */
  readonly svd?: boolean;
  /** The paper does not have it. */
  readonly beyond?: boolean;
}

/** Appendix D.1. */
const published = [0.001, 0.01, 0.1, 1, 10, 100];
const decades = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));

/**
 * The twelve of the paper, in the order of its tables, and three of other papers. All of the twelve but the baseline act on
 * the last hidden layer; the three on the whole network. A weight's first value is only a placeholder for those of the search.
 */
export const regularisers = {
  baseline: {},
  L1W: { config: { name: "l1Weight", weight: 1 }, weights: published },
  L2W: { config: { name: "l2Weight", weight: 1 }, weights: published },
  dropout: { config: { name: "dropout" } },
  BN: { config: { name: "batchNorm" } },
  CR: { config: { name: "covariance", weight: 1 }, weights: published },
  "cw-CR": { config: { name: "classWiseCovariance", weight: 1 }, weights: published },
  VR: { config: { name: "variance", weight: 1 }, weights: published },
  "cw-VR": { config: { name: "classWiseVariance", weight: 1 }, weights: published },
  L1R: { config: { name: "l1Representation", weight: 1 }, weights: published },
  RR: { config: { name: "rank", weight: 1 }, weights: published },
  "cw-RR": { config: { name: "classWiseRank", weight: 1 }, weights: published },
  "layer spectrum": {
    config: { name: "layerSpectrum", weight: 1 },
    weights: decades(-6, -1),
    svd: true,
    beyond: true,
  },
  "equation 13": { config: { name: "edjmLogDeterminant", weight: 1 }, weights: decades(-7, -2), beyond: true },
  "Jacobian norm": { config: { name: "jacobianNorm", weight: 1 }, weights: decades(-4, 1), beyond: true },
} as const satisfies Readonly<Record<string, Regulariser>>;
export type RegulariserName = keyof typeof regularisers;

/** The rows of the paper. */
export const paperRegularisers = Object.keys(regularisers).filter(
  (name) => !("beyond" in regularisers[name as RegulariserName]),
) as readonly RegulariserName[];

/** The rows that a scale has; convolutional networks are dear, and more so where their Jacobians are differentiated. */
export function regularisersAt(scale: Scale, data: ConditionedData = "mnist"): readonly string[] {
  if (scale === "smoke") {
    return data === "mnist" ? ["baseline", "BN", "cw-VR", "layer spectrum"] : ["baseline", "cw-VR"];
  }
  if (scale !== "small" || data === "mnist") return Object.keys(regularisers);
  return data === "cifar10"
    ? [...paperRegularisers, "Jacobian norm"]
    : ["baseline", "dropout", "BN", "VR", "cw-VR", "L1R"];
}

/** Those that act on the representation; the others of the paper are the baseline, L1W, L2W, dropout and BN. */
export const representationRegularisers = ["CR", "cw-CR", "VR", "cw-VR", "L1R", "RR", "cw-RR"] as const;

/** How many of a regulariser's weights a scale tries. */
export interface Effort {
  /** Of the paper's six as far apart as they can be, and of the three further regularisers' six the middle ones. */
  readonly weights: number;
  readonly furtherWeights: number;
  /** The log-determinant is taken every so many steps. */
  readonly logDeterminantEvery: number;
}

const complete: Effort = { weights: 6, furtherWeights: 6, logDeterminantEvery: 1 };

export const efforts: Readonly<Record<Scale, Effort>> = {
  smoke: { weights: 1, furtherWeights: 1, logDeterminantEvery: 2 },
  small: { weights: 6, furtherWeights: 3, logDeterminantEvery: 4 },
  paper: complete,
  full: complete,
};

/** A row as it is trained with so much effort. */
export function regulariserOf(name: string, effort: Effort): Regulariser & { readonly config?: RegulariserInput } {
  const { config, weights, ...rest }: Regulariser = regularisers[name as RegulariserName];
  const lazy = config?.name === "edjmLogDeterminant" && effort.logDeterminantEvery > 1;
  return {
    ...rest,
    ...(config && { config: lazy ? { ...config, every: effort.logDeterminantEvery } : config }),
    ...(weights && {
      weights: rest.beyond ? middle(weights, effort.furtherWeights) : everyFew(weights, effort.weights),
    }),
  };
}

/** Those of the paper's loss weights that are tried with so much effort. */
export const weightsTried = ({ weights }: Effort): readonly number[] => everyFew(published, weights);

// The loss depends on the decade of the weight more than on the digit: with every second one, none is missed by more than one.
function everyFew(weights: readonly number[], count: number): readonly number[] {
  const step = Math.floor(weights.length / count);
  return weights.filter((_, i) => i % step === Math.floor((step - 1) / 2)).slice(0, count);
}

function middle(weights: readonly number[], count: number): readonly number[] {
  const from = Math.floor((weights.length - count) / 2);
  return weights.slice(from, from + count);
}
