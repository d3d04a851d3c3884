import { describe, expect, test } from "vitest";
import {
  blockLanczos,
  blockQuadrature,
  type LinearOperator,
  lanczosSvd,
  type SymmetricOperator,
} from "../src/spectra/index.ts";

/** A diagonal matrix; random start vectors see no difference to any other of these eigenvalues. */
const diagonal = (values: ArrayLike<number>): SymmetricOperator => ({
  order: values.length,
  apply: async (vectors) => vectors.map((x, i) => x * values[i % values.length]!),
});
const list = (length: number, value: (i: number) => number) => Array.from({ length }, (_, i) => value(i));

const spectra: Record<string, number[]> = {
  identity: list(120, () => 1),
  zero: list(120, () => 0),
  "of rank 9": list(120, (i) => (i < 9 ? 9 - i : 0)),
  pairs: list(150, (i) => 1 / (1 + Math.floor(i / 2))),
  "five of each": list(150, (i) => 1 / (1 + Math.floor(i / 5))),
  "forty of each": list(200, (i) => 2 - Math.floor(i / 40) / 4),
  "forty of the second": list(200, (i) => (i === 0 ? 3 : i <= 40 ? 2 : 1 / (i - 38))),
  single: [3],
};

describe.each(Object.entries(spectra))("block Lanczos, eigenvalues %s", (_, values) => {
  const exact = [...values].sort((a, b) => b - a);
  const n = exact.length;
  test.each([1, 4])("in blocks of %i: all copies are found, within errors that are small", async (block) => {
    for (const [count, smallest] of [
      [Math.min(45, n), 0],
      [Math.min(6, n), Math.min(2, n - 1)],
    ] as const) {
      const result = await blockLanczos(diagonal(values), { count, smallest, block });
      const wanted = [...exact.slice(0, count), ...exact.slice(n - smallest)];
      expect(result.status).toBe("converged");
      result.values.forEach((value, i) => {
        expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(result.errors[i]!);
        expect(result.errors[i]!).toBeLessThanOrEqual(2e-10 * Math.max(...exact));
      });
    }
  });
});

test("without verification copies may be missed, and the result says that nobody looked", async () => {
  const values = spectra["forty of the second"]!;
  const blind = await blockLanczos(diagonal(values), { count: 45, block: 1, verify: false });
  expect(blind.verified).toBe(false);
  const seeing = await blockLanczos(diagonal(values), { count: 45, block: 1 });
  expect(seeing.verified).toBe(true);
  expect(seeing.values[40]).toBeCloseTo(2, 9);
});

test("what cannot be widened in the memory there is stops, with errors that it has not verified", async () => {
  const values = spectra["forty of the second"]!;
  const result = await blockLanczos(diagonal(values), {
    count: 20,
    block: 1,
    memory: 8 * 200 * 34,
    mostApplications: 400,
  });
  result.values.forEach((value, i) => {
    const right = Math.abs(value - (i === 0 ? 3 : 2)) <= result.errors[i]!;
    expect(right || (result.status === "stopped" && !result.verified)).toBe(true);
  });
});

test.each([
  [1, 7],
  [7, 1],
  [1, 1],
])("operators %i × %i", async (rows, columns) => {
  const operator: LinearOperator = {
    rows,
    columns,
    apply: async (vectors, count) =>
      Float64Array.from(list(count * rows, (i) => vectors[Math.floor(i / rows) * columns]! * (i % rows === 0 ? 2 : 0))),
    applyTransposed: async (vectors, count) =>
      Float64Array.from(
        list(count * columns, (i) => (i % columns === 0 ? 2 * vectors[Math.floor(i / columns) * rows]! : 0)),
      ),
  };
  const { values, errors, verified } = await lanczosSvd(operator, { count: 1 });
  expect(Math.abs(values[0]! - 2)).toBeLessThanOrEqual(errors[0]!);
  expect(verified).toBe(true);
});

describe("block quadrature", () => {
  test("integrates polynomials as the probes' moments are, with weights that add up to one", async () => {
    const values = list(90, (i) => 1 + Math.sin(i));
    const { probes, complete, converged } = await blockQuadrature(diagonal(values), { probes: 3, steps: 5, seed: 2 });
    expect([complete, converged < 15]).toEqual([false, true]);
    for (const { nodes, weights } of probes) {
      expect(nodes.length).toBe(15);
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
    const mean =
      probes.reduce((sum, { nodes, weights }) => sum + nodes.reduce((s, x, i) => s + x * weights[i]!, 0), 0) / 3;
    expect(Math.abs(mean - values.reduce((a, b) => a + b) / 90)).toBeLessThan(0.25);
  });

  test("a space that is gone through yields all eigenvalues; repeated ones do not count as converged", async () => {
    const all = await blockQuadrature(diagonal([4, 3, 2, 1]), { probes: 2 });
    expect(all).toMatchObject({ complete: true, converged: 4 });
    expect([...all.probes[0]!.nodes].map((x) => Math.round(x * 1e9) / 1e9)).toEqual([4, 3, 2, 1]);
    const repeated = await blockQuadrature(diagonal(list(60, (i) => (i === 0 ? 5 : 2))), { probes: 3, steps: 4 });
    expect(repeated.converged).toBe(1);
  });

  test("counts and memory that cannot be are refused", async () => {
    await expect(blockQuadrature(diagonal([1, 2]), { probes: 0 })).rejects.toThrow(/probes.*1 or more, got 0/);
    await expect(blockQuadrature(diagonal([1, 2]), { steps: 0.5 })).rejects.toThrow(/steps.*1 or more, got 0.5/);
    const large: SymmetricOperator = { order: 1e6, apply: async (v) => v };
    await expect(blockQuadrature(large, { memory: 2 ** 20 })).rejects.toThrow(/at least \d+ MiB for 10 probes/);
  });
});
