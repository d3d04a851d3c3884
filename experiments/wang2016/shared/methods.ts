import { fail } from "netspectra/base";
import type { Recipe, Scale, StudyNetwork } from "netspectra/experiments";
import { type Layer, svdLayers } from "netspectra/models";
import { adjusted, type Budget, type Budgets, budgets } from "./budgets.ts";
import { dataSets } from "./dataSets.ts";
import { equalLayers } from "./networks.ts";
import { recipeOf } from "./recipes.ts";

/** A way to make a network general, tried with some weights of which the best on the validation samples is taken. */
export interface Method {
  /** Rate of the dropout behind every hidden layer. */
  readonly dropout?: number;
  /** Name of a regulariser. */
  readonly regulariser?: "layerSpectrum" | "jacobianNorm" | "edjmLogDeterminant";
  /** Hidden layers as SVD layers. */
  readonly svd?: boolean;
  readonly weights?: readonly number[];
  /** What the learning rate of the data set is divided by: one after the other is tried. Default: those of the budget. */
  readonly rateDivisors?: readonly number[];
}

/** What Figure 6 and Table 1 compare. */
export const paperMethods = {
  none: {},
  dropout: { dropout: 0.5 },
  // With 1e-4 a singular value s gains about 0.5/s in 10,000 steps of rate 0.05 and momentum 0.9; a decade on either side.
  // At published width the two larger weights diverge at a fifth of the learning rate, too.
  "layer spectrum": {
    regulariser: "layerSpectrum",
    svd: true,
    weights: [1e-5, 1e-4, 1e-3],
    rateDivisors: [1, 5, 25],
  },
} as const satisfies Readonly<Record<string, Method>>;

/** As `paperMethods`, with as many weights and learning rates as there is time for. */
export function methodsAt<M extends Readonly<Record<string, Method>>>(
  methods: M,
  scale: Scale,
): Readonly<Record<keyof M & string, Method>> {
  const reduced = scale === "smoke" || scale === "small";
  const entries = Object.entries(methods).map(([name, method]): [string, Method] => {
    const { weights, rateDivisors: _, ...rest } = method;
    if (!reduced) return [name, method];
    return [name, { ...rest, ...(weights && { weights: weights.slice(1, scale === "smoke" ? 2 : 3) }) }];
  });
  return Object.fromEntries(entries) as Record<keyof M & string, Method>;
}

/** Hidden layers of the networks, by data set. */
export const structures = {
  digits: { layers: 2, width: 1024 },
  mnist: { layers: 2, width: 1024 },
  cifar10: { layers: 3, width: 4096 },
  timit: { layers: 3, width: 2048 },
} as const;

/**
 * A weight of an SVD layer moves 1 + 2σ² times as far in a step as one of a dense layer (σ up to 2.5 at the start), so
 * that one learning rate does not suit all: every method is tried with that of the other studies, and with a fifth.
 */
export function withLearningRates(chosen: Budgets): Budgets {
  return adjusted(chosen, (_, data) => {
    const { learningRate } = dataSets[data];
    return { learningRates: [learningRate, learningRate / 5] };
  });
}

/** The paper's 2 × 1k on MNIST is nearly small enough to be trained as it is. */
export function methodBudgets(scale: Scale): Budgets {
  if (scale !== "small") return withLearningRates(budgets[scale]);
  const { mnist } = budgets.small;
  return withLearningRates({ ...budgets.small, mnist: { ...mnist, divided: { ...mnist.divided, units: 2 } } });
}

/** A network for each weight of the method, by the weight; one, "0", where it has none. */
export function methodRecipes(
  method: Method,
  data: keyof typeof structures,
  seed: number,
  budget: Budget,
): Readonly<Record<string, Recipe>> {
  const { layers, width } = structures[data];
  const { dropout = 0, regulariser, svd = false, weights = [0], rateDivisors } = method;
  const learningRates = rateDivisors?.map((divisor) => dataSets[data].learningRate / divisor);
  const own = { ...budget, ...(learningRates && { learningRates }) };
  const dense = equalLayers(layers, width / budget.divided.units, { dropout });
  const network: readonly Layer[] = svd ? svdLayers(dense) : dense;
  return Object.fromEntries(
    weights.map((weight) => [
      `${weight}`,
      recipeOf(data, network, seed, own, regulariser ? { regularisers: [{ name: regulariser, weight }] } : {}),
    ]),
  );
}

/** The network that is best on the validation samples, and the weight it was trained with. */
export function bestNetwork(networks: Readonly<Record<string, StudyNetwork>>): {
  readonly weight: number;
  readonly network: StudyNetwork;
} {
  const accuracy = ([, network]: [string, StudyNetwork]) => network.accuracy.validation ?? 0;
  const entries = Object.entries(networks);
  const [first = fail({ subject: "networks of a cell", expected: "one at least", got: "none" })] = entries;
  const [weight, network] = entries.reduce((best, next) => (accuracy(next) > accuracy(best) ? next : best), first);
  return { weight: Number(weight), network };
}

/** What is less than in the paper. */
export function weightReductions(scale: Scale): readonly string[] {
  if (scale === "paper") return ["The layer spectrum is tried with a 25th of the data set's learning rate, too."];
  return scale === "small"
    ? ["Two weights of each regulariser are tried, the best on the validation samples is taken."]
    : [];
}
