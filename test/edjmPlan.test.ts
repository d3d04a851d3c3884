import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { EdjmCosts } from "../src/analyses/edjm/edjmCosts.ts";
import { chooseEdjmPlan } from "../src/analyses/edjm/edjmPlan.ts";
import { planText } from "../src/analyses/edjm/planText.ts";
import { type EdjmOptions, edjm, planEdjm, prepareModel } from "../src/analyses/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const [mebi, gibi] = [2 ** 20, 2 ** 30];

/** A network of about a million weights, on a machine of fixed rates. */
function costs(sizes: Partial<EdjmCosts>): EdjmCosts {
  return {
    samples: 10_000,
    inputs: 784,
    outputs: 10,
    elementBytes: 4,
    groups: 10,
    curve: false,
    values: 80,
    cores: 2,
    batch: () => 256,
    networkFlops: (outputs) => 2e6 * (1 + outputs),
    networkBytes: (outputs) => 250 * mebi + outputs * mebi,
    seconds: ({ network, products, eigenvalues }, _, rate = 1e11) =>
      network / rate + products / 4e10 + eigenvalues / 4e9,
    ...sizes,
  };
}

const sizes = fc.record({
  samples: fc.integer({ min: 1, max: 100_000 }),
  inputs: fc.integer({ min: 1, max: 200_000 }),
  outputs: fc.integer({ min: 1, max: 1000 }),
  groups: fc.integer({ min: 1, max: 20 }),
});

describe("a plan", () => {
  test("fits, is the fastest exact way that fits, and covers every output and sample", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 300 * mebi, max: 64 * gibi }), (given, memory) => {
        const all = costs(given);
        let plan: ReturnType<typeof chooseEdjmPlan>;
        try {
          plan = chooseEdjmPlan(all, { memory });
        } catch (error) {
          expect(String(error)).toMatch(/--memory: expected at least .*iB for .* at a time.*got/);
          return;
        }
        expect(plan.memory).toBeLessThanOrEqual(memory);
        const exact = plan.ways.filter((way) => way.method === "exact" && way.fits);
        if (exact.length === 0) expect(plan).toMatchObject({ method: "lanczos", side: null });
        else expect(plan.seconds).toBe(Math.min(...exact.map(({ seconds }) => seconds)));
        expect(plan.passes).toBeGreaterThanOrEqual(Math.ceil(given.outputs / plan.outputsPerPass));
        expect(planText(plan)).toMatch(/^plan: .* about .*iB, about /);
      }),
      { numRuns: 300, seed: 0 },
    );
  });

  test("more memory is never slower, and less never takes more", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: gibi, max: 32 * gibi }), (given, memory) => {
        const way = (bytes: number) => chooseEdjmPlan(costs(given), { memory: bytes, side: "inputs" });
        try {
          expect(way(2 * memory).passes).toBeLessThanOrEqual(way(memory).passes);
        } catch (error) {
          expect(String(error)).toMatch(/--memory/);
        }
      }),
      { numRuns: 100, seed: 0 },
    );
  });

  test.each<[string, Partial<EdjmCosts>, EdjmOptions, object]>([
    ["many samples", {}, {}, { method: "exact", side: "inputs", outputsPerPass: 10, passes: 1 }],
    ["few samples", { samples: 500 }, {}, { method: "exact", side: "samples", samplesPerPass: 500 }],
    ["wide inputs", { samples: 2000, inputs: 150_528 }, { memory: 4 * gibi }, { side: "samples" }],
    ["neither side", { samples: 60_000, inputs: 150_528 }, {}, { method: "lanczos", side: null, samplesPerPass: null }],
    [
      "another side",
      {},
      { side: "samples", memory: 40 * gibi },
      { side: "samples", reason: "--side samples was asked for" },
    ],
    ["another method", {}, { method: "randomized" }, { method: "randomized", side: null }],
    ["outputs in passes", {}, { outputsPerPass: 3 }, { outputsPerPass: 3, passes: 4 }],
    [
      "rows in passes",
      { samples: 1000 },
      { side: "samples", samplesPerPass: 500 },
      { samplesPerPass: 500, passes: 1.5 },
    ],
  ])("%s", (_, given, options, expected) => {
    expect(chooseEdjmPlan(costs(given), options)).toMatchObject(expected);
  });

  test.each<[string, Partial<EdjmCosts>, EdjmOptions, RegExp]>([
    ["a budget that nothing fits into", {}, { memory: mebi }, /--memory: expected at least \d+ MiB for .*got 1 MiB/],
    [
      "a side that cannot fit",
      { samples: 60_000 },
      { side: "samples" },
      /exact, samples side; n = 60000, d = 784\), got 2\.0 GiB/,
    ],
    [
      "exact, where no side fits",
      { samples: 60_000, inputs: 150_528 },
      { method: "exact" },
      /--memory: expected at least/,
    ],
    ["a side of no matrix", {}, { side: "inputs", method: "lanczos" }, /--side: expected --method exact/],
    [
      "a curve without a matrix",
      { curve: true },
      { method: "lanczos" },
      /--curve: expected --method exact, got lanczos/,
    ],
    ["no outputs", {}, { outputsPerPass: 0 }, /--outputs-per-pass: expected a whole number, 1 or more, got 0/],
  ])("refuses %s", (_, given, options, message) => {
    expect(() => chooseEdjmPlan(costs(given), options)).toThrow(message);
  });
});

test("is what is done, and is done alone when asked for", async () => {
  const network = smallNetwork([12, 30, 3]);
  const model = prepareModel(network.model, "small.onnx", "0");
  const data = normalSamples(60, [12], 3);
  const { plan, status, samplesPerSecond, analysis } = await planEdjm(platform, model, data);
  expect([status, analysis]).toEqual(["planned", "edjm"]);
  expect(samplesPerSecond).toBeGreaterThan(0);
  const result = await edjm(platform, model, data);
  // One is timed.
  const timeless = ({ seconds: _, ways: __, ...rest }: typeof plan) => rest;
  expect(timeless(result.plan)).toEqual(timeless(plan));
});
