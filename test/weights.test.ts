import { writeFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { type WeightsOptions, weights } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, int64, random, sizeOf } from "../src/base/index.ts";
import {
  createModel,
  type Graph,
  int,
  ints,
  type Node,
  type Value,
  writeModel,
  writeModelFiles,
} from "../src/graph/index.ts";
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
const quick = { replicates: 0 } satisfies WeightsOptions;

function normal(seed: string, ...shape: number[]): Float32Array {
  const stream = random(0, seed);
  return Float32Array.from({ length: sizeOf(shape) }, stream.normal);
}
/** Squared singular values by the reference kernel. */
const squares = (entries: ArrayLike<number>, rows: number, columns: number) =>
  Array.from(svdReference(Float64Array.from(entries), rows, columns).values, (s) => s * s);
const descending = (values: number[]) => values.sort((a, b) => b - a);
function expectClose(got: ArrayLike<number>, wanted: readonly number[]) {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(got[i]! - value)).toBeLessThan(1e-9 * wanted[0]!);
  });
}

/** A model that takes each kind of weight, by the names of its initialisers. */
function everyKind(): Graph {
  const g = newGraph();
  const constant = (name: string, ...shape: number[]): Value =>
    g.initializer(name, float32(shape, normal(name, ...shape)));
  const x = g.input("x", "float32", ["N", 4, 6, 6]);
  const conv = g.op("Conv", [x, constant("conv", 8, 2, 3, 3), constant("bias", 8)], { group: int(2) });
  const flat = g.reshape(conv, ["N", 128]);
  const dense = g.op("Gemm", [flat, constant("dense", 16, 128)], { transB: int(1) });
  const turned = g.op("Transpose", [constant("turned", 12, 16)], { perm: ints([1, 0]) });
  const graph = g.finish({ sequence: g.reshape(g.op("MatMul", [dense, turned]), [1, "N", 12]) });
  // No derivative passes an LSTM, so the builder has none.
  const weightsOf = (name: string, ...shape: number[]) => [name, float32(shape, normal(name, ...shape))] as const;
  const lstm: Node = {
    name: "lstm",
    operator: "LSTM",
    domain: "",
    inputs: ["sequence", "W", "R"],
    outputs: ["", "y"],
    attributes: { hidden_size: int(5) },
  };
  return {
    ...graph,
    initializers: new Map([...graph.initializers, weightsOf("W", 1, 20, 12), weightsOf("R", 1, 20, 5)]),
    nodes: [...graph.nodes, lstm],
    outputs: [{ name: "y" }],
  };
}

