import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import { symmetricEigen } from "../src/kernels/index.ts";
import {
  blockLanczos,
  denseOperator,
  denseSymmetricOperator,
  gramOperator,
  type LinearOperator,
  lanczosSvd,
  randomizedSvd,
  type SymmetricOperator,
  shiftedOperator,
  stochasticLanczosQuadrature,
  sumOperator,
  transposedOperator,
} from "../src/spectra/index.ts";
import { orthonormalise } from "../src/spectra/orthonormalise.ts";
import { named, randomOrthogonal } from "./symmetricMatrices.ts";

const epsilon = Number.EPSILON;
const dot = (x: ArrayLike<number>, y: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
};
const normals = (count: number, address: string) => Float64Array.from({ length: count }, random(3, address).normal);

/** max |V Vᵀ − I| over the rows of V. */
function departure(vectors: Float64Array, count: number): number {
  const length = vectors.length / count;
  let worst = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const row = (k: number) => vectors.subarray(k * length, (k + 1) * length);
      worst = Math.max(worst, Math.abs(dot(row(i), row(j)) - Number(i === j)));
    }
  }
  return worst;
}

/** The first value that is further from the exact one than it says. */
const outside = (values: Float64Array, errors: Float64Array, exact: ArrayLike<number>) =>
  values.findIndex((value, i) => Math.abs(value - exact[i]!) > errors[i]!);

/** Eigenvalues with a step of Rayleigh's quotient, λ + v·(Av − λv) / v·v: what a dense method is off by is as much as Lanczos says of itself. */
function sharpEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const { values, vectors = new Float64Array() } = symmetricEigen(matrix, n, { vectors: n });
  return values.map((value, i) => {
    const v = vectors.subarray(i * n, (i + 1) * n);
    const rest = v.map((x, row) => dot(matrix.subarray(row * n, (row + 1) * n), v) - value * x);
    return value + dot(v, rest) / dot(v, v);
  });
}

/** An operator that counts, in vectors, what is asked of it. */
function counted<T extends LinearOperator>(operator: T) {
  const count = { vectors: 0 };
  const apply = (vectors: Float64Array, size: number) => {
    count.vectors += size;
    return operator.apply(vectors, size);
  };
  const applyTransposed = (vectors: Float64Array, size: number) => {
    count.vectors += size;
    return operator.applyTransposed(vectors, size);
  };
  return { ...operator, apply, applyTransposed, count };
}

/** rows × columns with the given singular values, in random directions. */
function withSingularValues(rows: number, columns: number, sigma: readonly number[]): Float64Array {
  const [u, v] = [randomOrthogonal(rows, random(1, "left")), randomOrthogonal(columns, random(1, "right"))];
  const matrix = new Float64Array(rows * columns);
  sigma.forEach((s, k) => {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) matrix[i * columns + j]! += s * u[k * rows + i]! * v[k * columns + j]!;
    }
  });
  return matrix;
}

/** diag(σ) as an operator of any size. */
function diagonalOperator(rows: number, columns: number, sigma: (i: number) => number): LinearOperator {
  const scaled = (from: number, to: number) => async (vectors: Float64Array, count: number) => {
    const product = new Float64Array(count * to);
    for (let c = 0; c < count; c++) {
      for (let i = 0; i < Math.min(rows, columns); i++) product[c * to + i] = sigma(i) * vectors[c * from + i]!;
    }
    return product;
  };
  return { rows, columns, apply: scaled(columns, rows), applyTransposed: scaled(rows, columns) };
}

