import { fail } from "netspectra/base";
import { type CellResult, defineStudy } from "netspectra/experiments";
import { atScales } from "../shared/atScales.ts";
import { type Budget, conditionBudgetOf, seeds } from "./shared/budgets.ts";
import { besidePublished, judgeNoneBest, judgeSet } from "./shared/conditionClaims.ts";
import { conditionErrors, publishedColumns } from "./shared/conditionErrors.ts";
import { type ConditionedData, dataLabels } from "./shared/conditions.ts";
import { errors } from "./shared/measureTrial.ts";
import { rankFigure } from "./shared/rankFigures.ts";
import { friedmanTable, type Ranking, rankingOf, rankTable } from "./shared/rankTables.ts";
import { recipeOf } from "./shared/recipes.ts";
import { conditionReductions } from "./shared/reductions.ts";
import { commonRegularisers, taskName, taskOf, tasksAt } from "./shared/tasks.ts";

type RankCell = { readonly task: string; readonly regulariser: string; readonly seed: number };
interface Settings {
  readonly budgets: Readonly<Record<string, Budget>>;
}

const judged = (judge: typeof judgeSet) => (results: readonly CellResult<RankCell>[]) =>
  besidePublished(judge, publishedColumns(undefined, taskName))(conditionErrors(results, ({ task }) => task));

export default defineStudy<RankCell, Settings>({
  id: "choi2018/ranks",
  version: 1,
  title: "Is any regulariser consistently better than the others",
  about:
    "The paper concludes from its condition tables that no regulariser performs consistently well, by looking at which numbers are best. Here the " +
    "networks of Tables 8, 4 and 9 are ranked within each condition, and the ranks are tested over the conditions: Friedman's " +
    "test of whether all regularisers are alike, and Nemenyi's of which pairs differ. The same tests are made of the numbers that the " +
    "paper has published: 19 conditions of twelve regularisers each.",
  reproduces: { citation: "choi2018", items: ["Section 6"] },
  scales: atScales((scale) => {
    const tasks = tasksAt(scale);
    const sets = [...new Set(tasks.map(({ data }) => data))];
    return {
      grid: { task: tasks.map(taskName), regulariser: commonRegularisers(scale), seed: seeds[scale] },
      settings: { budgets: Object.fromEntries(sets.map((data) => [data, conditionBudgetOf(scale, data)])) },
      reductions: sets.flatMap((data) => conditionReductions(scale, data)),
    };
  }),
  recipes({ task: name, regulariser, seed }, { budgets }) {
    const task = taskOf(name);
    const budget = task && budgets[task.data];
    if (!budget) return fail({ subject: "task", expected: "a condition of one of the tables", got: `"${name}"` });
    return { network: recipeOf({ ...task, regulariser, seed }, budget) };
  },
  async measure(_, networks) {
    const { train, test = null } = networks["network"]!.accuracy;
    return {
      measures: { error: test === null ? null : 1 - test, gap: test === null ? null : train - test },
    };
  },
  compare: { rows: ["task", "regulariser"], within: ["task"], measures: errors },
  overviews(results) {
    const rankings = [hereOf(results), ...publishedRankings].filter((ranking) => ranking !== undefined);
    return [friedmanTable(rankings), rankTable(rankings)];
  },
  claims: [
    {
      statement: "No single regulariser performs best under all conditions of all data sets.",
      source: "section 6.1",
      judge: judged(judgeNoneBest),
    },
    {
      statement:
        "Used as a set, representation regularisers improve on the baseline under every condition of all data sets.",
      source: 'section 6.2, line "best improvement"',
      judge: judged(judgeSet),
    },
  ],
  figures(results) {
    const here = hereOf(results);
    return Promise.all([
      ...(here ? [rankFigure(here, "ranks-here", "Mean ranks here")] : []),
      ...publishedRankings
        .slice(0, 1)
        .map((ranking) => rankFigure(ranking, "ranks-published", "Mean ranks in the published tables")),
    ]);
  },
});

const hereOf = (results: readonly CellResult<RankCell>[]) =>
  rankingOf(
    "here",
    conditionErrors(results, ({ task }) => task),
  );

/** Of all three tables, then of each. */
const publishedRankings: readonly Ranking[] = [undefined, ...(Object.keys(dataLabels) as ConditionedData[])].flatMap(
  (data) => {
    const name = data === undefined ? "published, all tables" : `published, ${dataLabels[data]}`;
    return rankingOf(name, publishedColumns(data, taskName)) ?? [];
  },
);