describe("onnx", () => {
  const bytes = writeModel(createModel(everyKind()));

  test("each matrix has the squared singular values of its entries", async () => {
    const result = await weights(platform, bytes, quick);
    const spectrum = (name: string) => result.layers.find(({ layer }) => layer === name)!;
    expect(
      result.layers.map(({ layer, kind, operator, rows, columns, slices }) => [
        layer,
        kind,
        operator,
        rows,
        columns,
        slices,
      ]),
    ).toEqual([
      ["conv", "convolution", "Conv", 4, 2, 18],
      ["dense", "dense", "Gemm", 16, 128, 1],
      ["turned", "dense", "MatMul", 16, 12, 1],
      ...["input", "output", "forget", "cell"].map((gate) => [`W.${gate}`, "recurrent", "LSTM", 5, 12, 1]),
      ...["input", "output", "forget", "cell"].map((gate) => [`R.${gate}`, "recurrent", "LSTM", 5, 5, 1]),
    ]);
    expect(result.skipped).toContainEqual({
      layer: "bias",
      operator: "Conv",
      shape: [8],
      reason: "a vector, used by Conv: no matrix",
    });
    expectClose(spectrum("dense").eigenvalues, squares(normal("dense", 16, 128), 16, 128));
    expectClose(spectrum("turned").eigenvalues, squares(normal("turned", 12, 16), 12, 16));
    expectClose(spectrum("W.forget").eigenvalues, squares(normal("W", 20, 12).slice(10 * 12, 15 * 12), 5, 12));
    const conv = normal("conv", 8, 2, 3, 3);
    const slices = Array.from({ length: 18 }, (_, s) => {
      const [group, place] = [Math.floor(s / 9), s % 9];
      const entries = Array.from({ length: 8 }, (__, e) => conv[(group * 4 + (e >> 1)) * 18 + (e & 1) * 9 + place]!);
      return squares(entries, 4, 2);
    });
    expectClose(spectrum("conv").eigenvalues, descending(slices.flat()));
  });

  test("what is taken apart before a layer is looked at as it is stored", async () => {
    const graph = everyKind();
    const [lstm] = graph.nodes.slice(-1);
    const unsqueeze: Node = {
      ...lstm!,
      name: "u",
      operator: "Unsqueeze",
      inputs: ["R", "axes"],
      outputs: ["R3"],
      attributes: {},
    };
    const nodes = [...graph.nodes.slice(0, -1), unsqueeze, { ...lstm!, inputs: ["sequence", "W", "R3"] }];
    const stored = [["R", float32([20, 5], normal("R", 20, 5))] as const, ["axes", int64([1], [0])] as const];
    const model = createModel({ ...graph, nodes, initializers: new Map([...graph.initializers, ...stored]) });
    const { layers } = await weights(platform, writeModel(model), { ...quick, layers: ["R"] });
    expect(layers[0]).toMatchObject({ kind: "recurrent", operator: "LSTM", rows: 20, columns: 5, slices: 1 });
    expectClose(layers[0]!.eigenvalues, squares(normal("R", 20, 5), 20, 5));
  });

  test("unfolded and whole are the same numbers in one matrix each", async () => {
    const { layers } = await weights(platform, bytes, { ...quick, conv: "unfolded", recurrent: "whole" });
    expect(layers.map(({ layer, rows, columns, slices }) => [layer, rows, columns, slices])).toEqual([
      ["conv", 4, 18, 2],
      ["dense", 16, 128, 1],
      ["turned", 16, 12, 1],
      ["W", 20, 12, 1],
      ["R", 20, 5, 1],
    ]);
    for (const { layer, frobeniusNorm, eigenvalues, spectralNorm } of layers) {
      const sum = eigenvalues.reduce((total, value) => total + value, 0);
      expect(frobeniusNorm, layer).toBeCloseTo(Math.sqrt(sum), 10);
      expect(spectralNorm, layer).toBeCloseTo(Math.sqrt(eigenvalues[0]!), 10);
    }
  });

  test("weights beside the model are read piece by piece, to the same numbers", async () => {
    const { bytes: head, externalData } = writeModelFiles(createModel(everyKind()), { largestFile: 0 });
    for (const [name, part] of externalData) await writeFile(folder.file(name), part);
    await writeFile(folder.file("apart.onnx"), head);
    const apart = await weights(platform, folder.file("apart.onnx"), { ...quick, memory: 60_000 });
    const whole = await weights(platform, bytes, quick);
    expect(externalData.size).toBe(1);
    expect(apart.model.sha256).toBe(null);
    expect(apart.layers.map(({ layer }) => layer)).toEqual(whole.layers.map(({ layer }) => layer));
    apart.layers.forEach(({ eigenvalues }, i) => {
      expectClose(eigenvalues, Array.from(whole.layers[i]!.eigenvalues));
    });
    await writeFile(folder.file(externalData.keys().next().value!), Uint8Array.of(1, 2, 3));
    await expect(weights(platform, folder.file("apart.onnx"), { ...quick, memory: 60_000 })).rejects.toThrow(
      /expected \d+ bytes from byte 0 of "weights_0.bin" beside the model, got 3 bytes/,
    );
  });

  test("a shuffle keeps the norm and is the seed's; normalisations divide", async () => {
    const [one, again, other] = await Promise.all(
      [0, 0, 1].map((seed) => weights(platform, bytes, { ...quick, seed, layers: ["dense"] })),
    );
    const values = (result: typeof one) => Array.from(result!.layers[0]!.shuffledEigenvalues!);
    expect(values(one)).toEqual(values(again));
    expect(values(one)).not.toEqual(values(other));
    const sum = (list: ArrayLike<number>) => Array.from(list).reduce((total, value) => total + value, 0);
    expect(sum(values(one))).toBeCloseTo(sum(one!.layers[0]!.eigenvalues), 4);
    const of = async (normalise: "size" | "variance") =>
      (await weights(platform, bytes, { ...quick, normalise, layers: ["dense"] })).layers[0]!;
    expect((await of("size")).lambdaMax).toBeCloseTo(one!.layers[0]!.lambdaMax / 128, 10);
    expect(sum((await of("variance")).eigenvalues)).toBeCloseTo(16, 8);
    expect((await of("variance")).frobeniusNorm).toBeCloseTo(one!.layers[0]!.frobeniusNorm, 8);
  });
});