describe("operators", () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 9 }),
    count: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(),
  });

  test("A and its transpose are adjoint, and Gram, shift and sum are what they say", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ rows, columns, count, seed }) => {
        const draw = (size: number, name: string) =>
          Float64Array.from({ length: size }, random(seed, "operator", name).normal);
        const operator = denseOperator(draw(rows * columns, "A"), rows, columns);
        const [v, u] = [draw(count * columns, "v"), draw(count * rows, "u")];
        const [forward, back] = [await operator.apply(v, count), await operator.applyTransposed(u, count)];
        expect(dot(forward, u)).toBeCloseTo(dot(v, back), 9);
        expect([...(await transposedOperator(operator).apply(u, count))]).toEqual([...back]);
        const gram = gramOperator(operator);
        const product = await gram.apply(v.slice(), count);
        expect(dot(product, v)).toBeCloseTo(dot(forward, forward), 9);
        const both = await sumOperator([shiftedOperator(gram, 2), gram]).apply(v.slice(), count);
        both.forEach((value, i) => {
          expect(value).toBeCloseTo(2 * product[i]! + 2 * v[i]!, 9);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("sizes that do not fit are refused", async () => {
    expect(() => denseOperator(new Float64Array(5), 2, 3)).toThrow(/2×3 matrix: expected 6 elements, got 5/);
    const small = denseSymmetricOperator(new Float64Array(1), 1);
    expect(() => sumOperator([])).toThrow(/at least one/);
    expect(() => sumOperator([small, denseSymmetricOperator(new Float64Array(4), 2)])).toThrow(/1 and 2/);
    const wrong: SymmetricOperator = { order: 3, apply: async () => new Float64Array(2) };
    await expect(blockLanczos(wrong, { count: 1 })).rejects.toThrow(/products of 9 numbers, got 2/);
    const broken: SymmetricOperator = { order: 3, apply: async (v) => v.map((x, i) => (i % 3 === 1 ? Number.NaN : x)) };
    await expect(blockLanczos(broken, { count: 1 })).rejects.toThrow(/finite.*NaN as element 1/);
    await expect(stochasticLanczosQuadrature(broken)).rejects.toThrow(/finite/);
    await expect(blockLanczos(small, { count: 2 })).rejects.toThrow(/1 to 1 in all, got 2/);
    await expect(blockLanczos(small, { count: 0 })).rejects.toThrow(/number of eigenvalues/);
    const large: SymmetricOperator = { order: 1e6, apply: async (v) => v };
    await expect(blockLanczos(large, { count: 50, memory: 2 ** 20 })).rejects.toThrow(/at least \d+ MiB/);
  });
});

test("Gram–Schmidt keeps the span, and fills up what depends on other vectors", () => {
  const length = 12;
  const first = orthonormalise(normals(3 * length, "first"), 3, new Float64Array(), 0, length, {
    negligible: 1e-12,
    seed: 0,
  });
  const basis = first.vectors.slice();
  const block = normals(4 * length, "second");
  // The third is a combination of the second and of the basis.
  for (let t = 0; t < length; t++) block[2 * length + t] = 3 * block[length + t]! - basis[t]!;
  const before = block.slice();
  const { vectors, count, overlaps, triangle, replaced } = orthonormalise(block, 4, basis, 3, length, {
    negligible: 1e-12,
    seed: 0,
  });
  expect([count, replaced]).toEqual([4, 1]);
  expect(departure(Float64Array.of(...basis, ...vectors), 7)).toBeLessThan(50 * epsilon);
  for (let i = 0; i < 4; i++) {
    for (let t = 0; t < length; t++) {
      const column = (rows: Float64Array, size: number) =>
        Array.from({ length: size }, (_, j) => rows[j * length + t]!);
      const sum =
        dot(overlaps.subarray(i * 3, i * 3 + 3), column(basis, 3)) +
        dot(triangle.subarray(i * 4, i * 4 + 4), column(vectors, 4));
      expect(sum).toBeCloseTo(before[i * length + t]!, 12);
    }
  }
});

/** Denormal products have lost their digits before anyone sees them. */
const samples = Object.entries(named).filter(([name]) => name !== "denormal elements");

describe.each(samples)("block Lanczos on %s", (name, make) => {
  const { matrix: half, n } = make(42);
  const matrix = half.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j]!;
  const exact = sharpEigenvalues(matrix, n);
  const [count, smallest] = [4, 2];
  const wanted = [...exact.slice(0, count), ...exact.slice(n - smallest)];
  // Copies of an eigenvalue beyond the size of the block may be missed; these matrices have up to ten of each.
  const blocks = name.includes("Wilkinson") ? [12] : [1, 3, 12];

  test.each(blocks)(
    "in blocks of %i: values within their errors, true residuals, orthonormal vectors",
    async (block) => {
      const operator = denseSymmetricOperator(matrix, n);
      const options = { count, smallest, block, vectors: true, seed: 5 };
      const result = await blockLanczos(operator, options);
      const { values, errors, residuals, vectors = new Float64Array() } = result;
      expect(result.status).toBe("converged");
      expect(outside(values, errors, wanted)).toBe(-1);
      const scale = Math.max(Math.abs(exact[0]!), Math.abs(exact.at(-1)!));
      expect(Math.max(...errors)).toBeLessThanOrEqual(3e-10 * scale);
      expect(departure(vectors, count + smallest)).toBeLessThan(1e-12);
      const products = await operator.apply(vectors, count + smallest);
      for (let i = 0; i < count + smallest; i++) {
        const rest = Array.from({ length: n }, (_, t) => products[i * n + t]! - values[i]! * vectors[i * n + t]!);
        // The rounding of the errors bounds that of the residuals too.
        expect(Math.hypot(...rest)).toBeLessThanOrEqual(residuals[i]! + errors[i]! + 1e-10 * scale);
      }
      expect(await blockLanczos(operator, options)).toEqual(result);
    },
  );

  test("thick restarts in little memory find the same", async () => {
    // The smallest ones can only be told where they stand apart.
    const apart = exact.at(-smallest - 1)! - exact.at(-smallest)! > 1e-3 * (exact[0]! - exact.at(-1)!);
    const block = /Wilkinson|staircase/.test(name) ? 12 : 2;
    const result = await blockLanczos(denseSymmetricOperator(matrix, n), {
      count,
      smallest: apart ? smallest : 0,
      block,
      memory: 8 * n * (count + smallest + 5 * block + 15),
    });
    expect(result.status).toBe("converged");
    expect(outside(result.values, result.errors, wanted)).toBe(-1);
  });
});

