import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { initialisationClaims, pairMean } from "../experiments/draft2020/claims/initialisationClaims.ts";
import { papers, studies } from "../experiments/index.ts";
import { judgeOrder } from "../experiments/shared/judgeOrder.ts";
import { judgePairs } from "../experiments/shared/judgePairs.ts";
import { type CellResult, verdicts } from "../src/experiments/index.ts";

const measure = { label: "score", decimals: 2 };
const near = (centre: number) => [centre - 0.1, centre, centre + 0.1];

describe("judgeOrder", () => {
  const judged = (...centres: readonly number[]) =>
    judgeOrder({ groups: centres.map((centre, i) => ({ name: `${i + 1}`, trials: near(centre) })), measure });

  test("holds where every step rises, and not where one falls", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 5, noNaN: true }), { minLength: 1, maxLength: 4 }), (steps) => {
        const centres = [0, ...steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step, 0))];
        expect(judged(...centres).verdict).toBe("holds");
        expect(judged(...centres.toReversed()).verdict).toBe("does not hold");
        expect(judged(...centres, centres.at(-1)!).verdict).toBe("cannot tell");
      }),
      { seed: 4 },
    );
  });

  test("names the step that it goes by", () => {
    expect(judged(1, 2, 1).evidence).toBe(
      "Mean score 1.00 (1), 2.00 (2), 1.00 (3); the step from 2 to 3 is -1.00 (-1.23 … -0.77).",
    );
    expect(judgeOrder({ groups: [{ name: "one", trials: [] }], measure }).evidence).toMatch(/^No trial of one /);
  });
});

test("judgePairs goes by differences within trials, however much the trials differ", () => {
  const pairs = [10, 20, 30].map((trial, i) => [trial + 1 + 0.01 * i, trial] as const);
  const judged = judgePairs({ first: "a", second: "b", pairs, measure, expected: "above" });
  expect(judged.verdict).toBe("holds");
  expect(judged.evidence).toMatch(/^The score of a is 21\.01, of b 20\.00: difference within trials 1\.01 \(/);
  const alone = judgePairs({
    first: "a",
    second: "b",
    pairs: [[1, null], ...pairs.slice(0, 1)],
    measure,
    expected: "above",
  });
  expect(alone.verdict).toBe("cannot tell");
});

describe("means over pairs of networks", () => {
  const pairsOf = (values: readonly number[]) => {
    const pairs = values.flatMap((_, i) => values.slice(i + 1).map((_, j) => [i, i + 1 + j] as const));
    return {
      first: pairs.map(([i]) => i),
      second: pairs.map(([, j]) => j),
      jacobianCosine: pairs.map(([i, j]) => values[i]! + values[j]!),
    };
  };

  test("of sums have four times the variance of the mean of what is added", () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(values, (own) => {
        const found = pairMean({ arrays: pairsOf(own) }, "jacobianCosine")!;
        const centre = own.reduce((sum, value) => sum + value, 0) / own.length;
        const squares = own.reduce((sum, value) => sum + (value - centre) ** 2, 0);
        expect(found.value).toBeCloseTo(2 * centre, 9);
        expect(found.variance).toBeCloseTo((4 * squares) / (own.length - 1) / own.length, 9);
      }),
      { seed: 5 },
    );
  });

  test("of fewer than four networks say nothing", () => {
    expect(pairMean({ arrays: pairsOf([1, 2, 3]) }, "jacobianCosine")).toBeUndefined();
    const cell = { data: "mnist", layers: 1, output: "logits", pairs: "true-true" };
    const [claim] = initialisationClaims;
    expect(claim!.judge([{ cell, measures: {}, seconds: 1 }]).verdict).toBe("cannot tell");
  });
});

