import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import {
  absorbRows,
  cholesky,
  choleskyReference,
  createTsqr,
  qr,
  qrReference,
  svd,
  svdReference,
} from "../src/kernels/index.ts";
import { useVariant, type Variant } from "../src/kernels/wasm.ts";
import { departure, rounding, transposed } from "./kernelLaws/measures.ts";
import { streamRows } from "./kernelLaws/tsqrLaws.ts";
import { variants } from "./kernelLaws/variants.ts";
import { named, rectangular } from "./rectangularMatrices.ts";

interface Family {
  svd: typeof svd;
  qr: typeof qr;
  cholesky: typeof cholesky;
  variant?: Variant;
  /** The shorter side of the larger matrices it is given. */
  size: number;
}

/** What no law says of any matrix; those are in kernelLaws.test.ts. */
const families: readonly (readonly [string, Family])[] = [
  ...variants.map((variant) => [`WebAssembly with ${variant} SIMD`, { svd, qr, cholesky, size: 50, variant }] as const),
  ["the reference", { svd: svdReference, qr: qrReference, cholesky: choleskyReference, size: 16 }],
];

const expectClose = (values: Float64Array, expected: Float64Array, bound: number) =>
  expect(departure(values, expected)).toBeLessThanOrEqual(bound);

describe.each(families)("%s", (_, family) => {
  const { variant, size } = family;
  beforeAll(() => useVariant(variant));
  afterAll(() => useVariant(undefined));

  test("a matrix and its transpose have the same singular values", () => {
    const stream = random(3, "transpose");
    const sample = rectangular(size + 7, size, () => stream.normal());
    const { values } = family.svd(sample.matrix, sample.rows, sample.columns);
    const other = family.svd(
      transposed(sample.matrix, sample.rows, sample.columns),
      sample.columns,
      sample.rows,
    ).values;
    expectClose(other, values, rounding(size) * values[0]!);
  });

  test("names the pivot of a matrix that is not positive definite", () => {
    const n = size;
    const matrix = rectangular(n, n, (i, j) => (i !== j ? 0 : i === n - 2 ? -3 : 4)).matrix;
    expect(() => family.cholesky(matrix, n)).toThrow(`the pivot -3 in row ${n - 2}`);
    expect(() => family.cholesky(new Float64Array(4), 2)).toThrow("the pivot 0 in row 0");
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("names the place of %d", (bad) => {
    const matrix = new Float64Array(16);
    matrix[6] = bad;
    const place = `${bad} in row 1, column 2`;
    for (const run of [family.svd, family.qr]) expect(() => run(matrix, 4, 4)).toThrow(place);
    expect(() => family.cholesky(matrix, 4)).toThrow(place);
  });

  test("refuses what is no matrix, and answers for the empty one", () => {
    for (const run of [family.svd, family.qr]) {
      expect(() => run(new Float64Array(5), 2, 3)).toThrow("expected 6 elements, got 5");
      expect(() => run(new Float64Array(0), -1, 0)).toThrow("the rows of a matrix");
    }
    expect(family.svd(new Float64Array(), 0, 4, { vectors: true })).toEqual({
      values: new Float64Array(),
      left: new Float64Array(),
      right: new Float64Array(),
    });
    expect(family.qr(new Float64Array(), 4, 0, { q: true })).toEqual({ q: new Float64Array(), r: new Float64Array() });
  });

  test("refuses results that float64 cannot hold", () => {
    expect(() => family.svd(new Float64Array(6).fill(1.5e308), 3, 2)).toThrow("numbers below 1.8e308");
    expect(() => family.qr(new Float64Array(6).fill(1.5e308), 3, 2)).toThrow("numbers below 1.8e308");
  });

  if (variant === undefined) return;

  test("agrees with the reference", () => {
    const stream = random(5, "reference");
    for (const [rows, columns] of [
      [40, 40],
      [70, 33],
      [20, 90],
    ] as const) {
      const { matrix } = rectangular(rows, columns, () => stream.normal());
      const expected = svdReference(matrix, rows, columns).values;
      expectClose(svd(matrix, rows, columns).values, expected, rounding(rows + columns) * expected[0]!);
      const [r, other] = [qr(matrix, rows, columns).r, qrReference(matrix, rows, columns).r];
      expectClose(r.map(Math.abs), other.map(Math.abs), rounding(rows + columns) * expected[0]!);
    }
  });

  test("a large matrix leaves nothing behind for the next one", () => {
    const stream = random(7, "large");
    const sample = rectangular(330, 310, () => stream.normal());
    useVariant(variant);
    const first = svd(sample.matrix, 330, 310, { vectors: true });
    svd(new Float64Array(33 * 40).fill(7), 33, 40, { vectors: true });
    const again = svd(sample.matrix, 330, 310, { vectors: true });
    for (const key of ["values", "left", "right"] as const) expectClose(again[key]!, first[key]!, 0);
  });
});

describe("a streamed QR factorisation", () => {
  test("finds values down to 1e-14 of the largest, where a Gram matrix has lost them", () => {
    const sample = named["graded from 1 to 1e-14, tall"]!(70);
    const found = streamRows(sample, [33]).singularValues();
    expectClose(found, sample.values!, rounding(140));
    const relative = found.map((value, i) => Math.abs(value / sample.values![i]! - 1));
    expect(Math.max(...relative.filter((_, i) => sample.values![i]! > 1e-11))).toBeLessThan(0.01);
  });

  test("does not depend on the batches, and goes on from its state to the last bit", () => {
    const source = random(1, "batches");
    const sample = rectangular(500, 37, () => source.normal());
    const whole = streamRows(sample, [500]);
    expect(streamRows(sample, [1, 64, 13]).triangle()).toEqual(whole.triangle());
    const half = 251 * 37;
    const first = createTsqr(37);
    first.add(sample.matrix.subarray(0, half), 251);
    const second = createTsqr(37, first.state());
    first.add(sample.matrix.subarray(half), 249);
    second.add(sample.matrix.subarray(half), 249);
    expect(second.state()).toEqual(first.state());
    expect(second.singularValues()).toEqual(whole.singularValues());
    expect(second.state().count).toBe(500);
  });

  test("merges with others, in any order", () => {
    const source = random(2, "merge");
    const sample = rectangular(300, 29, () => source.normal());
    const expected = svd(sample.matrix, 300, 29).values;
    const parts = [0, 1, 2].map((part) =>
      streamRows({ ...sample, matrix: sample.matrix.slice(part * 2900, part * 2900 + 2900), rows: 100 }, [45]),
    );
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const tsqr = createTsqr(29);
      for (const part of order) tsqr.merge(parts[part]!.state());
      expect(tsqr.state().count).toBe(300);
      expectClose(tsqr.singularValues(), expected, rounding(300) * expected[0]!);
    }
  });

  test("takes float32 rows, fewer rows than columns, and none", () => {
    const tsqr = createTsqr(5);
    expect(tsqr.singularValues()).toEqual(new Float64Array());
    tsqr.add(Float32Array.of(3, 0, 0, 0, 4), 1);
    expectClose(tsqr.singularValues(), Float64Array.of(5), 1e-15);
    tsqr.add(new Float32Array(), 0);
    expect(tsqr.state().count).toBe(1);
  });

  test("refuses rows that are no numbers, and states of other matrices", () => {
    const tsqr = createTsqr(2);
    expect(() => tsqr.add(Float64Array.of(1, 2, 3, Number.NaN), 2)).toThrow("NaN in row 1, column 1");
    expect(tsqr.state().count).toBe(0);
    expect(() => tsqr.add(new Float64Array(3), 2)).toThrow("expected 4 elements, got 3");
    expect(() => tsqr.merge(createTsqr(3).state())).toThrow("expected 2 columns, got 3");
    expect(() => createTsqr(3, tsqr.state())).toThrow("expected 3 columns, got 2");
    expect(() => createTsqr(0)).toThrow("got 0");
    expect(() => absorbRows(new Float64Array(3), new Float64Array(2), 1, 2)).toThrow("expected 4 elements, got 3");
  });
});
