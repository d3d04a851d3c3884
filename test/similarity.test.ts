import { afterAll, expect, test } from "vitest";
import {
  changeBasis,
  insertLinearLayer,
  prepareModel,
  type SimilarityResult,
  similarity,
} from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random } from "../src/base/index.ts";
import { createModel } from "../src/graph/index.ts";
import { qr } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());
const loaded = (seed: number) => prepareModel(smallNetwork([6, 8, 8, 3], { seed }).model, "small.onnx", `${seed}`);
const data = normalSamples(60, [6], 3);
const measures = ["linearCka", "linearCkaDebiased", "rbfCka", "rbfCkaDebiased", "svcca", "procrustes"] as const;

test("a network among its own layers: symmetric, 1 on the diagonal, between 0 and 1 elsewhere", async () => {
  const found = await similarity(platform, [loaded(0)], data);
  expect(found.networks[0]!.layers).toHaveLength(2);
  for (const measure of measures) {
    const matrix = found[measure];
    expect(matrix[0]![0]).toBeCloseTo(1, 6);
    expect(matrix[1]![1]).toBeCloseTo(1, 6);
    expect(matrix[0]![1]).toBe(matrix[1]![0]);
    expect(matrix[0]![1]).toBeGreaterThan(0);
    expect(matrix[0]![1]).toBeLessThan(1);
  }
});

test("the numbers are those of the formulas", async () => {
  const network = smallNetwork([6, 8, 8, 3], { seed: 0 });
  const model = prepareModel(network.model, "small.onnx", "0");
  const found = await similarity(platform, [model], data);
  const layers = Array.from({ length: data.count }, (_, i) => {
    const { pattern } = network.forward(data.gather([i]));
    const values = (depth: number): number[] => {
      let h = Array.from(data.gather([i]));
      for (let l = 0; l <= depth; l++) {
        const weight = network.model.graph.initializers.get(`w${l}`)!.data as Float32Array;
        const bias = network.model.graph.initializers.get(`b${l}`)!.data as Float32Array;
        h = Array.from(bias, (b, o) =>
          Math.max(
            0,
            h.reduce((sum, v, j) => sum + v * weight[o * h.length + j]!, b),
          ),
        );
      }
      return h;
    };
    return [values(0), values(1), pattern] as const;
  });
  const centred = (at: 0 | 1) => {
    const rows = layers.map((layer) => layer[at]);
    const mean = rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]! / rows.length, 0));
    return rows.map((row) => row.map((value, j) => value - mean[j]!));
  };
  const products = (a: number[][], b: number[][]) =>
    a[0]!.flatMap((_, i) => b[0]!.map((__, j) => a.reduce((sum, row, n) => sum + row[i]! * b[n]![j]!, 0)));
  const norm = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const [x, y] = [centred(0), centred(1)];
  // Kornblith et al. (2019), equation 5.
  const cka = norm(products(x, y)) ** 2 / norm(products(x, x)) / norm(products(y, y));
  expect(found.linearCka[0]![1]).toBeCloseTo(cka, 6);
  const bound = norm(products(x, y)) / norm(x.flat()) / norm(y.flat());
  // The sum of singular values is at least the root of the sum of their squares, and at most √8 of it.
  expect(found.procrustes[0]![1]).toBeGreaterThan(bound);
  expect(found.procrustes[0]![1]).toBeLessThan(Math.sqrt(8) * bound);
});

test("a rotation and a scale of a layer change no number, any other invertible map not SVCCA", async () => {
  const original = loaded(0);
  const layer = original.graph.nodes.findLast(({ operator }) => operator === "Relu")!.outputs[0]!;
  const inserted = insertLinearLayer(original.graph, layer);
  const stream = random(1, "rotation");
  const { q } = qr(Float64Array.from({ length: 64 }, stream.normal), 8, 8, { q: true });
  const shift = Float64Array.from({ length: 8 }, stream.normal);
  const of = (matrix: Float64Array) => {
    const { graph } = changeBasis(inserted.graph, inserted.layer, { size: 8, matrix, shift });
    return { ...original, graph };
  };
  const compare = async (matrix: Float64Array) => {
    const before = { ...original, graph: inserted.graph };
    return await similarity(platform, [before, of(matrix)], data, { layers: [inserted.layer] });
  };
  const rotated = await compare(q!.map((value) => 3 * value));
  for (const measure of measures) expect(rotated[measure][0]![0]).toBeCloseTo(1, 4);
  const stretched = await compare(q!.map((value, at) => value * (1 + Math.floor(at / 8))));
  expect(stretched.linearCka[0]![0]).toBeLessThan(0.99);
  // All eight directions are kept by neither or by both only where none is small; here most are.
  expect(stretched.svcca[0]![0]).toBeGreaterThan(0.9);
});

test("layers that have nothing in common: debiased CKA is about 0, and SVCCA of many directions says so", async () => {
  const found: SimilarityResult[] = [];
  for (let seed = 0; seed < 8; seed++) {
    const g = newGraph();
    const x = g.input("x", "float32", ["N", 40]);
    const half = (first: number) => g.op("Tanh", [g.slice(x, [1], [first], [first + 20])]);
    const [a, b] = [half(0), half(20)];
    const weight = g.constant(float32([20, 3], new Float32Array(60).fill(1)));
    const y = g.matMul(g.add(a, b), weight);
    const model = prepareModel(createModel(g.finish({ y })), "halves.onnx", "0");
    found.push(await similarity(platform, [model], normalSamples(50, [40], 3, seed)));
  }
  const mean = (measure: (typeof measures)[number]) =>
    found.reduce((sum, each) => sum + each[measure][0]![1]! / found.length, 0);
  expect(Math.abs(mean("linearCkaDebiased"))).toBeLessThan(0.05);
  expect(Math.abs(mean("rbfCkaDebiased"))).toBeLessThan(0.05);
  expect(mean("linearCka")).toBeGreaterThan(0.2);
  expect(mean("svcca")).toBeGreaterThan(0.4);
  expect(found[0]!.status[0]![1]).toBe("few-samples");
});

test("a layer that is constant has no numbers, and too few samples and too little memory are refused", async () => {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 4]);
  const dead = g.op("Relu", [g.op("Gemm", [x, g.constant(float32([4, 2], new Float32Array(8)))])]);
  const y = g.add(g.op("Gemm", [g.op("Relu", [x]), g.constant(float32([4, 2], new Float32Array(8).fill(1)))]), dead);
  const model = prepareModel(createModel(g.finish({ y })), "dead.onnx", "0");
  const found = await similarity(platform, [model], normalSamples(10, [4]));
  const at = found.networks[0]!.layers.findIndex(({ units }) => units === 2);
  expect(found.status[at]![1 - at]).toBe("constant");
  expect(found.linearCka[at]![at]).toBeNull();
  await expect(similarity(platform, [model], normalSamples(3, [4]))).rejects.toThrow(/4 samples or more.*got 3/);
  const small = similarity(platform, [model], normalSamples(10, [4]), { memory: 1000 });
  await expect(small).rejects.toThrow(/--memory: expected at least .* 10 × 10 samples/);
});
