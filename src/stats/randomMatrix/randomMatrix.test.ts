import { expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { symmetricEigenReference } from "../../kernels/index.ts";
import {
  fitMarchenkoPastur,
  freeCumulants,
  largestEigenvalueBound,
  marchenkoPastur,
  marchenkoPasturCumulants,
  spectralRanks,
  tracyWidomQuantile,
  tracyWidomTail,
} from "./index.ts";

/** Eigenvalues of XᵀX, columns ≤ rows, of normal entries; `spike` is added to one entry's direction. */
function gaussianSpectrum(rows: number, columns: number, seed: number, deviation = 1, spike = 0): Float64Array {
  const stream = random(seed, "gaussian", rows, columns);
  const x = Float64Array.from({ length: rows * columns }, () => deviation * stream.normal());
  x[0]! += spike;
  const gram = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b < columns; b++) gram[a * columns + b]! += x[i * columns + a]! * x[i * columns + b]!;
    }
  }
  return symmetricEigenReference(gram, columns).values;
}

test.each([
  [0.1, 1],
  [0.5, 3],
  [1, 1],
  [2, 0.5],
  [7, 1],
])("Marchenko–Pastur, ratio %f, variance %f: density, distribution function and moments agree", (ratio, variance) => {
  const law = marchenkoPastur(ratio, variance);
  const [a, b] = law.edges;
  // x = a + (b − a) sin²θ has no singular ends.
  const steps = 2000;
  const moments = [0, 0, 0, 0, 0];
  for (let i = 0; i < steps; i++) {
    const theta = ((i + 0.5) / steps) * (Math.PI / 2);
    const x = a + (b - a) * Math.sin(theta) ** 2;
    const mass = law.density(x) * (b - a) * Math.sin(2 * theta) * (Math.PI / 2 / steps);
    for (let order = 0; order < 5; order++) moments[order]! += mass * x ** order;
    if (i % 100 === 50) {
      const edge = a + (b - a) * Math.sin(((i + 1) / steps) * (Math.PI / 2)) ** 2;
      expect(law.cumulative(edge) - law.atom).toBeCloseTo(moments[0]!, 5);
      expect(law.quantile(law.cumulative(x))).toBeCloseTo(x, 8);
    }
  }
  expect(moments[0]).toBeCloseTo(1 - law.atom, 5);
  expect([law.cumulative(-1), law.cumulative(b), law.cumulative(b + 1)]).toEqual([0, 1, 1]);
  expect(law.cumulative(0)).toBeCloseTo(law.atom, 12);
  // Narayana: m₂ = σ⁴(1 + c), m₃ = σ⁶(1 + 3c + c²), m₄ = σ⁸(1 + 6c + 6c² + c³).
  const c = ratio;
  const expected = [1, 1, 1 + c, 1 + 3 * c + c * c, 1 + 6 * c + 6 * c * c + c ** 3];
  for (let order = 1; order < 5; order++) {
    expect(moments[order]! / (variance ** order * expected[order]!)).toBeCloseTo(1, 4);
  }
  const [, m1, m2, m3, m4] = expected.map((m, order) => m * variance ** order) as [0, number, number, number, number];
  const cumulants = [m1, m2 - m1 ** 2, m3 - 3 * m1 * m2 + 2 * m1 ** 3];
  cumulants.push(m4 - 4 * m1 * m3 - 2 * m2 ** 2 + 10 * m1 ** 2 * m2 - 5 * m1 ** 4);
  marchenkoPasturCumulants(ratio, variance).forEach((value, i) => {
    expect(value).toBeCloseTo(cumulants[i]!, 8);
  });
});

