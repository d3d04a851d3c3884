import { describe, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import {
  denseOperator,
  denseSymmetricOperator,
  densityPresets,
  diagonalEstimate,
  gramOperator,
  hutchinson,
  hutchPlusPlus,
  type SymmetricOperator,
  spectralDensity,
  spectralMoments,
  stochasticLanczosQuadrature,
} from "../src/spectra/index.ts";
import { randomVectors } from "../src/spectra/randomVectors.ts";
import { randomOrthogonal, withSpectrum } from "./symmetricMatrices.ts";

const dot = (x: ArrayLike<number>, y: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
};
const normals = (count: number, address: string) => Float64Array.from({ length: count }, random(3, address).normal);

describe("stochastic Lanczos quadrature", () => {
  const n = 40;
  const exact = Float64Array.from({ length: n }, (_, i) => 3 * Math.cos(i));
  const matrix = withSpectrum(exact, randomOrthogonal(n, random(2, "quadrature")));
  const operator = denseSymmetricOperator(matrix, n);

  test.each(["rademacher", "normal"] as const)("integrates polynomials exactly (%s)", async (distribution) => {
    const steps = 6;
    const { probes, applications } = await stochasticLanczosQuadrature(operator, {
      probes: 3,
      steps,
      distribution,
      seed: 4,
    });
    expect(applications).toBe(18);
    for (const [p, { nodes, weights }] of probes.entries()) {
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      const v = randomVectors(1, n, distribution, 4, "quadrature", p);
      let power = v;
      for (let k = 0; k < 2 * steps; k++) {
        const moment = dot(v, power) / dot(v, v);
        const sum = nodes.reduce((total, node, i) => total + weights[i]! * node ** k, 0);
        expect(Math.abs(sum - moment)).toBeLessThan(1e-11 * 3 ** k);
        power = await operator.apply(power, 1);
      }
    }
  });

  test("memory changes nothing but how many go at a time", async () => {
    const options = { probes: 5, steps: 7, seed: 1 };
    const together = await stochasticLanczosQuadrature(operator, options);
    expect(await stochasticLanczosQuadrature(operator, { ...options, memory: 1 })).toEqual(together);
  });

  test("moments agree with the matrix within their standard errors", async () => {
    const quadrature = await stochasticLanczosQuadrature(operator, { probes: 30, steps: 10 });
    for (const [k, { value, standardError }] of spectralMoments(quadrature, 4).entries()) {
      const moment = exact.reduce((sum, x) => sum + x ** k, 0) / n;
      expect(Math.abs(value - moment)).toBeLessThanOrEqual(4 * standardError + 1e-9);
    }
  });

  test.each([1, 5])("an invariant space ends early: %i distinct eigenvalues", async (distinct) => {
    const values = Float64Array.from({ length: 20 }, (_, i) => i % distinct);
    const diagonal: SymmetricOperator = { order: 20, apply: async (v) => v.map((x, i) => x * values[i % 20]!) };
    const quadrature = await stochasticLanczosQuadrature(diagonal, { probes: 2, steps: 20 });
    for (const { nodes } of quadrature.probes) {
      expect(nodes.length).toBe(distinct);
      nodes.forEach((node, i) => {
        expect(node).toBeCloseTo(distinct - 1 - i, 12);
      });
    }
    const { density, grid } = spectralDensity(quadrature);
    expect(density.reduce((a, b) => a + b) * (grid[1]! - grid[0]!)).toBeCloseTo(1, 12);
  });

  test.each(Object.entries(densityPresets))("the density of preset %s", async (name, { quadrature, density }) => {
    const result = spectralDensity(await stochasticLanczosQuadrature(operator, quadrature), density);
    const [low, high] = [result.grid[0]!, result.grid.at(-1)!];
    const [least, most] = [Math.min(...exact), Math.max(...exact)];
    expect(result.grid.length).toBe(density.points);
    expect(result.density.reduce((a, b) => a + b) * (result.grid[1]! - low)).toBeCloseTo(1, 12);
    const mean = result.density.reduce((sum, value, i) => sum + value * result.grid[i]!, 0) * (result.grid[1]! - low);
    expect(mean).toBeCloseTo(exact.reduce((a, b) => a + b) / n, 0);
    expect(result.standardError.some((error) => error > 0)).toBe(quadrature.probes > 1);
    if (name === "default") return;
    // 80 and 100 steps exhaust a matrix of order 40, so the extremes are exact; the peers' formula for the variance.
    expect([low, high]).toEqual([expect.closeTo(least - 0.01, 9), expect.closeTo(most + 0.01, 9)]);
    expect(result.kernel ** 2).toBeCloseTo(1e-5 * (most - least + 0.02), 12);
  });
});

describe("traces and diagonals", () => {
  const n = 120;
  const make = (sigma: (i: number) => number) =>
    withSpectrum(
      Float64Array.from({ length: n }, (_, i) => sigma(i)),
      randomOrthogonal(n, random(6, "trace")),
    );
  const matrices = {
    "a power law": make((i) => 1 / (i + 1) ** 1.5),
    "both signs": make((i) => Math.cos(i)),
    "rank two": make((i) => (i < 2 ? 1 : 0)),
  };
  const traceOf = (matrix: Float64Array) => matrix.reduce((sum, x, i) => (i % (n + 1) === 0 ? sum + x : sum), 0);

  test.each(Object.entries(matrices))("estimates of %s lie within four standard errors", async (_, matrix) => {
    const operator = denseSymmetricOperator(matrix, n);
    for (const estimate of [hutchinson, hutchPlusPlus]) {
      for (const distribution of ["rademacher", "normal"] as const) {
        const options = { applications: 60, distribution, seed: 2 };
        const { value, standardError, applications } = await estimate(operator, options);
        expect(Math.abs(value - traceOf(matrix))).toBeLessThanOrEqual(4 * standardError + 1e-12);
        expect(applications).toBe(60);
      }
    }
    const diagonal = await diagonalEstimate(operator, { applications: 60 });
    expect(diagonal.exact).toBe(false);
    diagonal.values.forEach((value, i) => {
      expect(Math.abs(value - matrix[i * (n + 1)]!)).toBeLessThanOrEqual(5 * diagonal.standardErrors[i]!);
    });
    const exact = await diagonalEstimate(operator, { applications: n });
    exact.values.forEach((value, i) => {
      expect(value).toBeCloseTo(matrix[i * (n + 1)]!, 14);
    });
    expect(exact).toMatchObject({ exact: true, applications: n });
  });

  test("Hutch++ gains on Hutchinson where the spectrum falls, and is exact for low rank and for small orders", async () => {
    const falling = denseSymmetricOperator(matrices["a power law"], n);
    const [plain, plus] = [await hutchinson(falling), await hutchPlusPlus(falling)];
    expect(plus.standardError).toBeLessThan(plain.standardError / 5);
    const low = await hutchPlusPlus(denseSymmetricOperator(matrices["rank two"], n));
    expect(Math.abs(low.value - 2)).toBeLessThan(1e-12);
    const tiny = await hutchPlusPlus(denseSymmetricOperator(Float64Array.of(7), 1));
    expect(tiny).toMatchObject({ value: expect.closeTo(7, 14), standardError: 0 });
    const gram = gramOperator(denseOperator(normals(n * 50, "gram"), n, 50));
    expect((await hutchPlusPlus(gram, { applications: 60 })).applications).toBe(60);
  });

  test("too few applications are refused", async () => {
    const operator = denseSymmetricOperator(matrices["rank two"], n);
    await expect(hutchPlusPlus(operator, { applications: 3 })).rejects.toThrow(/6 or more, got 3/);
    await expect(hutchinson(operator, { applications: 0 })).rejects.toThrow(/1 or more, got 0/);
    await expect(diagonalEstimate(operator, { applications: 1 })).rejects.toThrow(/2 or more, got 1/);
  });
});
