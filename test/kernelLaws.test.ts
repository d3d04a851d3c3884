import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  cholesky,
  choleskyReference,
  qr,
  qrReference,
  svd,
  svdReference,
  symmetricEigen,
  symmetricEigenReference,
} from "../src/kernels/index.ts";
import { useVariant, type Variant } from "../src/kernels/wasm.ts";
import { type Checked, kernelLaws, lawsOfKernels } from "./kernelLaws/kernelLaws.ts";
import { variants } from "./kernelLaws/variants.ts";

/** Numbers of generated matrices; scripts/kernelLaws.js goes on from there to thousands. */
const generated = Array.from({ length: 40 }, (_, index) => index);

/** Sides at which blocks, panels and tiles end. */
const borders = [1, 2, 3, 4, 5, 23, 24, 25, 31, 32, 33, 36, 49, 50, 63, 64, 65, 67, 96, 97, 130];

function expectLaws(all: readonly Checked[]) {
  expect(all).not.toHaveLength(0);
  const broken = all.flatMap(({ name, ratios }) =>
    Object.entries(ratios)
      .filter(([, ratio]) => !(ratio <= 1))
      .map(([law, ratio]) => `${law}, ${ratio} times the bound: ${name}`),
  );
  expect(broken).toEqual([]);
}

test("the builds of the kernels are tried", () => {
  expect(variants).toContain("plain");
});

describe.each(variants)("%s SIMD", (variant: Variant) => {
  beforeAll(() => useVariant(variant));
  afterAll(() => useVariant(undefined));

  describe.each(Object.entries(kernelLaws))("%s keeps its laws", (_, laws) => {
    test("for matrices that have broken programs", () => {
      expectLaws(laws.named(40));
    });

    test("for generated ones of all kinds, shapes and sizes of elements", () => {
      expectLaws(generated.map((index) => laws.generated(1, index, { least: 1, most: 60 })));
    });

    test("beside the blocks' borders", () => {
      expectLaws(borders.map((side) => laws.generated(2, side, { least: side, most: side + 1 })));
    });

    test("for a large one", () => {
      expectLaws([laws.generated(3, 0, { least: 250, most: 270 })]);
    });
  });
});

/** Values alone by way of a band, as those of large matrices are found. */
const byBand = lawsOfKernels({
  symmetricEigen: (matrix, n, options = {}) =>
    symmetricEigen(matrix, n, options.vectors === undefined ? { ...options, stages: 2 } : options),
  svd,
  qr,
  cholesky,
})["symmetricEigen"]!;

describe.each(variants)("by way of a band, %s SIMD: eigenvalues keep their laws", (variant: Variant) => {
  beforeAll(() => useVariant(variant));
  afterAll(() => useVariant(undefined));

  test("for matrices that have broken programs", () => {
    expectLaws(byBand.named(40));
  });

  test("for generated ones, and beside the blocks' borders", () => {
    expectLaws(generated.map((index) => byBand.generated(1, index, { least: 1, most: 60 })));
    expectLaws(borders.map((side) => byBand.generated(2, side, { least: side, most: side + 1 })));
  });

  test("for a large one", () => {
    expectLaws([byBand.generated(3, 0, { least: 250, most: 270 })]);
  });
});

const references = lawsOfKernels({
  symmetricEigen: symmetricEigenReference,
  svd: svdReference,
  qr: qrReference,
  cholesky: choleskyReference,
});

describe.each(Object.entries(references))("the reference of %s keeps its laws", (_, laws) => {
  test("for matrices that have broken programs", () => {
    expectLaws(laws.named(16));
  });

  test("for generated ones", () => {
    expectLaws(generated.map((index) => laws.generated(1, index, { least: 1, most: 16 })));
  });
});

test("kernels that are off in the twelfth digit break their laws", () => {
  const off = (numbers: Float64Array) => numbers.map((x, i) => x * (1 + 1e-12 * (i % 2)));
  const broken = lawsOfKernels({
    symmetricEigen: (...args) => ({ ...symmetricEigen(...args), values: off(symmetricEigen(...args).values) }),
    svd: (...args) => ({ ...svd(...args), values: off(svd(...args).values) }),
    qr: (...args) => ({ ...qr(...args), r: off(qr(...args).r) }),
    cholesky: (...args) => off(cholesky(...args)),
  });
  for (const laws of Object.values(broken)) {
    const { ratios } = laws.generated(4, 0, { least: 30, most: 30 });
    expect(Math.max(...Object.values(ratios))).toBeGreaterThan(1);
  }
});
