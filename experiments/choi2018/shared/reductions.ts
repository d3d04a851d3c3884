import type { Scale } from "netspectra/experiments";
import { type Budget, budgetOf, conditionBudgetOf, seeds } from "./budgets.ts";
import { type ConditionedData, conditionsAt, dataLabels } from "./conditions.ts";
import { regularisersAt, weightsTried } from "./regularisers.ts";

/** What is less than at the scale "full", one sentence each. */
export function reductionsOf(scale: Scale, data: ConditionedData): readonly string[] {
  if (scale === "smoke") return [];
  const budget = budgetOf(scale, data);
  const full = budgetOf("full", data);
  return [
    ...sizesText(dataLabels[data], budget, full),
    ...(budget.effort.weights < full.effort.weights
      ? [`${budget.effort.weights} of the six loss weights are tried: ${weightsTried(budget.effort).join(", ")}.`]
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

/** The same for a condition table. */
export function conditionReductions(scale: Scale, data: ConditionedData): readonly string[] {
  if (scale === "smoke") return [];
  const { validationLimitOfFew, epochs } = conditionBudgetOf(scale, data);
  const shown = conditionsAt(scale, data);
  const all = conditionsAt("full", data);
  const rows = regularisersAt(scale, data);
  const absent = regularisersAt("full", data).filter((name) => !rows.includes(name));
  const few = shown.flatMap((name) =>
    name === "1k" ? `${epochs[1000]} epochs at 1k` : name === "5k" ? `${epochs[5000]} epochs at 5k` : [],
  );
  return [
    ...reductionsOf(scale, data),
    ...(scale === "full" ? [] : [`${few.join(", ")}.`]),
    ...(validationLimitOfFew === undefined
      ? []
      : [`At 1k and 5k the first ${count(validationLimitOfFew)} validation samples.`]),
    ...(shown.length < all.length ? [`${shown.length} of the ${all.length} conditions: ${shown.join(", ")}.`] : []),
    ...(absent.length > 0 ? [`Without the rows ${absent.join(", ")}.`] : []),
    ...(scale === "small" && data === "cifar100"
      ? ["2,400 training, 600 validation and 600 test samples are at hand."]
      : []),
  ];
}

/** The same for studies that search for nothing. */
export function fixedReductionsOf(scale: Scale, data: ConditionedData, trialCount: number): readonly string[] {
  if (scale === "smoke") return [];
  return [
    ...sizesText(dataLabels[data], budgetOf(scale, data), budgetOf("full", data)),
    ...(trialCount < 5 ? [`${trials(trialCount)} instead of five.`] : []),
  ];
}

function sizesText(label: string, budget: Budget, full: Budget): readonly string[] {
  const { limit, validationLimit, testLimit, filtersDivided, learningRate } = budget;
  const parts = [
    limit !== undefined && `at most the first ${count(limit)} training samples`,
    validationLimit !== undefined && `the first ${count(validationLimit)} validation samples`,
    testLimit !== undefined && `the first ${count(testLimit)} test samples`,
    filtersDivided > 1 && `filters of the convolutions divided by ${filtersDivided}`,
    learningRate !== undefined && `a learning rate of ${learningRate} instead of 0.0001`,
    budget.epochs.default < full.epochs.default && `${budget.epochs.default} epochs (the paper names none)`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? [] : [`${label}: ${parts.join(", ")}.`];
}

const count = (value: number) => value.toLocaleString("en-US");
const countText = (value: number) => (value === 1 ? "one each is" : `${value} each are`);
const trials = (value: number) => (value === 1 ? "One trial" : `${value} trials`);
