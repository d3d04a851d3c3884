import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import {
  absorbRows,
  cholesky,
  choleskyReference,
  createTsqr,
  qr,
  qrReference,
  type Svd,
  solvePositive,
  svd,
  svdReference,
} from "../src/kernels/index.ts";
import { runsVariant, useVariant, type Variant } from "../src/kernels/wasm.ts";
import { allowFusedMultiplyAdd } from "../src/platform/node/allowFusedMultiplyAdd.ts";
import { named, type RectangularSample, rectangular, withSingularValues } from "./rectangularMatrices.ts";

allowFusedMultiplyAdd();
/** How many times more random matrices than usual: NETSPECTRA_SAMPLES=40 makes more than 2,000 of each kernel's. */
const more = Number(process.env["NETSPECTRA_SAMPLES"] ?? 1);

interface Family {
  svd: typeof svd;
  qr: typeof qr;
  cholesky: typeof cholesky;
  variant?: Variant;
  /** The shorter side of the larger matrices it is given, and how many random ones: what is slow gets less. */
  size: number;
  samples: number;
}

const ours = { svd, qr, cholesky, size: 50, samples: 25 * more };
const families: Record<string, Family> = {
  "WebAssembly with plain SIMD": { ...ours, variant: "plain" },
  "WebAssembly with relaxed SIMD": { ...ours, variant: "relaxed" },
  "the reference": { svd: svdReference, qr: qrReference, cholesky: choleskyReference, size: 16, samples: 10 },
};

const largestOf = (x: Float64Array) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const rounding = (n: number) => 4 * (n + 8) * Number.EPSILON;
const transposed = ({ matrix, rows, columns }: RectangularSample) =>
  rectangular(columns, rows, (i, j) => matrix[j * columns + i]!);

/** ‖A‖_F without overflow or underflow. */
function frobenius(matrix: Float64Array): number {
  const largest = largestOf(matrix);
  return largest === 0 ? 0 : largest * Math.sqrt(matrix.reduce((sum, x) => sum + (x / largest) ** 2, 0));
}

/** max |X Xᵀ − I| over the rows of X. */
function departureFromOrthonormal(x: Float64Array, count: number, n: number): number {
  let worst = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) sum += x[i * n + k]! * x[j * n + k]!;
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

/** max |A − X Y| in units of `norm`, with X rows × depth and Y depth × columns. */
function residual(a: RectangularSample, x: Float64Array, y: Float64Array, depth: number, norm: number): number {
  let worst = 0;
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) {
      let sum = -a.matrix[i * a.columns + j]! / norm;
      for (let k = 0; k < depth; k++) sum += x[i * depth + k]! * (y[k * a.columns + j]! / norm);
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

function expectClose(values: Float64Array, expected: Float64Array, tolerance: number) {
  expect(values.length).toBe(expected.length);
  const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(worst, `the largest departure from ${expected.slice(0, 5)} …`).toBeLessThanOrEqual(tolerance);
}

function checkSvd(compute: typeof svd, sample: RectangularSample) {
  const { matrix, rows, columns } = sample;
  const [m, n] = [Math.min(rows, columns), Math.max(rows, columns)];
  const before = matrix.slice();
  const norm = frobenius(matrix);
  const tolerance = rounding(n) * norm + n * Number.MIN_VALUE;
  const alone = compute(matrix, rows, columns);
  const all = compute(matrix, rows, columns, { vectors: true });
  expectClose(matrix, before, 0);
  expect(alone.left ?? alone.right).toBeUndefined();
  expectClose(alone.values, all.values, tolerance);
  for (const { values } of [alone, all]) {
    expect(values.length).toBe(m);
    expect(values.every((value, i) => value >= 0 && (i === 0 || value <= values[i - 1]!))).toBe(true);
    expect(Math.abs(frobenius(values) - norm)).toBeLessThanOrEqual(2 * tolerance);
  }
  if (sample.values) expectClose(all.values, sample.values, 2 * tolerance);
  const { values, left, right } = all as Required<Svd>;
  expect([left.length, right.length]).toEqual([m * rows, m * columns]);
  const scaled = Float64Array.from(right, (x, at) => x * (values[Math.floor(at / columns)]! / (norm || 1)));
  const columnsOfLeft = Float64Array.from({ length: rows * m }, (_, at) => left[(at % m) * rows + Math.floor(at / m)]!);
  const unit = { ...sample, matrix: matrix.map((x) => x / (norm || 1)) };
  expect(residual(unit, columnsOfLeft, scaled, m, 1)).toBeLessThanOrEqual(tolerance / (norm || 1));
  expect(departureFromOrthonormal(left, m, rows)).toBeLessThan(rounding(n));
  expect(departureFromOrthonormal(right, m, columns)).toBeLessThan(rounding(n));
}

function checkQr(compute: typeof qr, sample: RectangularSample) {
  const { matrix, rows, columns } = sample;
  const m = Math.min(rows, columns);
  const norm = frobenius(matrix) || 1;
  const { q = new Float64Array(), r } = compute(matrix, rows, columns, { q: true });
  expect(compute(matrix, rows, columns)).toEqual({ r });
  expect([q.length, r.length]).toEqual([rows * m, m * columns]);
  expect(r.every((x, at) => at % columns >= Math.floor(at / columns) || x === 0)).toBe(true);
  const tolerance = rounding(rows + columns) + (rows * Number.MIN_VALUE) / norm;
  expect(residual(sample, q, r, m, norm)).toBeLessThan(tolerance);
  const rowsOfQ = transposed({ matrix: q, rows, columns: m }).matrix;
  expect(departureFromOrthonormal(rowsOfQ, m, rows)).toBeLessThan(rounding(rows + columns));
}

/** Gaussian elements of any size. */
const shapes = (size: number) =>
  fc.record({
    rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 * size })),
    columns: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: size })),
    seed: fc.integer(),
    exponent: fc.integer({ min: -290, max: 290 }),
  });

