import { writeFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { weights } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random, sizeOf, type Tensor, tensor } from "../src/base/index.ts";
import { createModel, int, type Node, writeModel } from "../src/graph/index.ts";
import { svdReference } from "../src/kernels/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { runHere, temporaryFolder } from "./cli.ts";
import { safetensorsFile } from "./safetensorsFile.ts";

const folder = temporaryFolder();
const platform = createNodePlatform({ quiet: true });
afterAll(async () => {
  folder.close();
  await platform.close();
});
const quick = { replicates: 0, shuffle: false };

function integers(seed: string, ...shape: number[]): Int8Array {
  const stream = random(0, seed);
  return Int8Array.from({ length: sizeOf(shape) }, () => stream.integer(255) - 127);
}
const squares = (entries: ArrayLike<number>, rows: number, columns: number) =>
  Array.from(svdReference(Float64Array.from(entries), rows, columns).values, (s) => s * s);
function expectClose(got: ArrayLike<number>, wanted: readonly number[]) {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(got[i]! - value)).toBeLessThan(1e-6 * wanted[0]!);
  });
}

test("quantised weights are the numbers that they stand for, by one scale or by one for each filter or column", async () => {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", 12]);
  const stored: readonly (readonly [string, Tensor])[] = [
    ["dense", tensor("int8", [16, 12], integers("dense", 16, 12))],
    ["scale", float32([], [0.5])],
    ["zero", tensor("int8", [], Int8Array.of(3))],
    ["columns", tensor("int8", [16, 10], integers("columns", 16, 10))],
    [
      "perColumn",
      float32(
        [10],
        Float32Array.from({ length: 10 }, (_, j) => j + 1),
      ),
    ],
    [
      "zeros",
      tensor(
        "int8",
        [10],
        Int8Array.from({ length: 10 }, (_, j) => j),
      ),
    ],
    ["filters", tensor("int8", [6, 4, 1, 1], integers("filters", 6, 4))],
    [
      "perFilter",
      float32(
        [6],
        Float32Array.from({ length: 6 }, (_, j) => 0.1 * (j + 1)),
      ),
    ],
    ["filterZeros", tensor("int8", [6], new Int8Array(6))],
    ["dynamic", tensor("int8", [4, 4], integers("dynamic", 4, 4))],
  ];
  const graph = g.finish({ y: g.op("Relu", [x]) });
  const node = (operator: string, inputs: readonly string[], output: string): Node => ({
    name: output,
    operator,
    domain: "",
    inputs,
    outputs: [output],
    attributes: operator === "Gemm" ? { transB: int(1) } : {},
  });
  const nodes = [
    node("DequantizeLinear", ["dense", "scale", "zero"], "w"),
    node("Gemm", ["x", "w"], "h"),
    node("QLinearMatMul", ["q", "scale", "zero", "columns", "perColumn", "zeros", "scale", "zero"], "a"),
    node("QLinearConv", ["c", "scale", "zero", "filters", "perFilter", "filterZeros", "scale", "zero"], "b"),
    node("MatMulInteger", ["d", "dynamic"], "e"),
  ];
  const bytes = writeModel(
    createModel({
      ...graph,
      inputs: [...graph.inputs, ...["q", "c", "d"].map((name) => ({ name, type: "int8" as const }))],
      initializers: new Map(stored),
      nodes: [...graph.nodes, ...nodes],
    }),
  );
  const { layers, skipped } = await weights(platform, bytes, quick);
  expect(
    layers.map(({ layer, kind, operator, rows, columns, type }) => [layer, kind, operator, rows, columns, type]),
  ).toEqual([
    ["dense", "dense", "Gemm", 16, 12, "float32"],
    ["columns", "dense", "QLinearMatMul", 16, 10, "float32"],
    ["filters", "convolution", "QLinearConv", 6, 4, "float32"],
  ]);
  const numbers = (name: string, columns: number, of: (value: number, i: number, j: number) => number, size: number) =>
    Float64Array.from(integers(name, size), (value, at) => of(value, Math.floor(at / columns), at % columns));
  expectClose(
    layers[0]!.eigenvalues,
    squares(
      numbers("dense", 12, (v) => 0.5 * (v - 3), 192),
      16,
      12,
    ),
  );
  expectClose(
    layers[1]!.eigenvalues,
    squares(
      numbers("columns", 10, (v, _, j) => (v - j) * (j + 1), 160),
      16,
      10,
    ),
  );
  expectClose(
    layers[2]!.eigenvalues,
    squares(
      numbers("filters", 4, (v, i) => 0.1 * v * (i + 1), 24),
      6,
      4,
    ),
  );
  expect(skipped.find(({ layer }) => layer === "dynamic")!.reason).toMatch(/int8, quantised, used by MatMulInteger/);
  expect(skipped.map(({ layer }) => layer)).not.toContain("dense");
});

