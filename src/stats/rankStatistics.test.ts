import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../base/index.ts";
import { areaUnderCurve } from "./areaUnderCurve.ts";
import { bootstrapInterval, bootstrapResamples } from "./bootstrapInterval.ts";
import { pearsonCorrelation } from "./pearsonCorrelation.ts";
import { spearmanRho } from "./spearmanRho.ts";

const numbers = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
  minLength: 2,
  maxLength: 15,
});

test("known values", () => {
  // scipy.stats.spearmanr, scipy.stats.pearsonr; sklearn.metrics.roc_auc_score
  expect(spearmanRho([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 14);
  expect(pearsonCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8320502943378437, 14);
  expect(areaUnderCurve([0.35, 0.8], [0.1, 0.4])).toBe(0.75);
});

test("correlations: symmetric, one with itself, turned round by a sign; ranks alone matter to Spearman's", () => {
  fc.assert(
    fc.property(numbers, (xy) => {
      const [x, y] = [xy.map(([a]) => a), xy.map(([, b]) => b)];
      for (const correlation of [spearmanRho, pearsonCorrelation]) {
        const found = correlation(x, y);
        expect(correlation(y, x)).toBe(found);
        expect(correlation(x, x) ?? 1).toBeCloseTo(1, 12);
        const turned = correlation(
          x.map((v) => -v),
          y,
        );
        if (found === null) expect(turned).toBeNull();
        else expect(turned).toBeCloseTo(-found, 12);
      }
      const bent = x.map((v) => v ** 3 + v);
      expect(spearmanRho(bent, y)).toEqual(spearmanRho(x, y));
    }),
    { seed: 1 },
  );
  expect(spearmanRho([1, 1], [1, 2])).toBeNull();
  expect(spearmanRho([], [])).toBeNull();
});

test("area under the curve: the two kinds exchanged make it one less, and order alone matters", () => {
  fc.assert(
    fc.property(numbers, (xy) => {
      const [x, y] = [xy.map(([a]) => a), xy.map(([, b]) => b)];
      expect(areaUnderCurve(x, y)! + areaUnderCurve(y, x)!).toBeCloseTo(1, 12);
      const bent = (values: readonly number[]) => values.map((v) => Math.exp(v / 3));
      expect(areaUnderCurve(bent(x), bent(y))).toBe(areaUnderCurve(x, y));
    }),
    { seed: 1 },
  );
  expect(areaUnderCurve([3, 4], [1, 2])).toBe(1);
  expect(areaUnderCurve([1, 1], [1])).toBe(0.5);
  expect(areaUnderCurve([], [1])).toBeNull();
});

test("the interval of a mean covers it about as often as it says", () => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  let covered = 0;
  for (let t = 0; t < 200; t++) {
    const stream = random(t, "a sample");
    const values = Array.from({ length: 40 }, () => 1 + stream.normal());
    const [low, high] = bootstrapInterval([40], ([chosen]) => mean(Array.from(chosen!, (i) => values[i]!)), {
      seed: t,
      replicates: 200,
    })!;
    if (low <= 1 && 1 <= high) covered++;
  }
  expect(covered).toBeGreaterThan(176);
  expect(covered).toBeLessThan(199);
});

test("kinds keep their sizes; what has no estimate has no interval", () => {
  bootstrapInterval([3, 2], (chosen) => {
    expect(chosen.map(({ length }) => length)).toEqual([3, 2]);
    for (const [g, own] of chosen.entries()) expect(Math.max(...own)).toBeLessThan([3, 2][g]!);
    return 0;
  });
  const shared = bootstrapResamples([5, 3], { seed: 4, replicates: 50 });
  const first = (chosen: readonly Uint32Array[]) => chosen[0]![0]! + chosen[1]![0]!;
  expect(bootstrapInterval([5, 3], first, { resamples: shared })).toEqual(
    bootstrapInterval([5, 3], first, { seed: 4, replicates: 50 }),
  );
  expect(bootstrapInterval([4], () => null)).toBeUndefined();
  expect(bootstrapInterval([4, 0], () => 1)).toBeUndefined();
  expect(bootstrapInterval([4], () => 2)).toEqual([2, 2]);
  expect(() => bootstrapInterval([4], () => 1, { replicates: 0 })).toThrow(/replicates: expected a whole number/);
  expect(() => bootstrapInterval([4], () => 1, { confidence: 1 })).toThrow(/confidence: expected a number between/);
});
