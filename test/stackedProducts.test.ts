import { afterAll, describe, expect, test } from "vitest";
import { chooseCorrelationPlan } from "../src/analyses/correlation/correlationPlan.ts";
import { cosinesOf } from "../src/analyses/correlation/cosines.ts";
import { openStackedProducts, type StackedProducts } from "../src/analyses/correlation/stackedProducts.ts";
import type { EdjmCosts } from "../src/analyses/edjm/edjmCosts.ts";
import { random } from "../src/base/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const norm = (row: readonly number[]) => {
  const largest = Math.max(...row.map(Math.abs)) || 1;
  return largest * Math.sqrt(row.reduce((sum, value) => sum + (value / largest) ** 2, 0));
};

describe("what is kept at a time changes nothing", () => {
  const [samples, inputs, columns] = [11, 3, [0, 1]];
  const stream = random(0, "stacked");
  const rows = Array.from({ length: samples }, (_, i) =>
    Array.from({ length: 6 }, () => stream.normal() * 2 ** (i === 4 ? -900 : 0)),
  );
  rows[7]!.fill(0);

  test.each([11, 6, 3, 1])("rows of %i samples", async (samplesPerPass) => {
    let found: StackedProducts | undefined;
    const accumulator = await openStackedProducts(
      platform,
      { samples, inputs, columns, type: "float64", rescale: true },
      (products) => {
        found = products;
      },
    );
    const units = Array.from({ length: 6 }, (_, index) => {
      const count = index < 5 ? 2 : 1;
      return { index, group: 0, count, keptIn: Math.floor((2 * index) / samplesPerPass) };
    });
    const passes = units.at(-1)!.keptIn + 1;
    for (let pass = 0; pass < passes; pass++) {
      for (const unit of units.filter(({ keptIn }) => keptIn >= pass)) {
        const own = rows.slice(2 * unit.index, 2 * unit.index + unit.count);
        const ofColumn = (j: number) => Float64Array.from(own.flatMap((row) => row.slice(3 * j, 3 * j + 3)));
        await accumulator.add(columns.map(ofColumn), { ...unit, pass });
      }
    }
    await accumulator.finish();
    await accumulator.close();
    const { products, exponents } = found!;
    rows.forEach((a, i) => {
      rows.forEach((b, j) => {
        const scaled = (row: number[], at: number) => row.map((value) => value * 2 ** -exponents[at]!);
        expect(products[i * samples + j]).toBeCloseTo(dot(scaled(a, i), scaled(b, j)), 12);
      });
    });
    const { cosines, norms } = cosinesOf(found!);
    expect(norms[4]! / norm(rows[4]!)).toBeCloseTo(1, 12);
    expect([cosines[4 * samples + 4], cosines[7 * samples + 7]]).toEqual([1, 0]);
  });

  test("rows that do not fit: fewer outputs at a time, or fewer samples where outputs belong together", () => {
    const costs: EdjmCosts = {
      samples: 2000,
      inputs: 784,
      outputs: 10,
      elementBytes: 8,
      groups: 1,
      curve: false,
      values: 1,
      cores: 2,
      batch: () => 100,
      networkFlops: (outputs) => 1e6 * outputs,
      networkBytes: () => 2 ** 28,
      seconds: ({ network, products }) => (network + products) / 1e11,
    };
    const choose = (memory: number, together: boolean) =>
      chooseCorrelationPlan(costs, { memory: memory * 2 ** 20 }, together);
    const whole = choose(4096, true);
    expect(whole).toMatchObject({ outputsPerPass: 10, samplesPerPass: 2000, passes: 1 });
    expect(choose(4096, false)).toEqual(whole);
    expect(choose(640, true)).toMatchObject({ outputsPerPass: 10, samplesPerPass: 1000, passes: 1.5 });
    expect(choose(640, false)).toMatchObject({ outputsPerPass: 5, samplesPerPass: 2000, passes: 2 });
    for (const budget of [630, 640, 670]) {
      for (const together of [true, false])
        expect(choose(budget, together).memory).toBeLessThanOrEqual(budget * 2 ** 20);
    }
    expect(() => choose(300, true)).toThrow(/matrix of 2000 × 2000 .* rows of 1000 of them .*, got 300 MiB/);
    const several = chooseCorrelationPlan(costs, { held: 3 }, true);
    expect(several.memory).toBe(whole.memory + 3 * 2 * 8 * 2000 ** 2);
  });
});
