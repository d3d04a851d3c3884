import type { Recipe } from "netspectra/experiments";
import type { Layer } from "netspectra/models";
import type { TrainingConfigInput } from "netspectra/train";
import type { Budget } from "./budgets.ts";
import { recipeOf } from "./recipes.ts";

/** What acts on the hidden layers in Table 2: all of them, the linear one included. */
const linearRegularisers = {
  baseline: undefined,
  dropout: { name: "dropout", layers: "all" },
  BN: { name: "batchNorm", layers: "all" },
} as const satisfies Readonly<Record<string, NonNullable<TrainingConfigInput["regularisers"]>[number] | undefined>>;
export type LinearRegulariser = keyof typeof linearRegularisers;

/** Table 2: the default network of MNIST with a linear layer of as many units behind its last hidden one. */
export function linearRecipe(regulariser: string, seed: number, budget: Budget): Recipe {
  const { network, training, ...rest } = recipeOf(
    { data: "mnist", condition: "default", regulariser: "baseline", seed },
    budget,
  );
  const config = linearRegularisers[regulariser as LinearRegulariser];
  return {
    ...rest,
    network: [...(network as readonly Layer[]), { kind: "linear", units: 100 }],
    training: { ...training, ...(config && { regularisers: [config] }) },
  };
}
