import { describe, expect, test } from "vitest";
import {
  besidePublished,
  judgeFollows,
  judgeNoneBest,
  judgeOften,
  judgeSet,
} from "../experiments/choi2018/shared/conditionClaims.ts";
import {
  type ConditionErrors,
  conditionErrors,
  errorDifferences,
  publishedColumns,
} from "../experiments/choi2018/shared/conditionErrors.ts";
import { bestTable, errorTable } from "../experiments/choi2018/shared/errorTables.ts";
import { differingPairs, rankingOf } from "../experiments/choi2018/shared/rankTables.ts";
import { taskName } from "../experiments/choi2018/shared/tasks.ts";
import { random } from "../src/base/index.ts";

const published = publishedColumns("cifar10", ({ condition }) => condition);
const all = publishedColumns(undefined, taskName);

/** Columns with these means, five trials each. */
function columns(deviation: number, means: Readonly<Record<string, Readonly<Record<string, number>>>>) {
  return Object.entries(means).map(([condition, rows]) => ({
    condition,
    rows: Object.entries(rows).map(([regulariser, mean]) => ({ regulariser, mean, deviation, n: 5 })),
  }));
}

test("the paper's form: bests, ranges that overlap, and the last line of Table 4", () => {
  const { rows, columns: shown } = errorTable(published, "as published");
  expect(Object.keys(shown)).toEqual(["default", "1k", "5k", "width 32", "width 512", "momentum", "RMSProp"]);
  const marked = (mark: string) => (condition: string) =>
    rows.filter(({ estimates }) => estimates[condition]?.mark === mark).map(({ name }) => name);
  expect(Object.keys(shown).map((condition) => marked("best")(condition).join())).toEqual([
    "L1R",
    "cw-VR",
    "L1R",
    "VR",
    "cw-VR",
    "RR",
    "RR",
  ]);
  expect(marked("overlaps")("default")).toEqual(["VR"]);
  expect(marked("overlaps")("momentum")).toEqual(["cw-VR", "cw-RR"]);
  const last = rows.at(-1)!;
  expect(last.name).toBe("best improvement");
  expect(last.estimates["default"]!.value).toBeCloseTo(0.0601, 10);
});

test("differences by hand: a variance for each row, valid for all pairs, none without a second trial", () => {
  const own: ConditionErrors = columns(0.01, { one: { a: 0.3, b: 0.2, c: 0.1 } })[0]!;
  const [a, b] = own.rows as [ConditionErrors["rows"][number], ConditionErrors["rows"][number]];
  // scipy.stats.studentized_range.ppf(0.95, 3, 4) and ppf(0.95, 3, 2)
  const [of5, of3] = [5.040241254983202, 8.330782645637044];
  const half = of5 * Math.sqrt((2 * 0.01 ** 2) / 5 / 2);
  const { value, interval } = errorDifferences(own)(a, b);
  expect(value).toBeCloseTo(0.1, 12);
  expect(interval![1] - value).toBeCloseTo(half, 8);
  const wild = { ...b, deviation: 0.03, n: 3 };
  const [ofA, ofWild] = [0.01 ** 2 / 5, 0.03 ** 2 / 3];
  const wider = ((of5 * ofA + of3 * ofWild) / (ofA + ofWild)) * Math.sqrt((ofA + ofWild) / 2);
  expect(errorDifferences({ ...own, rows: [a, wild, own.rows[2]!] })(a, wild).interval![1] - value).toBeCloseTo(
    wider,
    8,
  );
  // The wild row does not blur the others.
  expect(errorDifferences({ ...own, rows: [a, wild, own.rows[2]!] })(a, own.rows[2]!).interval![0]).toBeCloseTo(
    0.2 - half,
    9,
  );
  expect(errorDifferences(own)({ ...a, deviation: 0 }, { ...b, deviation: 0 }).interval).toEqual([
    a.mean - b.mean,
    a.mean - b.mean,
  ]);
  const single = { ...own, rows: own.rows.map((row) => ({ ...row, deviation: null, n: 1 })) };
  expect(errorDifferences(single)(single.rows[0]!, single.rows[1]!).interval).toBeNull();
  expect(
    bestTable([single], "here")
      .rows.slice(0, 3)
      .map(({ estimates }) => estimates["one"]!.mark),
  ).toEqual(["overlaps", "overlaps", "best"]);
});