test("restarts do happen, and applications are counted and kept to", async () => {
  const n = 200;
  const values = Float64Array.from({ length: n }, (_, i) => 1 / (1 + i));
  const operator: SymmetricOperator = {
    order: n,
    apply: async (vectors) => vectors.map((x, i) => x * values[i % n]!),
  };
  const small = await blockLanczos(operator, { count: 10, block: 2, memory: 8 * n * 36 });
  expect(small.restarts).toBeGreaterThan(0);
  expect(outside(small.values, small.errors, values)).toBe(-1);
  const roomy = await blockLanczos(operator, { count: 10, block: 2 });
  expect(roomy.restarts).toBe(0);
  expect(roomy.applications).toBeLessThanOrEqual(small.applications);
  const stopped = await blockLanczos(operator, { count: 10, block: 2, mostApplications: 20 });
  expect(stopped.status).toBe("stopped");
  expect(stopped.applications).toBeLessThanOrEqual(20);
  expect(outside(stopped.values, stopped.errors, values)).toBe(-1);
});

const spectra: Record<string, (i: number) => number> = {
  "falling as 1/i": (i) => 1 / (i + 1),
  clustered: (i) => [5, 5 - 1e-9, 5 - 2e-9, 2, 2, 1][i] ?? 0.5 / (i + 1),
  graded: (i) => 10 ** -i,
  "of rank 3": (i) => (i < 3 ? 3 - i : 0),
  zero: () => 0,
  flat: (i) => 1 - i / 100,
  "repeated three times": (i) => 4 - Math.floor(i / 3) / 4,
  tiny: (i) => 1e-160 / (i + 1),
};

