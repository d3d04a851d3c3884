import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import { type SymmetricEigen, symmetricEigen, symmetricEigenReference } from "../src/kernels/index.ts";
import { runsVariant, useVariant, type Variant, withKernels } from "../src/kernels/wasm.ts";
import { allowFusedMultiplyAdd } from "../src/platform/node/allowFusedMultiplyAdd.ts";
import { named, randomOrthogonal, symmetric, withSpectrum } from "./symmetricMatrices.ts";

allowFusedMultiplyAdd();
const epsilon = Number.EPSILON;
/** How many times more random matrices than usual: NETSPECTRA_SAMPLES=23 makes more than 2,000 for each build. */
const more = Number(process.env["NETSPECTRA_SAMPLES"] ?? 1);

interface Kernel {
  compute: typeof symmetricEigen;
  variant?: Variant;
  /** The order of the larger matrices it is given, and how many random ones: what is slow gets less. */
  size: number;
  samples: number;
}

/** Values alone are found by way of a band, as those of large matrices are. */
const byBand: typeof symmetricEigen = (matrix, n, options = {}) =>
  symmetricEigen(matrix, n, options.vectors === undefined ? { ...options, stages: 2 } : options);

/** Every eigenvalue kernel obeys the same laws. */
const kernels: Record<string, Kernel> = {
  "WebAssembly with plain SIMD": { compute: symmetricEigen, variant: "plain", size: 110, samples: 30 * more },
  "WebAssembly with relaxed SIMD": { compute: symmetricEigen, variant: "relaxed", size: 110, samples: 30 * more },
  "WebAssembly with plain SIMD, by way of a band": { compute: byBand, variant: "plain", size: 110, samples: 10 * more },
  "WebAssembly with relaxed SIMD, by way of a band": {
    ...{ compute: byBand, variant: "relaxed", size: 110, samples: 20 * more },
  },
  "the reference": { compute: symmetricEigenReference, size: 24, samples: 10 },
};

/** ‖A‖_F without overflow or underflow. */
function frobenius(matrix: Float64Array): number {
  const largest = matrix.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(matrix.reduce((sum, x) => sum + (x / largest) ** 2, 0));
}

/** max |A V − V Λ|, in units of ‖A‖_F. */
function residual(matrix: Float64Array, n: number, { values, vectors = new Float64Array() }: SymmetricEigen): number {
  const norm = frobenius(matrix) || 1;
  let worst = 0;
  for (let v = 0; v * n < vectors.length; v++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (matrix[i * n + k]! / norm) * vectors[v * n + k]!;
      worst = Math.max(worst, Math.abs(sum - (values[v]! / norm) * vectors[v * n + i]!));
    }
  }
  return worst;
}