test("a convolution of one channel has norms and no law; single numbers are no matrices", async () => {
  const data = (...shape: number[]) => ({
    dtype: "F32",
    shape,
    data: Float32Array.from(integers("conv", ...shape), (value) => value / 64),
  });
  const path = folder.file("thin.safetensors");
  await writeFile(path, safetensorsFile({ first: data(32, 1, 3, 3), depthwise: data(1, 1, 3, 3) }));
  const { layers, skipped } = await weights(platform, path, { replicates: 0, compat: "weightwatcher" });
  expect(layers).toMatchObject([
    { layer: "first", rows: 32, columns: 1, slices: 9, values: 9, status: "failed", alpha: null, bulk: null },
  ]);
  expect(layers[0]!.reason).toMatch(/slices of 32×1 numbers have one eigenvalue each \(--conv unfolded/);
  const sum = data(32, 1, 3, 3).data.reduce((total, value) => total + value * value, 0);
  expect(layers[0]!.frobeniusNorm ** 2).toBeCloseTo(sum, 5);
  expect(JSON.stringify(layers)).not.toMatch(/NaN|Infinity/);
  const { stdout } = await runHere("weights", path, "--replicates", "0", "--quiet");
  expect(stdout).toMatch(/No power law\n[^\n]+\n1 {2}slices of 32×1 numbers .*first/);
  expect(skipped).toMatchObject([{ layer: "depthwise", reason: expect.stringMatching(/slices of a single number/) }]);
});

test("an index stands for all files that it names", async () => {
  const part = (name: string) => ({ dtype: "F64", shape: [12, 10], data: Float64Array.from(integers(name, 12, 10)) });
  const [a, b] = [part("a"), part("b")];
  await writeFile(folder.file("part-1.safetensors"), safetensorsFile({ a }));
  await writeFile(folder.file("part-2.safetensors"), safetensorsFile({ b }));
  await writeFile(folder.file("both.safetensors"), safetensorsFile({ a, b }));
  const index = folder.file("model.safetensors.index.json");
  const write = (map: unknown) => writeFile(index, JSON.stringify({ metadata: {}, weight_map: map }));
  await write({ a: "part-1.safetensors", b: "part-2.safetensors" });
  const [parts, whole] = [
    await weights(platform, index, quick),
    await weights(platform, folder.file("both.safetensors"), quick),
  ];
  expect(parts.model).toMatchObject({ path: index, format: "safetensors", sha256: null });
  expect(parts.layers).toEqual(whole.layers);

  const refusal = async (map: unknown) => {
    await write(map);
    return weights(platform, index, quick).then(() => "accepted", String);
  };
  expect(await refusal({ a: "part-9.safetensors" })).toMatch(
    /expected the file "part-9.safetensors" beside it, got no such/,
  );
  expect(await refusal({ b: "part-1.safetensors" })).toMatch(
    /part-1.safetensors: expected the tensor "b", as the index/,
  );
  expect(await refusal({ a: "../part-1.safetensors" })).toMatch(
    /tensor "a": expected the name of a file beside the index/,
  );
  expect(await refusal([])).toMatch(/expected an index of .safetensors files, with a "weight_map", got none/);
  await writeFile(index, "{");
  const { code, stderr, stdout } = await runHere("weights", index, "--json");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/error: .*expected an index of .safetensors files/);
});