const runs = ({ variant }: Family) => variant === undefined || runsVariant(variant);
for (const [name, family] of Object.entries(families)) {
  if (!runs(family)) test.skip(`${name}: this engine lacks it`, () => {});
}

describe.each(Object.entries(families).filter(([, family]) => runs(family)))("%s", (_, family) => {
  const { variant, size, samples } = family;
  beforeAll(() => useVariant(variant));
  afterAll(() => useVariant(undefined));

  test.each(Object.entries(named))("keeps the laws for %s", (_, make) => {
    const sample = make(size);
    checkSvd(family.svd, sample);
    checkQr(family.qr, sample);
  });

  test("keeps the laws for random matrices of any shape", () => {
    fc.assert(
      fc.property(shapes(size), ({ rows, columns, seed, exponent }) => {
        const stream = random(seed, "rectangle");
        const sample = rectangular(rows, columns, () => stream.normal() * 10 ** exponent);
        checkSvd(family.svd, sample);
        checkQr(family.qr, sample);
      }),
      { seed: 1, numRuns: samples },
    );
  });

  test("finds singular values that were built in, with repetitions, zeros and any spread", () => {
    fc.assert(
      fc.property(shapes(size), fc.constantFrom(0, 1, 6, 20, 200), ({ rows, columns, seed }, decades) => {
        const stream = random(seed, "values");
        const count = Math.min(rows, columns);
        const choices = Array.from({ length: 1 + stream.integer(count) }, () => 10 ** (-decades * stream.uniform()));
        choices.push(0);
        const values = Float64Array.from({ length: count }, () => choices[stream.integer(choices.length)]!);
        checkSvd(family.svd, withSingularValues(rows, columns, values.sort().reverse(), stream));
      }),
      { seed: 2, numRuns: samples },
    );
  });

  test("a matrix and its transpose have the same singular values", () => {
    const stream = random(3, "transpose");
    const sample = rectangular(size + 7, size, () => stream.normal());
    const { values } = family.svd(sample.matrix, sample.rows, sample.columns);
    const other = family.svd(transposed(sample).matrix, sample.columns, sample.rows).values;
    expectClose(other, values, rounding(size) * values[0]!);
  });

  test("factors positive definite matrices, and agrees with the reference", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 * size }), fc.integer(), (n, seed) => {
        const stream = random(seed, "positive");
        const root = rectangular(n, n, () => stream.normal());
        const sample = rectangular(n, n, (i, j) => {
          let sum = i === j ? 0.1 : 0;
          for (let k = 0; k < n; k++) sum += root.matrix[i * n + k]! * root.matrix[j * n + k]!;
          return sum;
        });
        const lower = family.cholesky(sample.matrix, n);
        expect(lower.every((x, at) => at % n <= Math.floor(at / n) || x === 0)).toBe(true);
        const upper = transposed({ ...sample, matrix: lower }).matrix;
        expect(residual(sample, lower, upper, n, frobenius(sample.matrix))).toBeLessThan(rounding(n));
      }),
      { seed: 4, numRuns: Math.ceil(samples / 4) },
    );
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

  test.each([1, 2, 3, 4, 5, 23, 24, 25, 31, 32, 33, 49, 50, 63, 64, 65, 97, 130])(
    "keeps the laws with %d columns, beside the blocks' borders",
    (n) => {
      const stream = random(n, "borders");
      for (const rows of [n, n + 1, n + 33]) {
        const sample = rectangular(rows, n, () => stream.normal());
        checkSvd(svd, sample);
        checkQr(qr, sample);
        checkQr(qr, transposed(sample));
      }
    },
  );

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

  test("a large matrix keeps the laws in an instance of its own, and leaves nothing behind for the next one", () => {
    const stream = random(7, "large");
    const sample = rectangular(330, 310, () => stream.normal());
    useVariant(variant);
    checkSvd(svd, sample);
    useVariant(variant);
    checkQr(qr, sample);
    useVariant(variant);
    const first = svd(sample.matrix, 330, 310, { vectors: true });
    svd(new Float64Array(33 * 40).fill(7), 33, 40, { vectors: true });
    expect(svd(sample.matrix, 330, 310, { vectors: true })).toEqual(first);
  });

  test("solves equations, at any scale", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer(),
        fc.integer({ min: -140, max: 140 }),
        (n, columns, seed, exponent) => {
          const stream = random(seed, "solve");
          const root = rectangular(n, n, () => stream.normal() / Math.sqrt(n));
          const { matrix } = rectangular(n, n, (i, j) => {
            let sum = i === j ? 1 : 0;
            for (let k = 0; k < n; k++) sum += root.matrix[i * n + k]! * root.matrix[j * n + k]!;
            return sum * 10 ** exponent;
          });
          const right = rectangular(n, columns, () => stream.normal());
          const x = solvePositive(matrix, n, right.matrix, columns);
          expect(residual(right, matrix, x, n, 1)).toBeLessThan(20 * rounding(n));
        },
      ),
      { seed: 6, numRuns: Math.ceil(samples / 4) },
    );
  });
});

