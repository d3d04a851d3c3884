import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import { symmetricEigen, symmetricEigenReference } from "../src/kernels/index.ts";
import { useVariant, type Variant, withKernels } from "../src/kernels/wasm.ts";
import { departure, departureFromOrthonormal, frobenius, rounding, tolerance } from "./kernelLaws/measures.ts";
import { variants } from "./kernelLaws/variants.ts";
import { randomOrthogonal, symmetric, withSpectrum } from "./symmetricMatrices.ts";

/** What no law says of any matrix; those are in kernelLaws.test.ts. */
const kernels: Record<string, { kernel: typeof symmetricEigen; size: number; variant?: Variant }> = {
  ...Object.fromEntries(
    variants.map((variant) => [`WebAssembly with ${variant} SIMD`, { kernel: symmetricEigen, size: 110, variant }]),
  ),
  "the reference": { kernel: symmetricEigenReference, size: 24 },
};

const expectClose = (values: Float64Array, expected: Float64Array, bound: number) =>
  expect(departure(values, expected)).toBeLessThanOrEqual(bound);

describe.each(Object.entries(kernels))("%s", (_, { kernel, size, variant }) => {
  beforeAll(() => useVariant(variant));
  afterAll(() => useVariant(undefined));

  test("m leading eigenvectors of a matrix of low rank reach into its null space", () => {
    const n = size - 3;
    const values = Float64Array.from({ length: n }, (_, i) => (i < 5 ? 5 - i : 0));
    const matrix = withSpectrum(values, randomOrthogonal(n, random(4, "low rank")));
    const some = kernel(matrix, n, { vectors: 20 });
    expect(departureFromOrthonormal(some.vectors!, 20, n)).toBeLessThanOrEqual(rounding(n));
    const product = Float64Array.from(some.vectors!, (_, at) => {
      const [v, i] = [Math.floor(at / n), at % n];
      return matrix.subarray(i * n, (i + 1) * n).reduce((sum, x, k) => sum + x * some.vectors![v * n + k]!, 0);
    });
    const expected = some.vectors!.map((x, at) => x * Math.max(0, 5 - Math.floor(at / n)));
    expectClose(product, expected, 2 * tolerance(frobenius(matrix), n));
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
      const bound = tolerance(frobenius(matrix), n);
      expectClose(kernel(matrix, n).values, expected, bound);
      expectClose(kernel(matrix, n, { vectors: true }).values, expected, bound);
    },
  );

  test("a large matrix leaves nothing behind for the next one", () => {
    const n = 297;
    const stream = random(6, "large");
    const matrix = symmetric(n, () => stream.normal());
    const first = kernel(matrix, n, { vectors: true });
    kernel(new Float64Array(33 * 33).fill(7), 33, { vectors: true });
    const again = kernel(matrix, n, { vectors: true });
    expectClose(again.values, first.values, 0);
    expectClose(again.vectors!, first.vectors!, 0);
  });
});

test("large matrices are reduced by way of a band, and eigenvectors refuse it", () => {
  const n = 1201;
  const stream = random(7, "larger");
  const matrix = symmetric(n, () => stream.normal());
  const { values } = symmetricEigen(matrix, n);
  expectClose(values, symmetricEigen(matrix, n, { stages: 2 }).values, 0);
  expectClose(values, symmetricEigen(matrix, n, { stages: 1 }).values, tolerance(frobenius(matrix), n));
  expect(() => symmetricEigen(matrix, n, { stages: 2, vectors: 1 })).toThrow("a reduction in 1 stage");
});

test("a packed triangle is the whole matrix", () => {
  for (const n of [0, 1, 2, 7, 50]) {
    const stream = random(8, "packed", n);
    const matrix = symmetric(n, () => stream.normal());
    const triangle = matrix.filter((_, i) => i % n >= Math.floor(i / n));
    expect(symmetricEigen(triangle, n, { packed: true, vectors: true })).toEqual(
      symmetricEigen(matrix, n, { vectors: true }),
    );
  }
  expect(() => symmetricEigen(new Float64Array(4), 2, { packed: true })).toThrow("expected 3 elements, got 4");
  const bad = Float64Array.of(1, 2, 3, 4, Number.NaN, 6);
  expect(() => symmetricEigen(bad, 3, { packed: true })).toThrow("NaN in row 1, column 2");
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