/** Cells of all combinations, three seeds each, with a measure that a function gives. */
function made(
  axes: Readonly<Record<string, readonly (string | number | boolean)[]>>,
  measures: (cell: CellResult["cell"]) => Readonly<Record<string, number>>,
): readonly CellResult[] {
  const seeds = { ...axes, seed: [0, 1, 2] };
  const all = Object.entries(seeds).reduce<CellResult["cell"][]>(
    (cells, [axis, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value }))),
    [{}],
  );
  return all.map((cell) => {
    const jitter = 0.001 * Number(cell["seed"]);
    return {
      cell,
      measures: Object.fromEntries(Object.entries(measures(cell)).map(([name, value]) => [name, value + jitter])),
      seconds: 1,
    };
  });
}

const worlds: Readonly<Record<string, readonly [as: readonly CellResult[], against: readonly CellResult[]]>> = {
  "wang2016/figure-1-units": both({ data: ["mnist", "cifar10"], layers: [1, 2, 3, 4] }, ({ layers }, sign) => ({
    score: sign * Number(layers),
    validationAccuracy: Number(layers),
  })),
  "wang2016/figure-2": both(
    { data: ["mnist", "cifar10"], network: ["feed-forward", "convolutional"] },
    ({ network }, sign) => alike(network === "convolutional" ? sign : 0),
  ),
  "wang2016/figure-3": both(
    {
      data: ["cifar10"],
      augmented: [false],
      model: [
        "feed-forward shallow",
        "feed-forward student",
        "convolutional shallow",
        "convolutional student",
        "convolutional teacher",
      ],
    },
    ({ model }, sign) => alike(sign * (`${model}`.includes("teacher") ? 4 : `${model}`.includes("student") ? 3 : 1)),
  ),
  "wang2016/figure-4": both({ data: ["mnist", "cifar10"], layers: [2, 3], dropout: [0, 0.5] }, ({ dropout }, sign) =>
    alike(sign * Number(dropout)),
  ),
  "wang2016/splits": both(
    { data: ["mnist", "cifar10"], layers: [1, 4], around: ["train", "validation", "test"] },
    ({ layers }, sign) => alike(sign * Number(layers)),
  ),
};

type Cells = CellResult["cell"];
function both(axes: Parameters<typeof made>[0], measures: (cell: Cells, sign: number) => Record<string, number>) {
  return [made(axes, (cell) => measures(cell, 1)), made(axes, (cell) => measures(cell, -1))] as const;
}
function alike(value: number) {
  return { score: value, validationAccuracy: value };
}

describe.each(Object.entries(worlds))("%s", (id, [as, against]) => {
  const { claims = [] } = studies.find((study) => study.id === id)!;

  test("claims hold in a world where all is as the paper says", () => {
    for (const { statement, judge } of claims) expect([statement, judge(as).verdict]).toEqual([statement, "holds"]);
  });

  test("in the opposite one some do not, and none of a single cell can be told", () => {
    expect(claims.map(({ judge }) => judge(against).verdict)).toContain("does not hold");
    for (const { statement, judge } of claims) {
      expect([statement, judge(as.slice(0, 1)).verdict]).toEqual([statement, "cannot tell"]);
    }
  });
});

test("every paper has claims, each said once, in a sentence, with its place and an evidence", () => {
  const ids = papers.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, furtherClaims, studies: own } of papers) {
    const claims = [...furtherClaims, ...own.flatMap(({ claims: some = [] }) => some)];
    expect(claims.length, id).toBeGreaterThan(0);
    const statements = claims.map(({ statement }) => statement);
    expect(new Set(statements).size, id).toBe(statements.length);
    for (const { reproduces } of own) expect(reproduces.citation).toBe(id);
  }
  for (const { statement, source, verdict, evidence } of papers.flatMap((paper) => paper.furtherClaims)) {
    expect(statement).toMatch(/^[A-Z].*\.$/);
    expect(source).not.toBe("");
    expect(verdicts).toContain(verdict);
    expect(evidence).toMatch(/^\[?[A-Z`].*\.$/s);
  }
});