describe("a streamed QR factorisation", () => {
  /** Feed the rows in batches of these sizes, over and over. */
  function stream(sample: RectangularSample, batches: readonly number[]) {
    const tsqr = createTsqr(sample.columns);
    for (let from = 0, i = 0; from < sample.rows; i++) {
      const count = Math.min(batches[i % batches.length]!, sample.rows - from);
      tsqr.add(sample.matrix.subarray(from * sample.columns, (from + count) * sample.columns), count);
      from += count;
    }
    return tsqr;
  }

  test.each(Object.entries(named))("has the singular values of %s", (_, make) => {
    const sample = make(60);
    const expected = svd(sample.matrix, sample.rows, sample.columns).values;
    const tolerance = rounding(sample.rows) * frobenius(sample.matrix) + 60 * Number.MIN_VALUE;
    expectClose(stream(sample, [7, 40]).singularValues(), expected, tolerance);
  });

  test("finds values down to 1e-14 of the largest, where a Gram matrix has lost them", () => {
    const sample = named["graded from 1 to 1e-14, tall"]!(70);
    const found = stream(sample, [33]).singularValues();
    expectClose(found, sample.values!, rounding(140));
    const relative = found.map((value, i) => Math.abs(value / sample.values![i]! - 1));
    expect(Math.max(...relative.filter((_, i) => sample.values![i]! > 1e-11))).toBeLessThan(0.01);
  });

  test("does not depend on the batches, and goes on from its state to the last bit", () => {
    const source = random(1, "batches");
    const sample = rectangular(500, 37, () => source.normal());
    const whole = stream(sample, [500]);
    expect(stream(sample, [1, 64, 13]).triangle()).toEqual(whole.triangle());
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
      stream({ ...sample, matrix: sample.matrix.slice(part * 2900, part * 2900 + 2900), rows: 100 }, [45]),
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