test("free cumulants of a list are those of its moments; a shift changes the first alone", () => {
  const values = [0, 1, 1, 3, 7, 2.5];
  const [m1, m2, m3, m4] = [1, 2, 3, 4].map((k) => values.reduce((s, x) => s + x ** k, 0) / values.length) as [
    number,
    number,
    number,
    number,
  ];
  const [k1, k2, k3, k4] = freeCumulants(values);
  expect(k1).toBeCloseTo(m1, 12);
  expect(k2).toBeCloseTo(m2 - m1 ** 2, 12);
  expect(k3).toBeCloseTo(m3 - 3 * m1 * m2 + 2 * m1 ** 3, 10);
  expect(k4).toBeCloseTo(m4 - 4 * m1 * m3 - 2 * m2 ** 2 + 10 * m1 ** 2 * m2 - 5 * m1 ** 4, 9);
  freeCumulants(values.map((x) => x + 4))
    .slice(1)
    .forEach((value, i) => {
      expect(value).toBeCloseTo([k2, k3, k4][i]!, 9);
    });
  // The semicircle law has but the second.
  const semicircle = Array.from({ length: 4000 }, (_, i) => {
    const law = marchenkoPastur(1);
    return Math.sqrt(law.quantile((Math.floor(i / 2) + 0.5) / 2000)) * (i % 2 === 0 ? 1 : -1);
  });
  const [, second, third, fourth] = freeCumulants(semicircle);
  expect([second, third, fourth].map((x) => Math.round(x * 100) / 100 + 0)).toEqual([1, 0, 0]);
});

// Quantiles of the law itself, to four digits.
test.each([
  [0.5, -1.2686],
  [0.1, 0.4501],
  [0.05, 0.9793],
  [0.01, 2.0234],
])("Tracy–Widom: exceeded with probability %f", (tail, quantile) => {
  expect(Math.abs(tracyWidomQuantile(tail) - quantile)).toBeLessThan(0.011);
  expect(tracyWidomTail(tracyWidomQuantile(tail))).toBeCloseTo(tail, 10);
});

test("the largest eigenvalue exceeds its bound as often as stated", () => {
  const tries = 300;
  let above = 0;
  for (let seed = 0; seed < tries; seed++) {
    if (gaussianSpectrum(40, 12, seed)[0]! > largestEigenvalueBound(40, 12, 1, 0.2)) above++;
  }
  expect(above / tries).toBeGreaterThan(0.12);
  expect(above / tries).toBeLessThan(0.28);
  expect(largestEigenvalueBound(12, 40)).toBe(largestEigenvalueBound(40, 12));
});

test("the bulk of a random matrix is found, and what lies beyond it", () => {
  const plain = fitMarchenkoPastur(gaussianSpectrum(120, 60, 1, 0.02), 120, 60);
  expect(plain.variance / 0.02 ** 2).toBeCloseTo(1, 0);
  expect(Math.abs(plain.variance / 0.02 ** 2 - 1)).toBeLessThan(0.08);
  expect(plain.spikes).toBe(0);
  expect(plain.ksDistance).toBeLessThan(0.06);
  const spiked = fitMarchenkoPastur(gaussianSpectrum(120, 60, 1, 0.02, 5), 60, 120);
  expect(spiked.spikes).toBe(1);
  expect(spiked.variance / plain.variance).toBeCloseTo(1, 1);
  expect(() => fitMarchenkoPastur([1, 2], 3, 3)).toThrow(/3 finite eigenvalues of a 3×3 matrix, got 2 of them/);
  expect(() => fitMarchenkoPastur([1, Number.NaN], 2, 3)).toThrow(/not finite/);
  expect(() => fitMarchenkoPastur([0, 0, 0, 1], 4, 4)).toThrow(/median is positive, got 0/);
  expect(() => marchenkoPastur(0)).toThrow(/positive, finite ratio, got 0/);
});

test("ranks: how many directions, hard, stable and effective", () => {
  expect(spectralRanks([3, 3, 3, 0])).toEqual({
    hardRank: 3,
    stableRank: 3,
    effectiveRank: expect.closeTo(3, 12),
  });
  const { hardRank, stableRank, effectiveRank } = spectralRanks([4, 2, 1, 1e-13, -1e-17]);
  expect(hardRank).toBe(3);
  expect(stableRank).toBeCloseTo(7 / 4, 10);
  const shares = [4 / 7, 2 / 7, 1 / 7];
  expect(Math.log(effectiveRank)).toBeCloseTo(-shares.reduce((sum, p) => sum + p * Math.log(p), 0), 10);
  expect(spectralRanks([0, -1e-20])).toEqual({ hardRank: 0, stableRank: 0, effectiveRank: 0 });
  expect(spectralRanks([4, 2, 1], 0.3).hardRank).toBe(2);
});
