import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  friedmanTest,
  nemenyiTest,
  studentizedRange,
  studentizedRangeQuantile,
  studentizedRangeTail,
} from "./index.ts";
import { fisherTail, incompleteBeta } from "./specialFunctions/index.ts";

const blocks = [
  [7.0, 9.9, 8.5, 5.1],
  [5.1, 5.7, 5.1, 6.2],
  [6.0, 8.2, 8.2, 4.4],
  [9.1, 9.0, 9.2, 8.8],
  [3.3, 3.6, 3.1, 3.0],
  [2.0, 2.5, 2.2, 2.4],
];

test("Friedman's test with ties: scipy.stats.friedmanchisquare", () => {
  const { chiSquare, chiSquareTail, f, meanRanks } = friedmanTest(blocks);
  expect(chiSquare).toBeCloseTo(5.534482758620698, 12);
  expect(chiSquareTail).toBeCloseTo(0.13659065219656485, 12);
  expect(f).toBeCloseTo((5 * 5.534482758620698) / (18 - 5.534482758620698), 12);
  expect(meanRanks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(10, 12);
});

test("the example of Demšar 2006, section 3.2.2: four classifiers, 14 data sets", () => {
  const differences = nemenyiTest({ blocks: 14, meanRanks: [3.143, 2.0, 2.893, 1.964] });
  expect(differences.criticalDifference).toBeCloseTo(1.25, 2);
  expect(differences.tails[0]![1]).toBeGreaterThan(0.05);
});

const cells = fc
  .tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 9 }))
  .chain(([k, n]) =>
    fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: k, maxLength: k }), { minLength: n, maxLength: n }),
  );

describe("laws of Friedman's test", () => {
  test("no increasing function of a block's values and no order of blocks matters; χ² is at most n (k − 1)", () => {
    fc.assert(
      fc.property(cells, (values) => {
        const { chiSquare, meanRanks, chiSquareTail, fTail } = friedmanTest(values);
        const other = friedmanTest(values.map((own, i) => own.map((value) => Math.exp(value) + i)).toReversed());
        expect(other.chiSquare).toBeCloseTo(chiSquare, 9);
        expect(chiSquare).toBeLessThanOrEqual(values.length * (meanRanks.length - 1) + 1e-9);
        for (const tail of [chiSquareTail, fTail]) expect(tail).toSatisfy((p: number) => p >= 0 && p <= 1);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test("equal values say nothing, equal orders all", () => {
    expect(
      friedmanTest([
        [1, 1, 1],
        [2, 2, 2],
      ]),
    ).toMatchObject({ chiSquare: 0, chiSquareTail: 1, f: 0, fTail: 1 });
    const alike = friedmanTest([
      [1, 2, 3],
      [4, 5, 6],
      [0, 1, 9],
    ]);
    expect(alike).toMatchObject({ meanRanks: [1, 2, 3], f: Number.POSITIVE_INFINITY, fTail: 0 });
    expect(alike.chiSquare).toBeCloseTo(6, 12);
  });

  test("what it cannot rank is refused", () => {
    for (const values of [
      [],
      [[1, 2]],
      [[1], [2]],
      [
        [1, 2],
        [1, 2, 3],
      ],
    ]) {
      expect(() => friedmanTest(values)).toThrow(/Friedman's test: expected two blocks/);
    }
  });
});

test("studentised range: scipy.stats.studentized_range with infinitely many degrees of freedom", () => {
  const golden = [
    [1, 3, 0.7592873587706612],
    [3.5, 12, 0.35580096241263226],
    [8, 5, 1.5380313811430568e-7],
  ] as const;
  for (const [q, k, tail] of golden) expect(studentizedRangeTail(q, k) / tail).toBeCloseTo(1, 8);
  expect(studentizedRangeQuantile(0.05, 12)).toBeCloseTo(4.621655471868518, 9);
  expect(studentizedRangeQuantile(0.05, 3)).toBeCloseTo(3.314493155398122, 9);
  expect(studentizedRangeQuantile(0.01, 10)).toBeCloseTo(5.156634960089622, 9);
});

test("studentised range of an estimated variance: scipy.stats.studentized_range, and the normal range in the limit", () => {
  const golden = [
    [15, 4, 8.664008399544835, 0.4424367477245489],
    [12, 8, 6.175337605211584, 0.31190238103409185],
    [3, 2, 8.330782645637044, 0.18572153742340736],
    [2, 5, 3.63535169514679, 0.036742598005152116],
    [10, 2.37, 11.625294500354997, 0.4172568873689305],
    [12, 50, 4.846491187357222, 0.1996817282918304],
    [15, 100, 4.9184269008337695, 0.24943573610302205],
  ] as const;
  for (const [k, degreesOfFreedom, q, tail] of golden) {
    const range = studentizedRange(k);
    expect(range.quantile(0.05, degreesOfFreedom)).toBeCloseTo(q, 6);
    expect(range.tail(4, degreesOfFreedom)).toBeCloseTo(tail, 8);
  }
  const { quantile, tail } = studentizedRange(4);
  // Of two means it is √2 times Student's t: scipy.stats.t.ppf(0.975, 7)
  expect(studentizedRange(2).quantile(0.05, 7)).toBeCloseTo(Math.SQRT2 * 2.3646242510102993, 8);
  expect(quantile(0.05, 1e6)).toBe(quantile(0.05, 100));
  expect(quantile(0.05, 100) / studentizedRangeQuantile(0.05, 4) - 1).toBeLessThan(0.02);
  expect(tail(0, 3)).toBe(1);
});

test("of two numbers the range is a normal distance", () => {
  // √2 × the 97.5 % quantile of the normal distribution
  expect(studentizedRangeQuantile(0.05, 2)).toBeCloseTo(Math.SQRT2 * 1.959963984540054, 9);
  expect(studentizedRangeTail(0, 5)).toBe(1);
});

test("Fisher's F and the incomplete beta function: scipy.stats.f.sf, closed forms", () => {
  expect(fisherTail(2.5, 3, 15)).toBeCloseTo(0.09908192403537504, 13);
  expect(fisherTail(0.1, 11, 198)).toBeCloseTo(0.9999099176098689, 13);
  expect(fisherTail(30, 11, 198) / 1.7268855902503694e-36).toBeCloseTo(1, 9);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 40 }), (x, n) => {
      expect(incompleteBeta(x, n, 1)).toBeCloseTo(x ** n, 12);
      expect(incompleteBeta(x, n, 3) + incompleteBeta(1 - x, 3, n)).toBeCloseTo(1, 12);
    }),
    { seed: 2 },
  );
});
