import { defineStudy, type Study } from "netspectra/experiments";
import { atScales } from "../../shared/atScales.ts";
import { type Budgeted, conditionBudgetOf, seeds } from "./budgets.ts";
import { conditionClaims } from "./conditionClaims.ts";
import { conditionErrors, publishedColumns } from "./conditionErrors.ts";
import { type ConditionCell, type ConditionedData, conditionsAt, dataLabels } from "./conditions.ts";
import { bestTable, errorTable } from "./errorTables.ts";
import { followFigures } from "./followFigures.ts";
import { followTable } from "./followTable.ts";
import { measureTrial, trialMeasures } from "./measureTrial.ts";
import { recipeOf } from "./recipes.ts";
import { conditionReductions } from "./reductions.ts";
import { regularisersAt } from "./regularisers.ts";

/** What the three condition tables differ in. */
export interface ConditionTable {
  readonly data: ConditionedData;
  /** Of the paper. */
  readonly table: number;
  /** "a perceptron of five hidden layers of 100 units" */
  readonly network: string;
  /** "the fifth hidden layer" */
  readonly layer: string;
}

/** A condition table of the paper: the test error of each regulariser under each task condition. */
export function conditionStudy({ data, table, network, layer }: ConditionTable): Study {
  return defineStudy<ConditionCell, Budgeted>({
    id: `choi2018/table-${table}`,
    version: 1,
    title: `Regularisers under several task conditions: ${dataLabels[data]}`,
    about:
      `Does a regulariser of the representation suit a task? ${network[0]!.toUpperCase()}${network.slice(1)}, trained under conditions that each change one ` +
      `thing of the default (samples, width, optimiser, classes), with each of twelve regularisers of ${layer} and the loss weight of ` +
      "{0.001 … 100} that has the best validation accuracy. Beyond the paper: three regularisers of other papers that act on the whole network, and " +
      "whether the test error follows the characteristics of the representation, or numbers of the Jacobian of the probabilities.",
    reproduces: { citation: "choi2018", items: [`Table ${table}`] },
    scales: atScales((scale) => ({
      grid: { condition: conditionsAt(scale, data), regulariser: regularisersAt(scale, data), seed: seeds[scale] },
      settings: { budget: conditionBudgetOf(scale, data) },
      reductions: conditionReductions(scale, data),
    })),
    recipes: ({ condition, regulariser, seed }, { budget }) => ({
      network: recipeOf({ data, condition, regulariser, seed }, budget),
    }),
    measure: (_, networks, context) => measureTrial(networks["network"]!, context),
    compare: { rows: ["condition", "regulariser"], within: ["condition"], measures: trialMeasures },
    overviews: (results) => {
      const here = conditionErrors(results, ({ condition }) => condition);
      const published = publishedColumns(data, ({ condition }) => condition);
      return [
        errorTable(here, "here"),
        bestTable(here, "here"),
        followTable(results),
        errorTable(published, "as published"),
        bestTable(published, "as published"),
      ];
    },
    claims: conditionClaims(data),
    figures: (results) => followFigures(results, dataLabels[data]),
  });
}
