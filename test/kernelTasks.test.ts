import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import {
  choleskyModule,
  type GaussianSums,
  gaussianSumsModule,
  type kernelTasks,
  qrModule,
  svdModule,
  symmetricEigen,
  symmetricEigenModule,
  tsqrModule,
} from "../src/kernels/index.ts";
import { runsVariant } from "../src/kernels/wasm.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { type BrowserPage, findChromium, openInBrowser } from "./browser.ts";
import { symmetric } from "./symmetricMatrices.ts";

/** A list of numbers stands for a typed array. */
const isVector = (argument: unknown): argument is number[] =>
  Array.isArray(argument) && argument.every((value) => typeof value === "number");

const chromium = findChromium();
if (!chromium) console.warn("No Chromium was found: the kernels were not called in a browser's worker.");
const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

type Call = { readonly module: string; readonly args: readonly unknown[]; readonly expected: unknown };
const s = Math.SQRT1_2;
const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12));
const magnitude = (value: number) => expect.toSatisfy((x: number) => Math.abs(Math.abs(x) - value) < 1e-12);

const points = (...values: number[]) => ({ dimension: 1, points: values, groups: [0, 0], fillers: [0, 0] });
const sums = (...values: number[]) =>
  expect.toSatisfy(({ all }: GaussianSums) => values.every((value, i) => Math.abs(value - all[i]!) < 1e-12));
const gaussians = {
  first: sums(Math.exp(-1) + Math.exp(-9), 1 + Math.exp(-4)),
  second: sums(Math.exp(-1) + 1, Math.exp(-9) + Math.exp(-4)),
};

/** Each kernel that may be called, with a call of which the answer is known. */
const calls: Record<keyof typeof kernelTasks, Call> = {
  absorbRows: { module: tsqrModule, args: [[3, 0, 0, 1], [4, 0], 1, 2], expected: [5, 0, 0, 1].map(magnitude) },
  choleskyInverse: { module: choleskyModule, args: [[4, 2, 2, 5], 2], expected: close([0.5, 0, -0.25, 0.5]) },
  gaussianSums: {
    module: gaussianSumsModule,
    args: [points(0, 1), points(1, 3), [{ rate: 1, levels: 1 }]],
    expected: gaussians,
  },
  qr: { module: qrModule, args: [[3, 4], 2, 1], expected: { r: [magnitude(5)] } },
  svd: { module: svdModule, args: [[3, 0, 0, 4, 0, 0], 3, 2], expected: { values: close([4, 3]) } },
  symmetricEigen: {
    module: symmetricEigenModule,
    args: [[2, 1, 1, 2], 2, { vectors: 1 }],
    expected: { values: close([3, 1]), vectors: [s, s].map(magnitude) },
  },
};

test.each(Object.entries(calls))("a worker of Node computes %s", async (name, { module, args, expected }) => {
  const revived = args.map((argument) => (isVector(argument) ? Float64Array.from(argument) : argument));
  const result = await platform.call<object>({ module, name }, ...revived);
  const lists = (value: unknown) => (value instanceof Float64Array ? [...value] : value);
  const plain = ArrayBuffer.isView(result)
    ? lists(result)
    : Object.fromEntries(Object.entries(result).map(([key, value]) => [key, lists(value)]));
  expect(plain).toEqual(expected);
});

test("this engine has the fused multiply-add, and a worker gives the numbers of this thread to the last bit", async () => {
  expect(runsVariant("relaxed")).toBe(true);
  const n = 70;
  const stream = random(1, "worker");
  const matrix = symmetric(n, () => stream.normal());
  const task = { module: symmetricEigenModule, name: "symmetricEigen" };
  expect(await platform.call(task, matrix, n, { vectors: 9 })).toEqual(symmetricEigen(matrix, n, { vectors: 9 }));
});

describe.skipIf(!chromium)("the worker of a page", () => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openInBrowser("test/kernelTasksPage.ts");
  });
  afterAll(() => page?.close());

  test.each(Object.entries(calls))("computes %s", async (name, { args, expected }) => {
    expect(await page.call("callKernel", name, args)).toEqual(expected);
  });
});
