import { beforeAll, expect, test } from "vitest";
import { loadKernels } from "../src/kernels/index.ts";
import { coverage, departureFromUniform, gaussianVerdicts, nullPValues, onsets } from "./powerLawLaws/powerLawLaws.ts";

// In full: scripts/powerLawLaws.js.
beforeAll(() => loadKernels());

test.each(onsets)("the interval covers the exponent of samples with onset %s", (onset) => {
  const trial = { onset, count: 120, alpha: 2.5, samples: 60, replicates: 60, seed: 1 };
  const { bootstrap, wald } = coverage(trial);
  // Three deviations of a share of 60 below 0.95.
  expect(bootstrap).toBeGreaterThan(0.865);
  if (onset === "gradual") expect(wald).toBeLessThan(0.865);
});

test.each(onsets)("p is uniform where the law is right, onset %s", (onset) => {
  const pValues = nullPValues({ onset, count: 150, alpha: 2.5, samples: 100, replicates: 39, seed: 2 });
  // Kolmogorov: 1.63/√n is exceeded with p = 0.01; 1/40 for the steps of p.
  expect(departureFromUniform(pValues)).toBeLessThan(1.63 / Math.sqrt(100) + 1 / 40);
});

test("Gaussian matrices have no heavy tails", () => {
  const verdicts = gaussianVerdicts(80, 50, 20, 39, 3);
  expect(verdicts["heavy-tailed"] ?? 0).toBeLessThanOrEqual(1);
  expect(Object.values(verdicts).reduce((a, b) => a + b)).toBe(20);
});
