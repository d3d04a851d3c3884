import { type CellResult, type Claim, formatEstimate, type Judgement } from "netspectra/experiments";
import { cannotTell, verdictOf } from "../../shared/judge.ts";
import {
  type ConditionErrors,
  conditionErrors,
  errorDifferences,
  lowest,
  publishedColumns,
} from "./conditionErrors.ts";
import { type ConditionCell, type ConditionedData, dataLabels } from "./conditions.ts";
import { characteristicTaus } from "./followTable.ts";
import { errors } from "./measureTrial.ts";
import { paperRegularisers, representationRegularisers } from "./regularisers.ts";

const papers: readonly string[] = paperRegularisers;
const representations: readonly string[] = representationRegularisers;
const simple: readonly string[] = ["L1W", "L2W", "dropout", "BN"];

/** Each condition with the paper's rows alone. */
export const ofThePaper = (conditions: readonly ConditionErrors[]): readonly ConditionErrors[] =>
  conditions.map(({ condition, rows }) => ({
    condition,
    rows: rows.filter(({ regulariser }) => papers.includes(regulariser)),
  }));

/**
 * Holds where each regulariser is told from the best in some condition, so that none can be the best in all; does not hold
 * where one is the best in all and told from all others in each.
 */
export function judgeNoneBest(given: readonly ConditionErrors[]): Judgement {
  const conditions = ofThePaper(given);
  const names = [...new Set(conditions.flatMap(({ rows }) => rows.map(({ regulariser }) => regulariser)))];
  if (conditions.length < 2 || names.length < 2) {
    return cannotTell("That takes several regularisers under two conditions at least");
  }
  const bests = conditions.map((own) => lowest(own.rows)!);
  const differences = new Map(conditions.map((own) => [own, errorDifferences(own)]));
  const isTold = (name: string, own: ConditionErrors, best: (typeof bests)[number]) => {
    const row = own.rows.find(({ regulariser }) => regulariser === name);
    return row !== undefined && (differences.get(own)!(row, best).interval?.[0] ?? 0) > 0;
  };
  const left = names.filter((name) => !conditions.some((own, i) => isTold(name, own, bests[i]!)));
  const [first] = bests;
  const sole =
    bests.every(({ regulariser }) => regulariser === first!.regulariser) &&
    conditions.every((own, i) =>
      own.rows.every(({ regulariser }) => regulariser === first!.regulariser || isTold(regulariser, own, bests[i]!)),
    );
  const listed = conditions.map(({ condition }, i) => `${bests[i]!.regulariser} (${condition})`).join(", ");
  const rest =
    left.length === 0
      ? `each of the ${names.length} is told from the best in one condition at least`
      : `never told from the best: ${left.join(", ")}`;
  return {
    verdict: left.length === 0 ? "holds" : sole ? "does not hold" : "cannot tell",
    evidence: `Lowest mean errors: ${listed}; ${rest}.`,
  };
}

/** The best of some rows against the best of others, condition by condition, with intervals that hold for all such pairs. */
function bestAgainst(given: readonly ConditionErrors[], first: readonly string[], second: readonly string[]) {
  return given.flatMap((own) => {
    const of = (names: readonly string[]) => own.rows.filter(({ regulariser }) => names.includes(regulariser));
    const [ours, theirs] = [of(first), of(second)];
    const [a, b] = [lowest(ours), lowest(theirs)];
    if (!a || !b) return [];
    const difference = errorDifferences({ ...own, rows: [...ours, ...theirs] })(a, b);
    const names = second.length > 1 ? `${a.regulariser} less ${b.regulariser}` : a.regulariser;
    const text = `${own.condition} ${names} ${formatEstimate(difference, errors.error)}`;
    return [{ verdict: verdictOf(difference, "below"), text }];
  });
}

/** "Improve in every condition": holds where each does, does not hold where one is worse. */
export function judgeSet(conditions: readonly ConditionErrors[]): Judgement {
  const found = bestAgainst(conditions, representations, ["baseline"]);
  if (found.length === 0) return cannotTell("There is no condition with the baseline and a representation regulariser");
  const verdicts = found.map(({ verdict }) => verdict);
  return {
    verdict: verdicts.includes("does not hold")
      ? "does not hold"
      : verdicts.every((verdict) => verdict === "holds")
        ? "holds"
        : "cannot tell",
    evidence: `Test error of the best representation regulariser less the baseline's: ${found.map(({ text }) => text).join(", ")}.`,
  };
}