describe.each(Object.entries(spectra))("singular values %s", (_, sigma) => {
  const methods = {
    "Lanczos on the smaller side": { compute: lanczosSvd, options: { block: 4 } },
    "Lanczos on AAᵀ": { compute: lanczosSvd, options: { block: 4, side: "rows" } },
    "randomised block Krylov": { compute: randomizedSvd, options: { block: 3 } },
    "randomised subspace iteration": { compute: randomizedSvd, options: { method: "subspace" } },
  } as const;
  const shapes = [
    [30, 18],
    [14, 40],
    [1, 7],
    [5, 1],
  ] as const;

  test.each(Object.entries(methods))("%s: within their errors", async (__, { compute, options }) => {
    for (const [rows, columns] of shapes) {
      const q = Math.min(rows, columns);
      const exact = Array.from({ length: q }, (___, i) => sigma(i));
      const count = Math.min(5, q);
      const operator = counted(denseOperator(withSingularValues(rows, columns, exact), rows, columns));
      const settings = { count, vectors: true, seed: 1, ...options };
      const result = await compute(operator, settings);
      const { values, errors, left = new Float64Array(), right = new Float64Array() } = result;
      expect(result.applications).toBe(operator.count.vectors);
      expect(outside(values, errors, exact)).toBe(-1);
      const images = await operator.apply(right, count);
      for (let i = 0; i < count; i++) {
        const image = images.subarray(i * rows, (i + 1) * rows);
        const aligned = dot(image, left.subarray(i * rows, (i + 1) * rows));
        expect(Math.abs(aligned - values[i]!)).toBeLessThanOrEqual(2 * errors[i]! + 1e-12 * exact[0]!);
      }
    }
  });
});

test("what lies beyond the subspace is within the bound by probes, which is not far off", async () => {
  const sigma = Array.from({ length: 20 }, (_, i) => 0.8 ** i);
  const operator = denseOperator(withSingularValues(30, 20, sigma), 30, 20);
  const options = { count: 5, method: "subspace", oversampling: 3, vectors: true } as const;
  const { rangeError = 0, applications } = await randomizedSvd(operator, { ...options, probes: 6 });
  expect(applications).toBe((await randomizedSvd(operator, options)).applications + 6);
  expect(rangeError).toBeGreaterThan(sigma[8]!);
  expect(rangeError).toBeLessThan(100 * sigma[8]!);
});

/** σ by number, and the products that scipy's svds takes for the top 50 of such a 10,000 × 150,528 operator (bench/svds.py). */
const large: Record<string, { sigma: (i: number) => number; svds: number }> = {
  "falling as 1/i": { sigma: (i) => 1 / (i + 1), svds: 304 },
  "falling by 3 %": { sigma: (i) => 0.97 ** i, svds: 252 },
};

test.each(Object.entries(large))("the top 50, %s, in at most 0.7 of svds' products", async (_, { sigma, svds }) => {
  // Products do not grow with the sizes, only the time does: bench/svds.js has the full ones.
  const operator = counted(diagonalOperator(1500, 1600, sigma));
  // svds does not look for copies of repeated values either.
  const { values, errors, applications } = await randomizedSvd(operator, { count: 50, verify: false });
  expect(applications).toBe(operator.count.vectors);
  expect(applications).toBeLessThanOrEqual(0.7 * svds);
  expect(
    outside(
      values,
      errors,
      Array.from({ length: 50 }, (_, i) => sigma(i)),
    ),
  ).toBe(-1);
  expect(Math.max(...errors)).toBeLessThan(1e-8);
  const verified = await randomizedSvd(operator, { count: 50 });
  expect(verified).toMatchObject({ verified: true, status: "converged" });
  expect(verified.applications).toBeLessThanOrEqual(0.75 * svds);
});
