import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../base/index.ts";
import { kernelAlignment, type SampleKernel } from "./kernelAlignment.ts";

/** The kernel of points, scaled. */
function kernelOf(points: readonly (readonly number[])[], scale = 1): SampleKernel {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  return {
    size: points.length,
    read(i, row) {
      points.forEach((point, j) => {
        row[j] = scale * dot(points[i]!, point);
      });
    },
  };
}

const normalPoints = (seed: number, n: number, d: number) => {
  const stream = random(seed, "kernel alignment");
  return Array.from({ length: n }, () => Array.from({ length: d }, stream.normal));
};

test("one for a kernel and itself, whatever the scale and the origin; the same for both orders", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 4, max: 30 }), (seed, n) => {
      const points = normalPoints(seed, n, 3);
      const moved = points.map((point) => point.map((value, a) => 2 - 5 * value + a));
      const same = kernelAlignment(kernelOf(points), kernelOf(moved, 1e-100));
      expect(same.value).toBeCloseTo(1, 10);
      expect(same.debiased ?? 1).toBeCloseTo(1, 8);
      const other = kernelOf(normalPoints(seed + 1, n, 2));
      const [there, back] = [kernelAlignment(kernelOf(points), other), kernelAlignment(other, kernelOf(points))];
      expect(there.value).toBeCloseTo(back.value!, 12);
      expect(there.value).toBeGreaterThanOrEqual(-1e-12);
      expect(there.value).toBeLessThanOrEqual(1 + 1e-12);
    }),
    { numRuns: 30, seed: 1 },
  );
});

test("of independent kernels, the debiased one is zero on average, the other is not", () => {
  const found = Array.from({ length: 300 }, (_, t) =>
    kernelAlignment(kernelOf(normalPoints(2 * t, 20, 8)), kernelOf(normalPoints(2 * t + 1, 20, 8))),
  );
  const mean = (key: "value" | "debiased") => found.reduce((sum, each) => sum + each[key]! / found.length, 0);
  expect(Math.abs(mean("debiased"))).toBeLessThan(0.02);
  expect(mean("value")).toBeGreaterThan(0.2);
});

test("the unbiased products are those of Song et al. (2012), equation 5", () => {
  const n = 9;
  const [a, b] = [normalPoints(5, n, 2), normalPoints(6, n, 2)];
  const matrix = (points: number[][]) =>
    points.map((p, i) => points.map((q, j) => (i === j ? 0 : p.reduce((sum, v, c) => sum + v * q[c]!, 0))));
  const hsic = (k: number[][], l: number[][]) => {
    const sum = (values: number[]) => values.reduce((x, y) => x + y, 0);
    const trace = sum(k.map((row, i) => sum(row.map((v, j) => v * l[j]![i]!))));
    const [rowsK, rowsL] = [k.map(sum), l.map(sum)];
    const between = sum(rowsK.map((v, i) => v * rowsL[i]!));
    return trace + (sum(rowsK) * sum(rowsL)) / (n - 1) / (n - 2) - (2 / (n - 2)) * between;
  };
  const [k, l] = [matrix(a), matrix(b)];
  const expected = hsic(k, l) / Math.sqrt(hsic(k, k) * hsic(l, l));
  expect(kernelAlignment(kernelOf(a), kernelOf(b)).debiased).toBeCloseTo(expected, 10);
});

test("kernels to which all samples are alike have no alignment", () => {
  const points = normalPoints(0, 12, 4);
  const nothing = { status: "degenerate", value: null, debiased: null, effectiveSamples: null };
  for (const flat of [points.map(() => [3, 0.1]), points.map(() => [0])]) {
    expect(kernelAlignment(kernelOf(flat), kernelOf(points))).toEqual(nothing);
    expect(kernelAlignment(kernelOf(points), kernelOf(flat))).toEqual(nothing);
  }
  const noisy = points.map(([a]) => [1, 1 + 1e-7 * a!]);
  expect(kernelAlignment(kernelOf(noisy), kernelOf(points)).status).toBe("degenerate");
  expect(kernelAlignment(kernelOf([[1]]), kernelOf([[2]]))).toEqual(nothing);
});

test("a kernel that one sample carries says so", () => {
  const points = normalPoints(1, 40, 4);
  expect(kernelAlignment(kernelOf(points), kernelOf(points)).status).toBe("ok");
  const giant = points.map((point, i) => (i === 7 ? point.map((v) => 1000 * v) : point));
  const found = kernelAlignment(kernelOf(giant), kernelOf(points));
  expect(found).toMatchObject({ status: "dominated", value: expect.any(Number) });
  expect(found.effectiveSamples).toBeLessThan(1.1);
});

test("kernels of different sizes are refused", () => {
  expect(() => kernelAlignment(kernelOf([[1], [2]]), kernelOf([[1]]))).toThrow(/the same 2 samples, got 1 samples/);
});