test("ranks of the published tables: scipy.stats.friedmanchisquare", () => {
  const { friedman, regularisers, nemenyi } = rankingOf("all", all)!;
  expect([friedman.blocks, regularisers.length]).toEqual([19, 12]);
  expect(friedman.chiSquare).toBeCloseTo(61.73494197826489, 8);
  // 3.268004 √(12 · 13 / (6 · 19)): the quantile from scipy.stats.studentized_range
  expect(nemenyi.criticalDifference).toBeCloseTo(3.268003924466142 * Math.sqrt(156 / 114), 8);
  expect(differingPairs({ name: "", regularisers, friedman, nemenyi })).toBeGreaterThan(0);
  expect(rankingOf("one condition", all.slice(0, 1))).toBeUndefined();
});

describe("verdicts follow the numbers", () => {
  const rows = { baseline: 0.3, BN: 0.3, VR: 0.2, CR: 0.25 };
  const others = { ...rows, VR: 0.3, CR: 0.2, baseline: 0.28 };

  test("none is best in all", () => {
    expect(judgeNoneBest(columns(0.001, { a: rows, b: others })).verdict).toBe("holds");
    expect(judgeNoneBest(columns(0.001, { a: rows, b: rows })).verdict).toBe("does not hold");
    expect(judgeNoneBest(columns(0.1, { a: rows, b: others })).verdict).toBe("cannot tell");
    expect(judgeNoneBest(columns(0.001, { a: rows })).verdict).toBe("cannot tell");
    expect(judgeNoneBest([]).verdict).toBe("cannot tell");
  });

  test("the set improves on the baseline", () => {
    expect(judgeSet(columns(0.001, { a: rows, b: others })).verdict).toBe("holds");
    expect(judgeSet(columns(0.1, { a: rows, b: others })).verdict).toBe("cannot tell");
    expect(judgeSet(columns(0.001, { a: rows, b: { baseline: 0.1, VR: 0.2 } })).verdict).toBe("does not hold");
    expect(judgeSet(columns(0.001, { a: { baseline: 0.1 } })).verdict).toBe("cannot tell");
  });

  test("representation regularisers often outperform the others", () => {
    expect(judgeOften(columns(0.001, { a: rows, b: others })).verdict).toBe("holds");
    expect(judgeOften(columns(0.001, { a: { BN: 0.1, VR: 0.2 } })).verdict).toBe("does not hold");
    expect(judgeOften(columns(0.1, { a: rows })).verdict).toBe("cannot tell");
  });

  test("characteristics follow the performance or not", () => {
    const stream = random(0, "follows");
    const names = ["amplitude", "covariance", "correlation", "sparsity", "deadUnit", "rank"];
    const trials = (count: number, strength: number) =>
      Array.from({ length: count }, (_, i) => ({
        cell: { condition: "default", regulariser: `${i}` },
        measures: {
          error: i,
          gap: i,
          ...Object.fromEntries(names.map((name) => [name, strength * i + stream.normal()])),
        },
      }));
    expect(judgeFollows(trials(12, 10)).verdict).toBe("does not hold");
    expect(judgeFollows(trials(200, 0)).verdict).toBe("holds");
    expect(judgeFollows(trials(4, 0)).verdict).toBe("cannot tell");
    expect(judgeFollows([]).verdict).toBe("cannot tell");
  });
});

test("the published numbers are judged beside ours", () => {
  const { verdict, evidence } = besidePublished(judgeNoneBest, all)([]);
  expect(verdict).toBe("cannot tell");
  expect(evidence).toMatch(/The same criterion on the published numbers: holds\.$/);
});

test("cells without a test error are left out", () => {
  const results = [0.1, null].map((error, seed) => ({ cell: { regulariser: "VR", seed }, measures: { error } }));
  expect(conditionErrors(results, () => "one")).toEqual([
    { condition: "one", rows: [{ regulariser: "VR", mean: 0.1, deviation: null, n: 1 }] },
  ]);
});
