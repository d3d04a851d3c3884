import { afterAll, describe, expect, test } from "vitest";
import { edjm, openJacobianBlocks, openJacobianOperator, prepareModel } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { random } from "../src/base/index.ts";
import { createModel } from "../src/graph/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import {
  denseOperator,
  gramOperator,
  type LinearOperator,
  lanczosSvd,
  transposedOperator,
} from "../src/spectra/index.ts";
import { normalSamples, samplesOf, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const [n, d, k] = [7, 5, 3];
const data = normalSamples(n, [d]);
const prepared = prepareModel(smallNetwork([d, 9, k]).model, "small.onnx", "0");
const normals = (count: number, address: string) => Float64Array.from({ length: count }, random(0, address).normal);

/** The matrix itself, from the Jacobians of all samples. */
async function dense(output: string, outputs: readonly number[] | undefined, arrangement: "stacked" | "tall") {
  const options = { output, ...(outputs && { outputs }) };
  const blocks = await openJacobianBlocks(platform, await prepared, data, options);
  const parts: number[] = [];
  for await (const { jacobian } of blocks.blocks()) parts.push(...jacobian);
  await blocks.close();
  const columns = blocks.columns.length;
  const [rows, width] = arrangement === "tall" ? [n * columns, d] : [n, columns * d];
  return denseOperator(Float64Array.from(parts), rows, width);
}

function expectSame(ours: Float64Array, theirs: Float64Array, tolerance: number) {
  expect(ours.length).toBe(theirs.length);
  const scale = Math.max(...theirs.map(Math.abs));
  const worst = ours.reduce((most, x, i) => Math.max(most, Math.abs(x - theirs[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(tolerance * scale);
}

describe.each([
  ["logits", undefined],
  ["logits", [1]],
  ["logits", [2, 0]],
  ["probabilities", undefined],
  ["probabilities", [1]],
] as const)("the Jacobian of %s, columns %j, as an operator", (output, outputs) => {
  test.each([
    ["stacked", 1],
    ["stacked", 3],
    ["tall", 3],
    ["tall", n],
  ] as const)("%s, in batches of %i, multiplies as the matrix does", async (arrangement, batch) => {
    const options = { output, arrangement, batch, ...(outputs && { outputs }) };
    const operator = await openJacobianOperator(platform, await prepared, data, options);
    const matrix = await dense(output, outputs, arrangement);
    try {
      expect([operator.rows, operator.columns]).toEqual([matrix.rows, matrix.columns]);
      const count = 3;
      const [v, u] = [normals(count * matrix.columns, "v"), normals(count * matrix.rows, "u")];
      const kept = v.slice();
      const tolerance = Math.max(2e-6, 4 * (operator.precision ?? 0));
      expectSame(await operator.apply(v, count), await matrix.apply(v, count), tolerance);
      expectSame(await operator.applyTransposed(u, count), await matrix.applyTransposed(u, count), tolerance);
      expect(operator.passes()).toBe(2);
      const gram = await gramOperator(operator).apply(v, count);
      expectSame(gram, await gramOperator(matrix).apply(v, count), tolerance);
      expect(operator.passes()).toBe(3);
      expect(v).toEqual(kept);
    } finally {
      await operator.close();
    }
  });
});

test.each([1, 2, 3, 4])(
  "singular values agree with the exact ones within their own errors: network %i",
  async (seed) => {
    const stream = random(seed, "network");
    const sizes = [4 + stream.integer(8), 6 + stream.integer(20), 1 + stream.integer(3)];
    const model = await prepareModel(smallNetwork(sizes, { seed }).model, "small.onnx", `${seed}`);
    const samples = normalSamples(5 + stream.integer(20), [sizes[0]!], 2, seed);
    const exact = await edjm(platform, model, samples, { groups: 1 });
    for (const { output, singularValues } of exact.perOutput) {
      const operator = await openJacobianOperator(platform, model, samples, { outputs: [output] });
      const transposed = transposedOperator(operator);
      try {
        for (const matrix of [operator, transposed] satisfies LinearOperator[]) {
          const { values, errors } = await lanczosSvd(matrix, { count: Math.min(4, singularValues.length), seed });
          values.forEach((value, i) => {
            // The exact ones come from a Gram matrix, too.
            const theirs = 1e-7 * singularValues[0]!;
            expect(Math.abs(value - singularValues[i]!)).toBeLessThanOrEqual(errors[i]! + theirs);
          });
        }
      } finally {
        await operator.close();
      }
    }
  },
);

test("a sample whose gradient is not finite is named", async () => {
  const g = newGraph();
  const model = createModel(g.finish({ y: g.reduceSum(g.op("Exp", [g.input("x", "float32", ["N", 2])]), [1]) }));
  const samples = samplesOf(Float32Array.of(1, 2, 3, 100), [2]);
  const operator = await openJacobianOperator(platform, await prepareModel(model, "steep.onnx", "1"), samples);
  try {
    await expect(operator.apply(new Float64Array(2).fill(1), 1)).rejects.toThrow(/sample 1: expected finite gradients/);
    await expect(gramOperator(operator).apply(new Float64Array(2).fill(1), 1)).rejects.toThrow(/sample 1/);
  } finally {
    await operator.close();
  }
});

test("columns that are not there, and no data, are refused", async () => {
  const model = await prepared;
  await expect(openJacobianOperator(platform, model, data, { outputs: [3] })).rejects.toThrow(/0 to 2, got 3/);
  const none = samplesOf(new Float32Array(), [d]);
  await expect(openJacobianOperator(platform, model, none)).rejects.toThrow(/at least one sample/);
});