/** max |Vᵀ V − I|. */
function departureFromOrthogonality(n: number, { vectors = new Float64Array() }: SymmetricEigen): number {
  let worst = 0;
  const count = n === 0 ? 0 : vectors.length / n;
  for (let u = 0; u < count; u++) {
    for (let v = 0; v <= u; v++) {
      let sum = u === v ? -1 : 0;
      for (let k = 0; k < n; k++) sum += vectors[u * n + k]! * vectors[v * n + k]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

/** One assertion for all numbers, since an assertion for each would take longer than the kernels. */
function expectClose(values: Float64Array, expected: Float64Array, tolerance: number) {
  expect(values.length).toBe(expected.length);
  const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(worst, `the largest departure from ${expected.slice(0, 5)} …`).toBeLessThanOrEqual(tolerance);
}

/** What rounding may do to a unit vector, or to n numbers beside their norm. */
const rounding = (n: number) => 4 * (n + 4) * epsilon;

/** What rounding may do to the eigenvalues of a matrix, denormal numbers included. */
function tolerance(matrix: Float64Array, n: number): number {
  return rounding(n) * frobenius(matrix) + n * Number.MIN_VALUE;
}

/** What must hold for the eigenvalues and eigenvectors of any matrix. */
function checkLaws(kernel: typeof symmetricEigen, matrix: Float64Array, n: number) {
  const before = matrix.slice();
  const norm = frobenius(matrix);
  const all = kernel(matrix, n, { vectors: true });
  const alone = kernel(matrix, n);
  expectClose(matrix, before, 0);
  expect(alone.vectors).toBeUndefined();
  expectClose(alone.values, all.values, tolerance(matrix, n));
  for (const { values } of [all, alone]) {
    expect(values.every((value, i) => Number.isFinite(value) && (i === 0 || value <= values[i - 1]!))).toBe(true);
    if (norm === 0) continue;
    const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i]! / norm).reduce((a, b) => a + b, 0);
    const sum = values.reduce((a, b) => a + b / norm, 0);
    expect(Math.abs(trace - sum)).toBeLessThanOrEqual((2 * tolerance(matrix, n)) / norm);
    expect(Math.abs(frobenius(values) / norm - 1)).toBeLessThanOrEqual((2 * tolerance(matrix, n)) / norm);
  }
  expect(all.vectors?.length).toBe(n * n);
  expect(residual(matrix, n, all)).toBeLessThanOrEqual(tolerance(matrix, n) / (norm || 1));
  expect(departureFromOrthogonality(n, all)).toBeLessThanOrEqual(rounding(n));
}

const runs = ({ variant }: Kernel) => variant === undefined || runsVariant(variant);
for (const [name, kernel] of Object.entries(kernels)) {
  if (!runs(kernel)) test.skip(`${name}: this engine lacks it`, () => {});
}

describe.each(Object.entries(kernels).filter(([, kernel]) => runs(kernel)))(
  "%s",
  (_, { compute: kernel, variant, size, samples }) => {
    beforeAll(() => useVariant(variant));
    afterAll(() => useVariant(undefined));

    test.each(Object.entries(named))("keeps the laws for %s", (_, make) => {
      const { matrix, n, values } = make(size);
      checkLaws(kernel, matrix, n);
      if (values) expectClose(kernel(matrix, n).values, values, 2 * tolerance(matrix, n));
    });

    test("keeps the laws for random matrices of any order", () => {
      const orders = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 13, max: size }));
      fc.assert(
        fc.property(orders, fc.integer(), fc.integer({ min: -300, max: 300 }), (n, seed, exponent) => {
          const stream = random(seed, "symmetric");
          checkLaws(
            kernel,
            symmetric(n, () => stream.normal() * 10 ** exponent),
            n,
          );
        }),
        { seed: 1, numRuns: samples },
      );
    });

    test("finds a spectrum that was built in, with repetitions and any spread", () => {
      const spread = fc.constantFrom(0, 1, 6, 20, 200);
      fc.assert(
        fc.property(fc.integer({ min: 1, max: size }), fc.integer(), spread, (n, seed, decades) => {
          const stream = random(seed, "spectrum");
          const distinct = 1 + stream.integer(n);
          const choices = Array.from({ length: distinct }, () => stream.normal() * 10 ** (-decades * stream.uniform()));
          const values = Float64Array.from({ length: n }, () => choices[stream.integer(distinct)]!)
            .sort()
            .reverse();
          const matrix = withSpectrum(values, randomOrthogonal(n, stream));
          checkLaws(kernel, matrix, n);
          expectClose(kernel(matrix, n).values, values, 2 * tolerance(matrix, n));
        }),
        { seed: 2, numRuns: samples },
      );
    });

    test("the m leading eigenvectors are those of the full set", () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: size }),
          fc.integer(),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (n, seed, part) => {
            const stream = random(seed, "part");
            const matrix = symmetric(n, () => stream.normal());
            const m = Math.round(part * n);
            const some = kernel(matrix, n, { vectors: m });
            expectClose(some.values, kernel(matrix, n, { vectors: true }).values, tolerance(matrix, n));
            expect(some.vectors?.length).toBe(m * n);
            expect(residual(matrix, n, some)).toBeLessThanOrEqual(rounding(n));
            expect(departureFromOrthogonality(n, some)).toBeLessThanOrEqual(rounding(n));
          },
        ),
        { seed: 3, numRuns: samples },
      );
    });

    test("m leading eigenvectors of a matrix of low rank reach into its null space", () => {
      const n = size - 3;
      const values = Float64Array.from({ length: n }, (_, i) => (i < 5 ? 5 - i : 0));
      const matrix = withSpectrum(values, randomOrthogonal(n, random(4, "low rank")));
      const some = kernel(matrix, n, { vectors: 20 });
      expect(residual(matrix, n, some)).toBeLessThanOrEqual(rounding(n));
      expect(departureFromOrthogonality(n, some)).toBeLessThanOrEqual(rounding(n));
    });

    test("reads the lower half only", () => {
      const lower = symmetric(9, random(5, "lower").normal);
      const skewed = lower.map((x, at) => (at % 9 > Math.floor(at / 9) ? x + 1 : x));
      expect(kernel(skewed, 9, { vectors: true })).toEqual(kernel(lower, 9, { vectors: true }));
    });

    test("the order 0 has an empty spectrum, the order 1 its element", () => {
      expect(kernel(new Float64Array(), 0, { vectors: true })).toEqual({
        values: new Float64Array(),
        vectors: new Float64Array(),
      });
      const { values, vectors } = kernel(Float64Array.of(-3e-310), 1, { vectors: true });
      expect(values).toEqual(Float64Array.of(-3e-310));
      expect(Math.abs(vectors![0]!)).toBe(1);
    });

    test.each([
      [Number.NaN, "NaN in row 1, column 2"],
      [Number.POSITIVE_INFINITY, "Infinity in row 1, column 2"],
      [Number.NEGATIVE_INFINITY, "-Infinity in row 1, column 2"],
    ])("names the place of %d", (bad, place) => {
      const matrix = new Float64Array(9);
      matrix[5] = bad;
      expect(() => kernel(matrix, 3)).toThrow(place);
    });

    test("refuses what is no matrix or no number of vectors", () => {
      expect(() => kernel(new Float64Array(8), 3)).toThrow("expected 9 elements, got 8");
      expect(() => kernel(new Float64Array(), -1)).toThrow("got -1");
      expect(() => kernel(new Float64Array(4), 2, { vectors: 3 })).toThrow("from 0 to 2, got 3");
      expect(() => kernel(new Float64Array(4), 2, { vectors: 0.5 })).toThrow("got 0.5");
    });

    test("refuses a spectrum that float64 cannot hold", () => {
      expect(() => kernel(new Float64Array(4).fill(1.5e308), 2)).toThrow("eigenvalues below 1.8e308");
    });

    if (variant === undefined) return;

    test.each([1, 2, 3, 4, 5, 31, 32, 33, 36, 63, 64, 65, 67, 96, 97])(
      "agrees with the reference at the order %d, beside the blocks' borders",
      (n) => {
        const stream = random(n, "agree");
        const matrix = symmetric(n, () => stream.normal());
        const expected = symmetricEigenReference(matrix, n).values;
        expectClose(kernel(matrix, n).values, expected, tolerance(matrix, n));
        expectClose(kernel(matrix, n, { vectors: true }).values, expected, tolerance(matrix, n));
      },
    );

    test("a large matrix keeps the laws, and leaves nothing behind for the next one", () => {
      const n = Math.round(2.7 * size);
      const stream = random(6, "large");
      const matrix = symmetric(n, () => stream.normal());
      const first = kernel(matrix, n, { vectors: true });
      expect(residual(matrix, n, first)).toBeLessThanOrEqual(rounding(n));
      expect(departureFromOrthogonality(n, first)).toBeLessThanOrEqual(rounding(n));
      kernel(new Float64Array(33 * 33).fill(7), 33, { vectors: true });
      const again = kernel(matrix, n, { vectors: true });
      expectClose(again.values, first.values, 0);
      expectClose(again.vectors!, first.vectors!, 0);
    });
  },
);

test("large matrices are reduced by way of a band, and eigenvectors refuse it", () => {
  const n = 1201;
  const stream = random(7, "larger");
  const matrix = symmetric(n, () => stream.normal());
  const { values } = symmetricEigen(matrix, n);
  expectClose(values, symmetricEigen(matrix, n, { stages: 2 }).values, 0);
  expectClose(values, symmetricEigen(matrix, n, { stages: 1 }).values, tolerance(matrix, n));
  expect(() => symmetricEigen(matrix, n, { stages: 2, vectors: 1 })).toThrow("a reduction in 1 stage");
});

test("work beyond the memory of WebAssembly is refused in words", () => {
  expect(() => withKernels("a matrix", () => 2 ** 33, Object)).toThrow(
    "a matrix: expected 8192 MiB of WebAssembly memory",
  );
});

test("the order 2000 needs less memory than is promised", () => {
  const [values, vectors] = withKernels(
    "",
    () => 0,
    (kernels) => [kernels.workspace(2000, 0, 2), kernels.workspace(2000, 2000, 1)],
  );
  expect(values).toBeLessThan(10 * 2000 ** 2);
  expect(vectors).toBeLessThan(42 * 2000 ** 2);
});
