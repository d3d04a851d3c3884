import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cannotTell, differenceOf, judgeDifference, judgeTogether, verdictOf } from "../experiments/shared/judge.ts";
import { verdicts } from "../src/experiments/index.ts";

const measure = { label: "test error", decimals: 2, percent: true };
const trials = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 6 });

describe("differenceOf", () => {
  test("is Welch's interval: scipy's t quantile with 3 degrees of freedom", () => {
    const { value, interval } = differenceOf([2.85, 2.79, 2.95], [2.35, 2.41, 2.2])!;
    expect(value).toBeCloseTo(0.543333, 5);
    expect(interval![1] - value).toBeCloseTo(0.248104, 5);
    expect(value - interval![0]).toBeCloseTo(0.248104, 5);
  });

  test("trades its sign with its sides, and moves with one of them", () => {
    fc.assert(
      fc.property(trials, trials, fc.double({ min: -10, max: 10, noNaN: true }), (first, second, by) => {
        const [found, back] = [differenceOf(first, second)!, differenceOf(second, first)!];
        expect(back.value).toBeCloseTo(-found.value, 8);
        expect(back.interval![0]).toBeCloseTo(-found.interval![1], 6);
        const moved = differenceOf(
          first.map((value) => value + by),
          second,
        )!;
        expect(moved.value).toBeCloseTo(found.value + by, 8);
        expect(moved.interval![1]).toBeGreaterThanOrEqual(moved.value);
      }),
      { seed: 9 },
    );
  });

  test("has no interval of a single trial, and no value without one", () => {
    expect(differenceOf([1, null], [2, 3])).toEqual({ value: -1.5, interval: null });
    expect(differenceOf([null, undefined], [2, 3])).toBeNull();
    expect(differenceOf([1, 1], [3, 3])).toEqual({ value: -2, interval: [-2, -2] });
  });
});

describe("verdictOf", () => {
  test.each([
    [[1, 2], "above", "holds"],
    [[1, 2], "below", "does not hold"],
    [[-1, 2], "above", "cannot tell"],
    [[-1, 2], "below", "cannot tell"],
    [[-2, -1], "above", "does not hold"],
    [[-2, -1], "below", "holds"],
    [[-0.1, 0.2], { within: 0.2 }, "holds"],
    [[0.1, 0.3], { within: 0.2 }, "cannot tell"],
    [[0.3, 0.4], { within: 0.2 }, "does not hold"],
    [[-0.4, -0.3], { within: 0.2 }, "does not hold"],
    [null, "above", "cannot tell"],
  ] as const)("%j, claimed %j: %s", (interval, expected, verdict) => {
    expect(verdictOf({ interval }, expected)).toBe(verdict);
  });
});

test("evidence has the means and the interval, or what is missing", () => {
  const first = { name: "L1R", trials: [0.0235, 0.0241, 0.022] };
  const second = { name: "baseline", trials: [0.0285, 0.0279, 0.0295] };
  expect(judgeDifference({ first, second, measure, expected: "below" })).toEqual({
    verdict: "holds",
    evidence:
      "Test error of L1R 2.32\u00a0%, of baseline 2.86\u00a0%: difference -0.54\u00a0% (-0.79\u00a0% … -0.30\u00a0%).",
  });
  expect(judgeDifference({ first, second, measure, expected: { within: 0.01 } }).evidence).toMatch(/claimed\.$/);
  const alone = { ...second, trials: [0.03] };
  expect(judgeDifference({ first, second: alone, measure, expected: "below" })).toEqual({
    verdict: "cannot tell",
    evidence: expect.stringMatching(/single trial/),
  });
  const none = judgeDifference({ first, second: { ...second, trials: [] }, measure, expected: "below" });
  expect(none).toEqual(cannotTell("No trial of baseline has the test error"));
});

test("together: one that does not hold decides, and all have to", () => {
  const part = fc.constantFrom(...verdicts).map((verdict) => ({ verdict, evidence: "So." }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const { verdict } = judgeTogether(parts);
      const is = (own: string) => parts.some((given) => given.verdict === own);
      expect(verdict === "does not hold").toBe(is("does not hold"));
      expect(verdict === "holds").toBe(parts.length > 0 && !is("does not hold") && !is("cannot tell"));
    }),
    { seed: 9 },
  );
});