/** "Often": in more than half of the conditions. */
export function judgeOften(conditions: readonly ConditionErrors[]): Judgement {
  const found = bestAgainst(conditions, representations, simple);
  if (found.length === 0) return cannotTell("There is no condition with regularisers of both kinds");
  const count = (wanted: Judgement["verdict"]) => found.filter(({ verdict }) => verdict === wanted).length;
  const [better, worse] = [count("holds"), count("does not hold")];
  return {
    verdict: 2 * better > found.length ? "holds" : 2 * worse >= found.length ? "does not hold" : "cannot tell",
    evidence:
      "Test error of the best representation regulariser less that of the best of L1W, L2W, dropout and BN: " +
      `${found.map(({ text }) => text).join(", ")}. Below 0 in ${better} of ${found.length} with certainty, above in ${worse}.`,
  };
}

const strong = 0.5;

/**
 * A characteristic follows the performance where three of four pairs of regularisers at least are in its order, or in the opposite one, in all
 * conditions: |τ| ≥ ½, intervals on one side of 0. It does not where an interval has only smaller values, or two have opposite signs.
 */
export function judgeFollows(results: Parameters<typeof characteristicTaus>[0]): Judgement {
  const taus = characteristicTaus(results).filter(({ value, interval }) => value !== null && interval !== null);
  if (taus.length === 0) return cannotTell("There are too few regularisers for rank correlations with intervals");
  const names = [...new Set(taus.map(({ label }) => label))];
  const kinds = names.map((name) => {
    const own = taus.filter(({ label }) => label === name);
    const clear = (sign: 1 | -1) =>
      own.every(({ value, interval }) => sign * value! >= strong && interval!.every((end) => sign * end > 0));
    const weak = own.some((estimate) => verdictOf(estimate, { within: strong }) === "holds");
    const opposed = own.some(({ interval }) => interval![0] > 0) && own.some(({ interval }) => interval![1] < 0);
    return { name, own, follows: clear(1) || clear(-1), refuted: weak || opposed };
  });
  const listed = kinds.map(({ name, own }) => {
    return `${name} ${own.map((estimate) => formatEstimate(estimate, { label: "τ", decimals: 2 })).join(", ")}`;
  });
  const conditions = [...new Set(taus.map(({ condition }) => condition))].join(", ");
  const follows = kinds.filter((kind) => kind.follows).map(({ name }) => name);
  return {
    verdict: follows.length > 0 ? "does not hold" : kinds.every(({ refuted }) => refuted) ? "holds" : "cannot tell",
    evidence:
      `Kendall's τ with the test error over the regularisers (${conditions}): ${listed.join("; ")}. ` +
      `At least ${strong} in size and on one side of 0 in all conditions: ${follows.join(", ") || "none"}.`,
  };
}

/** A judgement of the cells, with what the same criterion says of published columns. */
export const besidePublished =
  (judge: (conditions: readonly ConditionErrors[]) => Judgement, published: readonly ConditionErrors[]) =>
  (here: readonly ConditionErrors[]): Judgement => {
    const { verdict, evidence } = judge(here);
    return {
      verdict,
      evidence: `${evidence} The same criterion on the published numbers: ${judge(published).verdict}.`,
    };
  };

/** What the paper says of its condition tables, judged by the columns of one. */
export function conditionClaims(data: ConditionedData): readonly Claim<ConditionCell>[] {
  const published = publishedColumns(data, ({ condition }) => condition);
  const judged = (judge: typeof judgeSet) => (results: readonly CellResult<ConditionCell>[]) =>
    besidePublished(judge, published)(conditionErrors(results, ({ condition }) => condition));
  return [
    {
      statement: `No single regulariser performs best under all conditions of ${dataLabels[data]}.`,
      source: "section 6.1",
      judge: judged(judgeNoneBest),
    },
    {
      statement: `Used as a set, representation regularisers improve on the baseline under every condition of ${dataLabels[data]}.`,
      source: 'section 6.2, line "best improvement"',
      judge: judged(judgeSet),
    },
    {
      statement: `One of the representation regularisers often outperforms L1W, L2W, dropout and BN on ${dataLabels[data]}.`,
      source: "section 6.2",
      judge: judged(judgeOften),
    },
    {
      statement: `No statistical characteristic of the representation follows the performance on ${dataLabels[data]}.`,
      source: "sections 2 to 4 and 7",
      judge: judgeFollows,
    },
  ];
}
