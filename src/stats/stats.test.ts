import { expect, test } from "vitest";
import { random } from "../base/index.ts";
import { jackknifeInterval, percentileDescending, spectralScore, studentQuantile } from "./index.ts";

test("percentiles interpolate as NumPy's do", () => {
  expect(percentileDescending([4, 3, 2, 1], 90)).toBeCloseTo(3.7, 12);
  expect(percentileDescending([4, 3, 2, 1], 50)).toBeCloseTo(2.5, 12);
  expect(percentileDescending([4, 3, 2, 1], 100)).toBe(4);
  expect(percentileDescending([5], 90)).toBe(5);
});

test.each([
  [0.975, 1, 12.706204736],
  [0.975, 2, 4.30265273],
  [0.975, 9, 2.262157163],
  [0.95, 10, 1.812461123],
  [0.995, 30, 2.749995654],
])("Student's t quantile at %f with %i degrees of freedom", (probability, degrees, expected) => {
  expect(studentQuantile(probability, degrees)).toBeCloseTo(expected, 6);
  expect(studentQuantile(1 - probability, degrees)).toBeCloseTo(-expected, 6);
});

test("the jackknife of a mean is its standard error, and its interval covers", () => {
  let covered = 0;
  for (let trial = 0; trial < 400; trial++) {
    const stream = random(trial, "jackknife");
    const values = Array.from({ length: 50 }, stream.normal);
    const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
    const leftOut = Array.from({ length: 10 }, (_, g) => mean(values.filter((__, i) => i % 10 !== g)));
    const [low, high] = jackknifeInterval(mean(values), leftOut) ?? [Number.NaN, Number.NaN];
    if (low <= 0 && 0 <= high) covered++;
  }
  expect(covered / 400).toBeGreaterThan(0.92);
  expect(covered / 400).toBeLessThan(0.98);
  expect(jackknifeInterval(1, [1])).toBeUndefined();
});

test("the score is a strict sum above the percentile, and says when there is none", () => {
  const spectrum = Array.from({ length: 100 }, (_, i) => 100 - i);
  // ε = 90.1: 100 … 91 lie above.
  expect(spectralScore(spectrum)).toEqual({ score: expect.closeTo(9.55, 12), status: "ok" });
  expect(spectralScore(spectrum.slice(0, 15), 90, 100).score).toBeCloseTo(9.55, 12);
  expect(spectralScore([0, 0])).toEqual({ score: null, status: "zero" });
  expect(spectralScore([3])).toEqual({ score: null, status: "flat" });
  expect(spectralScore([3, 3, 3])).toEqual({ score: null, status: "flat" });
  expect(spectralScore([])).toEqual({ score: null, status: "zero" });
  const scaled = spectrum.map((value) => value * 1e-8);
  expect(spectralScore(scaled).score).toBeCloseTo(9.55, 10);
});
