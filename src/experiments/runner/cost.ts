import { sizeOf } from "../../base/index.ts";
import { knownDataset } from "../../datasets/index.ts";
import { architecture, everyLayer, type PlannedLayer, planNetwork } from "../../models/index.ts";
import type { Recipe } from "../define/recipe.ts";
import { recipeConfig } from "../recipeConfig.ts";

/** Operations of forward, backward for values and backward for weights, relative to forward alone. */
const trainingPasses = 3;
/** An estimate for what cannot be planned (files of the user's): a minute or so. */
const unknownCost = 1e12;

/** Expected operations of a training; a multiply-add counts as two. The recipe's search is not looked at. */
export function trainingCost(recipe: Recipe): number {
  const sizes = sizesOf(recipe);
  if (!sizes) return unknownCost;
  const { forward, train, validation } = sizes;
  const { epochs } = recipeConfig(recipe);
  return epochs * forward * (trainingPasses * train + validation);
}

/**
 * Expected operations of the EDJMs of a network on its validation samples, or its test samples where it has none, which is what most
 * studies measure: a backward pass for each output, the products of the rows, and eigenvalues.
 */
export function measuringCost(recipe: Recipe): number {
  const sizes = sizesOf(recipe);
  if (!sizes) return unknownCost;
  const { forward, validation, test, inputs: d, outputs: k } = sizes;
  const n = validation === 0 ? test : validation;
  const order = Math.min(n, d);
  return n * forward * (1 + k) + k * n * d * order + 2.7 * k * order ** 3;
}

/** Samples and operations of a recipe for a named data set. */
function sizesOf({ data, network }: Recipe) {
  const named = knownDataset(data.source);
  if (!named) return undefined;
  const { shape, classes } = named.example;
  const outputs = Math.min(data.classes ?? Number.POSITIVE_INFINITY, classes.length);
  const plan = everyLayer(planNetwork(shape, architecture(network).layers, outputs));
  const held = data.validation === "none" ? 0 : named.validation;
  // Classes are taken to be of one size.
  const most = (limit: number | undefined, there: number) =>
    Math.min(limit ?? Number.POSITIVE_INFINITY, Math.round((there * outputs) / classes.length));
  return {
    forward: plan.reduce((sum, layer) => sum + layerFlops(layer), 0),
    train: most(data.limit, named.count.train - held),
    validation: most(data.validationLimit, held),
    test: most(data.testLimit, named.count.test),
    inputs: sizeOf(shape),
    outputs,
  };
}

/** Each weight meets each place that its filter lies on. */
function layerFlops({ layer, output, parameters }: PlannedLayer): number {
  const places = layer.kind === "conv" ? sizeOf(output.slice(1)) : 1;
  return parameters.reduce((sum, { shape }) => sum + (shape.length > 1 ? 2 * places * sizeOf(shape) : 0), 0);
}
