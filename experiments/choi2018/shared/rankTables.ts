import type { Measure, Overview } from "netspectra/experiments";
import { type FriedmanTest, friedmanTest, type NemenyiTest, nemenyiTest } from "netspectra/stats";
import type { ConditionErrors } from "./conditionErrors.ts";

/** Ranks of the same regularisers under several conditions. */
export interface Ranking {
  readonly name: string;
  readonly regularisers: readonly string[];
  readonly friedman: FriedmanTest;
  readonly nemenyi: NemenyiTest;
}

/** Undefined with fewer than two conditions that have all regularisers, or fewer than two regularisers. */
export function rankingOf(name: string, conditions: readonly ConditionErrors[]): Ranking | undefined {
  const regularisers = [...new Set(conditions.flatMap(({ rows }) => rows.map(({ regulariser }) => regulariser)))];
  const blocks = conditions.flatMap(({ rows }) => {
    const means = regularisers.map((own) => rows.find(({ regulariser }) => regulariser === own)?.mean);
    const present = means.filter((value) => value !== undefined);
    return present.length === regularisers.length ? [present] : [];
  });
  if (blocks.length < 2 || regularisers.length < 2) return undefined;
  const friedman = friedmanTest(blocks);
  return { name, regularisers, friedman, nemenyi: nemenyiTest(friedman) };
}

/** Mean ranks; two whose intervals do not overlap differ. */
export function rankTable(rankings: readonly Ranking[]): Overview {
  const names = [...new Set(rankings.flatMap(({ regularisers }) => regularisers))];
  const rank: Omit<Measure, "label"> = { decimals: 1 };
  return {
    title: "Mean ranks over conditions",
    about:
      "Within each condition the regularisers are ranked by their mean test error; 1 is the least. In brackets the mean rank ± half of Nemenyi's " +
      "critical difference at 5 %: two regularisers of a column whose intervals do not overlap differ. Bold: the best of a column; " +
      "italic: cannot be told from it.",
    columns: Object.fromEntries(
      rankings.map(({ name, friedman }) => [name, { ...rank, label: `${name} (${friedman.blocks} conditions)` }]),
    ),
    rows: names.map((regulariser) => ({
      name: regulariser,
      estimates: Object.fromEntries(
        rankings.flatMap(({ name, regularisers, friedman: { meanRanks }, nemenyi: { criticalDifference } }) => {
          const value = meanRanks[regularisers.indexOf(regulariser)];
          if (value === undefined) return [];
          const best = Math.min(...meanRanks);
          const mark = value === best ? "best" : value - best <= criticalDifference ? "overlaps" : undefined;
          const interval = [value - criticalDifference / 2, value + criticalDifference / 2] as const;
          return [[name, { value, interval, ...(mark && { mark }) }]];
        }),
      ),
    })),
  };
}

/** Whether all regularisers are alike, and how many pairs differ. */
export function friedmanTable(rankings: readonly Ranking[]): Overview {
  const exact = (value: number) => ({ value: Number.isFinite(value) ? value : null, interval: null });
  return {
    title: "Are all regularisers alike?",
    about:
      "Friedman's test of the ranks: the chance p of a χ² as large, where all regularisers did equally well, and of Iman and Davenport's F, which is less " +
      "conservative (– where all conditions rank alike). After it Nemenyi's test of pairs at 5 %. A small p says that some regularisers " +
      "are better than others over the conditions (0.0000 is less than 0.00005); it does not say that one is best in all of them.",
    columns: {
      conditions: { label: "conditions", decimals: 0 },
      regularisers: { label: "regularisers", decimals: 0 },
      chiSquare: { label: "χ²", decimals: 1 },
      p: { label: "p", decimals: 4 },
      f: { label: "F", decimals: 2 },
      pOfF: { label: "p of F", decimals: 4 },
      criticalDifference: { label: "critical difference of mean ranks", decimals: 2 },
      pairs: { label: "pairs that differ", decimals: 0 },
      ofPairs: { label: "of so many", decimals: 0 },
    },
    rows: rankings.map((ranking) => {
      const { name, regularisers, friedman, nemenyi } = ranking;
      return {
        name,
        estimates: {
          conditions: exact(friedman.blocks),
          regularisers: exact(regularisers.length),
          chiSquare: exact(friedman.chiSquare),
          p: exact(friedman.chiSquareTail),
          f: exact(friedman.f),
          pOfF: exact(friedman.fTail),
          criticalDifference: exact(nemenyi.criticalDifference),
          pairs: exact(differingPairs(ranking)),
          ofPairs: exact((regularisers.length * (regularisers.length - 1)) / 2),
        },
      };
    }),
  };
}

/** Pairs whose mean ranks are further apart than the critical difference. */
export function differingPairs({ friedman: { meanRanks }, nemenyi: { criticalDifference } }: Ranking): number {
  return meanRanks.reduce(
    (sum, a, i) => sum + meanRanks.slice(i + 1).filter((b) => Math.abs(a - b) > criticalDifference).length,
    0,
  );
}
