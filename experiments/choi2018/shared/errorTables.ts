import type { Estimate, Measure, Overview } from "netspectra/experiments";
import { type ConditionErrors, errorDifferences, lowest, type RegulariserErrors } from "./conditionErrors.ts";
import { paperRegularisers } from "./regularisers.ts";

const percent = (label: string): Measure => ({ label, decimals: 2, percent: true });
const isPapers = ({ regulariser }: RegulariserErrors) => paperRegularisers.some((name) => name === regulariser);

/**
 * The paper's own form of a condition table: means ± standard deviations, the best of its rows in each column, those whose range
 * (mean ± standard deviation) overlaps with the best one's, and the baseline less the best.
 *
 * @param of "here", "as published"
 */
export function errorTable(conditions: readonly ConditionErrors[], of: string): Overview {
  const bests = new Map(conditions.map((own) => [own, lowest(own.rows.filter(isPapers))]));
  return {
    title: `Test errors in the paper's form: ${of}`,
    about:
      "Mean ± standard deviation over trials. Among the paper's rows the best of each condition is bold, and those whose range (mean ± standard " +
      "deviation) overlaps with the best one's are italic, as in the paper; other rows bear no mark. Best improvement: the baseline's " +
      "mean less the best.",
    columns: columnsOf(conditions),
    rows: [
      ...namesOf(conditions).map((name) => ({
        name: paperRegularisers.some((own) => own === name) ? name : `beyond the paper: ${name}`,
        estimates: inEach(conditions, name, (row, own) => {
          const best = bests.get(own);
          const mark = !best || !isPapers(row) ? undefined : row === best ? "best" : overlaps(row, best);
          return { value: row.mean, interval: null, deviation: row.deviation, ...(mark && { mark }) };
        }),
      })),
      {
        name: "best improvement",
        estimates: inEach(conditions, "baseline", (baseline, own) => {
          const best = bests.get(own);
          return { value: best ? baseline.mean - best.mean : null, interval: null };
        }),
      },
    ],
  };
}

const overlaps = (row: RegulariserErrors, best: RegulariserErrors) =>
  row.mean - (row.deviation ?? 0) <= best.mean + (best.deviation ?? 0) ? "overlaps" : undefined;

/** How far each row is from the best of its condition, and whether the trials can tell them apart. */
export function bestTable(conditions: readonly ConditionErrors[], of: string): Overview {
  const fromBest = new Map(
    conditions.map((own) => {
      const best = lowest(own.rows)!;
      const difference = errorDifferences(own);
      const estimate = (row: RegulariserErrors): Estimate => {
        if (row === best) return { value: 0, interval: null, mark: "best" };
        const { value, interval } = difference(row, best);
        const apart = interval !== null && interval[0] > 0;
        return { value, interval, ...(!apart && { mark: "overlaps" as const }) };
      };
      return [own, new Map(own.rows.map((row) => [row, estimate(row)]))];
    }),
  );
  const estimateOf = (own: ConditionErrors, row: RegulariserErrors) => fromBest.get(own)!.get(row)!;
  return {
    title: `What can be told from the best: ${of}`,
    about:
      "Test error less that of the best row of the condition, in points of percent. In brackets the interval of 95 % over the trials, valid for " +
      "all pairs of rows at once, since the best is chosen by the same numbers, and with a variance of its own for each row (Dunnett's C, " +
      "1980). Italic: cannot be told from the best. The last line counts the others. The test samples are the same for " +
      "all rows: what others would give is not in the intervals.",
    columns: columnsOf(conditions),
    rows: [
      ...namesOf(conditions).map((name) => ({
        name,
        estimates: inEach(conditions, name, (row, own) => estimateOf(own, row)),
      })),
      {
        name: "share of the other rows that is told from the best",
        estimates: Object.fromEntries(
          conditions.flatMap((own) => {
            const others = own.rows.length - 1;
            if (others < 1) return [];
            const told = own.rows.filter((row) => estimateOf(own, row).mark === undefined).length;
            return [[own.condition, { value: told / others, interval: null }]];
          }),
        ),
      },
    ],
  };
}

const columnsOf = (conditions: readonly ConditionErrors[]) =>
  Object.fromEntries(conditions.map(({ condition }) => [condition, percent(condition)]));

const namesOf = (conditions: readonly ConditionErrors[]) => [
  ...new Set(conditions.flatMap(({ rows }) => rows.map(({ regulariser }) => regulariser))),
];

/** An estimate of a row under each condition that has it. */
function inEach(
  conditions: readonly ConditionErrors[],
  name: string,
  estimate: (row: RegulariserErrors, own: ConditionErrors) => Estimate,
): Readonly<Record<string, Estimate>> {
  return Object.fromEntries(
    conditions.flatMap((own) => {
      const row = own.rows.find(({ regulariser }) => regulariser === name);
      return row ? [[own.condition, estimate(row, own)]] : [];
    }),
  );
}
