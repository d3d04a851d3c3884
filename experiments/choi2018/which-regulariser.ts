import { type Digest, type DigestRun, formatEstimate, formatMeasure, markdownTable } from "netspectra/experiments";
import { mean } from "../shared/groups.ts";
import { characteristics, errors } from "./shared/measureTrial.ts";
import { type Regulariser, regularisers } from "./shared/regularisers.ts";
import { advice, changeMeasure } from "./whichRegulariser/advice.ts";
import { measured, type TaskCondition, tables, taskConditions } from "./whichRegulariser/conditionTrials.ts";
import { inWords } from "./whichRegulariser/inWords.ts";
import { type RegulariserRow, regulariserRows, shownCharacteristics } from "./whichRegulariser/regulariserRows.ts";

/** The page for a reader in a hurry, from the results of Tables 6, 8, 4 and 9. */
export const whichRegulariser: Digest = {
  id: "choi2018/which-regulariser",
  title: "Which regulariser should I try, and what does it do to my representation?",
  write(runs) {
    const conditions = taskConditions(runs);
    const rows = regulariserRows(conditions);
    if (rows.length === 0) return undefined;
    return [
      ...advice(rows, conditions),
      "## Regularisers",
      regulariserTable(rows),
      notes,
      "## Where the numbers come from",
      conditions.map(conditionText).join("\n"),
      pagesText(runs),
    ].join("\n\n");
  },
};

const ratio = { label: "ratio", decimals: 2 } as const;

/** A row for each regulariser, the one with the lowest error first. */
function regulariserTable(rows: readonly RegulariserRow[]): string {
  const sorted = rows.toSorted((a, b) => (a.change?.value ?? 0) - (b.change?.value ?? 0));
  const header = [
    "regulariser",
    "what it adds to the loss",
    "to try it",
    changeMeasure.label,
    "surely better, worse",
    "mean rank",
    ...shownCharacteristics.map((name) => characteristics[name].label),
    "weight chosen most often (conditions)",
  ];
  const cells = sorted.map((row) => [
    row.name,
    inWords[row.name],
    `\`${flagsOf(row)}\``,
    row.change ? formatEstimate(row.change, changeMeasure) : "–",
    `${row.better.length}, ${row.worse.length} of ${row.conditions}`,
    row.meanRank?.toFixed(1) ?? "–",
    ...shownCharacteristics.map((name) =>
      row.ratios[name] === null ? "–" : `× ${formatMeasure(row.ratios[name], ratio)}`,
    ),
    row.weight ? `${row.weight.value} (${row.weight.chosen} of ${row.weight.of})` : "–",
  ]);
  return markdownTable(header, cells, 3);
}

/** As `train` takes it, with the weight that was chosen most often. */
function flagsOf({ name, weight }: RegulariserRow): string {
  const { config, svd }: Regulariser = regularisers[name];
  return `--regulariser ${config?.name ?? ""}${weight ? `:${weight.value}` : ""}${svd ? " --svd" : ""}`;
}

const notes = `Changes are of the test error against the same network without a regulariser, relative to its error, means over the
conditions; in brackets 95 % over the trainings, for these conditions, not adjusted for the number of rows. *Surely* better or worse:
conditions in which the interval of the difference (Welch) has 0 outside. Mean rank among all rows and the baseline by the mean
error, 1 is best. Then the representation of the last hidden layer: its characteristics over the baseline's, means over the
conditions. All but the last three regularisers of the paper's tables (layer spectrum, equation 13, Jacobian norm), which act on the whole network, act on that layer. The
weight is that with the best validation accuracy; on another task it is another. A whole command:

\`\`\`sh
npx netspectra train mlp:100x5 --data mnist --optimiser adam --learning-rate 0.0001 --schedule constant --regulariser covariance:0.01 --out try
\`\`\`

What a step with each of them costs: [performance](../../performance.md).`;

/** "- MNIST, default: 45 trainings of 15 networks at scale small, 3 of the baseline, whose test error is 2.94 %." */
function conditionText(condition: TaskCondition): string {
  const { name, scale, trials } = condition;
  const networks = new Set(trials.map(({ regulariser }) => regulariser)).size;
  const values = measured(condition, "baseline", "error");
  const error = mean(values);
  return (
    `- ${name}: ${trials.length} trainings at scale \`${scale}\`, of ${networks - 1} regularisers and the baseline, ` +
    `which has a test error of ${formatMeasure(error, errors.error)}.`
  );
}

function pagesText(runs: ReadonlyMap<string, DigestRun>): string {
  const known = tables.flatMap(({ study }) => {
    const run = runs.get(study);
    const name = study.replace("choi2018/", "");
    const open = run && run.missing > 0 ? ` (${run.missing} cells missing)` : "";
    return run ? [`[${name.replace("table-", "Table ")}](${name}.md)${open}`] : [];
  });
  return `All numbers, and what is less than in the paper: ${known.join(", ")}.`;
}
