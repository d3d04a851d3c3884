import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { svd } from "../../kernels/index.ts";
import { logDeterminant } from "./logDeterminant.ts";

const matrix = (rows: number, columns: number, seed: number) => {
  const stream = random(seed, "matrix");
  return Float64Array.from({ length: rows * columns }, () => stream.normal());
};
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const relative = 1e-6;

/** Matrices as they come: wide, tall, with rows that are there twice, with rows of zeros, all zeros but one. */
const samples: Readonly<Record<string, readonly [Float64Array, number, number]>> = {
  wide: [matrix(4, 9, 1), 4, 9],
  tall: [matrix(9, 4, 2), 9, 4],
  square: [matrix(5, 5, 3), 5, 5],
  duplicates: [
    matrix(6, 8, 4).map((x, at, all) => (at >= 40 ? all[at - 40]! : x)), //
    6,
    8,
  ],
  "zero rows": [matrix(5, 7, 5).map((x, at) => (at < 14 ? 0 : x)), 5, 7],
  "zero columns": [matrix(8, 3, 6).map((x, at) => (at % 3 === 1 ? 0 : x)), 8, 3],
  "rank one": [Float64Array.from({ length: 24 }, (_, at) => (1 + Math.floor(at / 6)) * ((at % 6) - 2)), 4, 6],
  "a large order": [matrix(70, 90, 7), 70, 90],
  small: [matrix(4, 6, 8).map((x) => 1e-12 * x), 4, 6],
};

describe.each(Object.entries(samples))("%s", (_, [e, rows, columns]) => {
  const side = Math.min(rows, columns);
  const { value, gradient } = logDeterminant(e, rows, columns, 1e-3);

  test("is Σ ½ log(σ² + ε)", () => {
    const { values } = svd(e, rows, columns);
    const epsilon = (1e-3 * dot(e, e)) / rows;
    expect(value).toBeCloseTo(
      values.reduce((sum, sigma) => sum + Math.log(sigma * sigma + epsilon) / 2, 0),
      8,
    );
  });

  test("its gradient is that of differences", () => {
    const direction = matrix(rows, columns, 11);
    const step = 1e-5 * Math.sqrt(dot(e, e) / dot(direction, direction));
    const at = (by: number) =>
      logDeterminant(
        e.map((x, i) => x + by * direction[i]!),
        rows,
        columns,
        1e-3,
      ).value;
    const difference = (at(step) - at(-step)) / (2 * step);
    expect(difference / dot(gradient, direction)).toBeCloseTo(1, 4);
  });

  test("times c it has log c more per singular value, so that ⟨gradient, E⟩ is their number", () => {
    for (const epsilon of [1e-3, relative]) {
      const scaled = logDeterminant(
        e.map((x) => 8 * x),
        rows,
        columns,
        epsilon,
      );
      const own = logDeterminant(e, rows, columns, epsilon);
      expect(scaled.value - own.value).toBeCloseTo(side * Math.log(8), 7);
      expect(dot(own.gradient, e)).toBeCloseTo(side, 6);
    }
  });

  test("the transpose has the transposed gradient, where ε is the same", () => {
    const transposed = Float64Array.from(e, (_, at) => e[(at % rows) * columns + Math.floor(at / rows)]!);
    const other = logDeterminant(transposed, columns, rows, (1e-3 * columns) / rows);
    expect(other.value).toBeCloseTo(value, 8);
    const size = Math.sqrt(dot(gradient, gradient));
    other.gradient.forEach((x, at) => {
      expect(Math.abs(x - gradient[(at % rows) * columns + Math.floor(at / rows)]!) / size).toBeLessThan(1e-8);
    });
  });
});

test("a Jacobian of zeros has a finite value and no gradient", () => {
  const { value, gradient } = logDeterminant(new Float64Array(12), 3, 4, relative);
  expect(Number.isFinite(value)).toBe(true);
  expect(gradient.every((x) => x === 0)).toBe(true);
});

test("the order of the samples does not count", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (rows, columns, seed) => {
      const e = matrix(rows, columns, seed);
      const reversed = e.map((_, at) => e[(rows - 1 - Math.floor(at / columns)) * columns + (at % columns)]!);
      const [one, other] = [e, reversed].map((m) => logDeterminant(m, rows, columns, relative).value);
      expect(other).toBeCloseTo(one!, 6);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("what is no number is refused with its place", () => {
  expect(() => logDeterminant([1, Number.NaN, 0, 1], 2, 2, relative)).toThrow(/finite/);
});
