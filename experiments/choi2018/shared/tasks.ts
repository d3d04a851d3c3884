import type { Scale } from "netspectra/experiments";
import { type ConditionedData, conditions, conditionsAt, dataLabels } from "./conditions.ts";
import { regularisersAt } from "./regularisers.ts";

/** A column of one of the condition tables. */
export interface Task {
  readonly data: ConditionedData;
  readonly condition: string;
}

/** "CIFAR-10, 1k" */
export const taskName = ({ data, condition }: Task) => `${dataLabels[data]}, ${condition}`;

/** The task of a name. */
export const taskOf: (name: string) => Task | undefined = (name) => taskByName.get(name);

const taskByName: ReadonlyMap<string, Task> = new Map(
  (Object.keys(conditions) as ConditionedData[])
    .flatMap((data) => Object.keys(conditions[data]).map((condition) => ({ data, condition })))
    .map((task) => [taskName(task), task]),
);

/** The data sets whose tables have (nearly) all rows at a scale. */
const dataAt = (scale: Scale): readonly ConditionedData[] =>
  scale === "small" ? ["mnist", "cifar10"] : ["mnist", "cifar10", "cifar100"];

export const tasksAt = (scale: Scale): readonly Task[] =>
  dataAt(scale).flatMap((data) => conditionsAt(scale, data).map((condition) => ({ data, condition })));

/** The rows that the tables of all these tasks have. */
export const commonRegularisers = (scale: Scale): readonly string[] =>
  dataAt(scale)
    .map((data) => regularisersAt(scale, data))
    .reduce((common, own) => common.filter((name) => own.includes(name)));