describe("safetensors", () => {
  const f32 = (shape: number[], data: ArrayLike<number>) => ({ dtype: "F32", shape, data: Float32Array.from(data) });
  const write = async (name: string, tensors: Parameters<typeof safetensorsFile>[0]) => {
    await writeFile(folder.file(name), safetensorsFile(tensors));
    return folder.file(name);
  };

  test("layers without a law say why, and have no numbers that are none", async () => {
    const turn = Array.from({ length: 400 }, (_, i) => (i % 21 === 0 ? 0.5 : 0));
    const path = await write("odd.safetensors", {
      orthogonal: f32([20, 20], turn),
      constant: f32([50, 30], new Array(1500).fill(0.3)),
      zero: f32([20, 30], new Array(600).fill(0)),
      norm: f32([7], new Array(7).fill(1)),
      codes: { dtype: "I8", shape: [2, 2], data: new Int8Array(4) },
    });
    const { layers, skipped } = await weights(platform, path, { compat: "weightwatcher" });
    expect(
      layers.map(({ layer, status, alpha, verdict, hardRank }) => [layer, status, alpha, verdict, hardRank]),
    ).toEqual([
      ["orthogonal", "degenerate", null, null, 20],
      ["constant", "too-few", null, null, 1],
      ["zero", "too-few", null, null, 0],
    ]);
    for (const { weightwatcher } of layers) {
      expect(weightwatcher).toMatchObject({ status: "failed", warning: "", alpha: null, alpha_weighted: null });
      for (const value of Object.values(weightwatcher!))
        if (typeof value === "number") expect(value).toBe(value * 1 || 0);
    }
    expect(JSON.stringify(layers)).not.toMatch(/NaN|Infinity/);
    expect(skipped.map(({ layer }) => layer)).toEqual(["norm", "codes"]);
  });

  // peers: data x_i = (1 − (i+½)/500)^(−1/(a−1)), fitted by WeightWatcher 0.7.5.
  test.each([
    [2.5, 2.5025445304, 1.0006672227, 0.0013453584, 0.0671958342],
    [4, 4.0050890608, 1.0003335557, 0.0013453584, 0.1343916684],
    [6, 6.0084817679, 1.0002001201, 0.0013453584, 0.2239861139],
  ])("WeightWatcher's numbers for a spectrum of exponent %f", async (a, alpha, xmin, distance, sigma) => {
    const entries = new Float64Array(500 * 500);
    let norm = 0;
    for (let i = 0; i < 500; i++) {
      const value = (1 - (i + 0.5) / 500) ** (-1 / (a - 1));
      norm += value;
      entries[i * 501] = Math.sqrt(value);
    }
    const path = await write(`golden${a}.safetensors`, { w: { dtype: "F64", shape: [500, 500], data: entries } });
    const { layers, summary } = await weights(platform, path, { ...quick, shuffle: false, compat: "weightwatcher" });
    const row = layers[0]!.weightwatcher!;
    for (const [key, value] of Object.entries({ alpha, xmin, D: distance, sigma })) {
      expect(Math.abs(Number(row[key]) - value), key).toBeLessThan(2e-10);
    }
    expect(row).toMatchObject({ N: 500, M: 500, Q: 1, rf: 1, num_evals: 500, num_pl_spikes: 500, matrix_rank: 500 });
    expect(row["log_norm"]).toBeCloseTo(Math.log10(norm), 10);
    expect(summary!["alpha"]).toBe(row["alpha"]);
  });

  test("WeightWatcher halves the eigenvalues of convolutions", async () => {
    const data = normal("unit", 30, 20, 3, 3);
    const path = await write("conv.safetensors", { "conv.weight": { dtype: "F32", shape: [30, 20, 3, 3], data } });
    const { layers } = await weights(platform, path, { ...quick, compat: "weightwatcher" });
    const { weightwatcher, frobeniusNorm } = layers[0]!;
    expect(weightwatcher!["norm"]).toBeCloseTo(frobeniusNorm ** 2 / 2, 6);
    expect(weightwatcher).toMatchObject({ rf: 9, num_evals: 180, M: 20, N: 30, rank_loss: 0 });
  });

  test("random weights are not heavy-tailed, and all in the bulk; planted ones stand beyond it", async () => {
    const data = normal("bulk", 200, 80);
    const planted = data.map((value, i) => value + 0.5 * (i % 80 === 3 ? 5 : 0));
    const path = await write("random.safetensors", {
      random: { dtype: "F32", shape: [200, 80], data },
      planted: { dtype: "F32", shape: [200, 80], data: planted },
    });
    const [plain, spiked] = (await weights(platform, path, { replicates: 50 })).layers;
    expect(plain!.verdict).not.toBe("heavy-tailed");
    expect(plain!.alphaInterval![0]).toBeLessThan(plain!.alpha!);
    expect(plain!.bulk!.spikes).toBe(0);
    expect(plain!.bulk!.variance).toBeCloseTo(1, 1);
    expect(spiked!.bulk!.spikes).toBe(1);
    expect(spiked!.shuffled!.bulk!.spikes).toBe(0);
    expect(spiked!.shuffled!.above).toBe(1);
  });

  test("a file larger than its share of memory is read in blocks, to the same numbers", async () => {
    const entries = { tall: [300, 40], wide: [40, 300] } as const;
    const tensors = Object.entries(entries).map(([name, shape]): [string, ReturnType<typeof f32>] => [
      name,
      f32([...shape], normal(name, ...shape)),
    ]);
    const path = await write("large.safetensors", Object.fromEntries(tensors));
    const whole = await weights(platform, path, quick);
    const streamed = await weights(platform, path, { ...quick, memory: 300_000 });
    expect([whole.model.sha256, streamed.model.sha256]).toEqual([expect.any(String), null]);
    streamed.layers.forEach(({ layer, eigenvalues, shuffled }, i) => {
      expect(shuffled, layer).toBe(null);
      expectClose(eigenvalues, Array.from(whole.layers[i]!.eigenvalues));
    });
    const none = await weights(platform, path, { ...quick, memory: 10_000, layers: ["tall"] }).catch(String);
    expect(none).toMatch(/at least one weight matrix, got none.*eigenvalues of 40×40 numbers take .* give --memory/);
  });

  test("narrow and wide floats are read; customary names say what a matrix is", async () => {
    const values = Array.from({ length: 24 }, (_, i) => ((i * 7) % 11) - 5);
    // Small whole numbers are exact in every type: bfloat16 is the upper half of float32.
    const half = (value: number) => {
      const [exponent, sign] = [Math.floor(Math.log2(Math.abs(value))), value < 0 ? 0x8000 : 0];
      return value === 0 ? 0 : sign | ((exponent + 15) << 10) | ((Math.abs(value) / 2 ** exponent - 1) * 1024);
    };
    const upper = new Uint16Array(new Uint32Array(Float32Array.from(values).buffer).map((bits) => bits >>> 16));
    const path = await write("types.safetensors", {
      "a.weight": { dtype: "F64", shape: [6, 4], data: Float64Array.from(values) },
      "wte.weight": { dtype: "BF16", shape: [6, 4], data: upper },
      "c.weight": { dtype: "F16", shape: [6, 4], data: Uint16Array.from(values, half) },
      "lstm.weight_hh_l0": f32([8, 2], normal("hh", 8, 2)),
      "lstm.weight_ih_l0": f32([8, 3], normal("ih", 8, 3)),
      "empty.weight": f32([0, 4], []),
    });
    const { layers, skipped } = await weights(platform, path, quick);
    const [exact] = layers;
    for (const { eigenvalues } of layers.slice(1, 3)) expectClose(eigenvalues, Array.from(exact!.eigenvalues));
    expect(layers.map(({ kind, rows, columns }) => [kind, rows, columns])).toEqual([
      ["dense", 6, 4],
      ["embedding", 6, 4],
      ["dense", 6, 4],
      ...new Array(4).fill(["recurrent", 2, 2]),
      ...new Array(4).fill(["recurrent", 2, 3]),
    ]);
    expect(skipped.map(({ layer, reason }) => [layer, reason])).toEqual([["empty.weight", "no elements"]]);
  });

  test.each<[string, () => Promise<string>, WeightsOptions, RegExp]>([
    ["no weights", () => write("none.safetensors", {}), {}, /expected at least one weight matrix, got a file without/],
    ["vectors only", () => write("v.safetensors", { b: f32([3], [1, 2, 3]) }), {}, /got none; passed over: "b"/],
    [
      "a weight that is not finite",
      () => write("nan.safetensors", { w: f32([2, 2], [1, 2, Number.NaN, 4]) }),
      {},
      /weights "w": expected finite numbers, got NaN in row 1, column 0/,
    ],
    [
      "an unknown layer",
      () => write("l.safetensors", { fc1: f32([2, 2], [1, 2, 3, 4]) }),
      { layers: ["fc2"] },
      /--layer fc2: expected a weight matrix of/,
    ],
    [
      "options that exclude each other",
      () => write("o.safetensors", {}),
      { compat: "weightwatcher", conv: "unfolded" },
      /expected that tool's slices/,
    ],
  ])("%s: refused in a sentence", async (_, make, options, message) => {
    await expect(weights(platform, await make(), options)).rejects.toThrow(message);
  });
});

test("the command prints the document of the contract and writes figures", async () => {
  const path = folder.file("model.onnx");
  await writeFile(path, writeModel(createModel(everyKind())));
  const out = folder.file("out");
  const { code, stdout } = await runHere("weights", path, "--json", "--quiet", "--replicates", "20", "--out", out);
  expect(code).toBe(0);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    analysis: "weights",
    seed: 0,
    model: { path, sha256: expect.any(String) },
    data: null,
  });
  const keys = "layer rows columns alpha xmin ksDistance sigma lambdaMax stableRank hardRank pValue verdict".split(" ");
  expect(Object.keys(document.layers[1])).toEqual(expect.arrayContaining(keys));
  expect(stdout).not.toContain("NaN");
});
