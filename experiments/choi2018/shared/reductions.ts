import type { Scale } from "netspectra/experiments";
import { type Budget, budgetOf, seeds } from "./budgets.ts";
import type { ConditionedData } from "./conditions.ts";

const labels = { mnist: "MNIST", cifar10: "CIFAR-10", cifar100: "CIFAR-100" } as const;

/** What is less than at the scale "full", one sentence each. */
export function reductionsOf(scale: Scale, data: ConditionedData): readonly string[] {
  if (scale === "smoke") return [];
  const budget = budgetOf(scale, data);
  const full = budgetOf("full", data);
  return [
    ...sizesText(labels[data], budget, full),
    ...(budget.effort.weights < full.effort.weights
      ? [`${budget.effort.weights} of the six loss weights are tried: the middle ones.`]
      : []),
    ...(budget.effort.furtherWeights < full.effort.furtherWeights
      ? [`Of the three further regularisers' weights ${countText(budget.effort.furtherWeights)} tried.`]
      : []),
    ...(budget.effort.logDeterminantEvery > 1
      ? [`Equation 13 is in the loss every ${budget.effort.logDeterminantEvery} steps, with so many times its weight.`]
      : []),
    ...(seeds[scale].length < 5 ? [`${trials(seeds[scale].length)} instead of five.`] : []),
  ];
}

function sizesText(label: string, budget: Budget, full: Budget): readonly string[] {
  const { limit, validationLimit, testLimit, filtersDivided } = budget;
  const parts = [
    limit !== undefined && `at most the first ${count(limit)} training samples`,
    validationLimit !== undefined && `the first ${count(validationLimit)} validation samples`,
    testLimit !== undefined && `the first ${count(testLimit)} test samples`,
    filtersDivided > 1 && `filters of the convolutions divided by ${filtersDivided}`,
    budget.epochs.default < full.epochs.default && `${budget.epochs.default} epochs (the paper names none)`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? [] : [`${label}: ${parts.join(", ")}.`];
}

const count = (value: number) => value.toLocaleString("en-US");
const countText = (value: number) => (value === 1 ? "one each is" : `${value} each are`);
const trials = (value: number) => (value === 1 ? "One trial" : `${value} trials`);
