import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { float32, random, type Tensor } from "../src/base/index.ts";
import { readNpz } from "../src/formats/index.ts";
import { int, readModel, tensorAttribute, writeModel } from "../src/graph/index.ts";
import { runHere, temporaryFolder, writeSamples } from "./cli.ts";
import { openBytes } from "./runtime.ts";
import { smallNetwork } from "./smallNetwork.ts";

const folder = temporaryFolder();
const { file } = folder;
const [d, h, k, n] = [5, 7, 3, 9];
const network = smallNetwork([d, h, k], { scale: 30 });

beforeAll(async () => {
  await writeFile(file("net.onnx"), writeModel(network.model));
  await writeSamples(file("x.npz"), n, d);
});
afterAll(folder.close);

const arrays = async (name: string) => readNpz(await readFile(file(name)));
const base = () => ["jacobian", file("net.onnx"), "--data", file("x.npz"), "--quiet"];
const values = (t: Tensor | undefined) => Array.from((t?.data ?? []) as Float32Array);

/** ∂f_j/∂x_a of the piecewise affine network, by its own weights. */
function exact(x: ArrayLike<number>): number[][] {
  const { pattern } = network.forward(x);
  const zero = network.affine(new Float64Array(d), pattern);
  const columns = Array.from({ length: d }, (_, a) => {
    const unit = new Float64Array(d);
    unit[a] = 1;
    return network.affine(unit, pattern).map((y, j) => y - zero[j]!);
  });
  return zero.map((_, j) => columns.map((column) => column[j]!));
}

/** Of the softmax of the logits, by its definition, in float64. */
function exactProbabilities(x: ArrayLike<number>): number[][] {
  const { y } = network.forward(x);
  const largest = Math.max(...y);
  const e = y.map((z) => Math.exp(z - largest));
  const sum = e.reduce((a, b) => a + b, 0);
  const p = e.map((value) => value / sum);
  const J = exact(x);
  return J.map((row, j) =>
    row.map((_, a) => p[j]! * p.reduce((total, q, i) => total + q * (J[j]![a]! - J[i]![a]!), 0)),
  );
}

async function samples(): Promise<number[][]> {
  const x = values((await arrays("x.npz")).get("x"));
  return Array.from({ length: n }, (_, i) => x.slice(i * d, (i + 1) * d));
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value) / scale).toBeLessThan(tolerance);
}

describe("--save", () => {
  test("writes the Jacobians of all samples, sample × output × input, in runs of any size", async () => {
    for (const batch of [2, n]) {
      const result = await runHere(...base(), "--batch", `${batch}`, "--save", file("J.npz"), "--json");
      expect(result.stderr).toBe("");
      const document = JSON.parse(result.stdout) as object;
      expect(document).toMatchObject({
        analysis: "jacobian",
        model: { input: "x", output: "logits" },
        data: { samples: n },
        shape: [n, k, d],
        type: "float32",
        accuracy: expect.any(Number),
        seconds: expect.any(Number),
      });
      const saved = await arrays("J.npz");
      expect([...saved].map(([name, { shape }]) => [name, shape])).toEqual([
        ["jacobian", [n, k, d]],
        ["output", [n, k]],
        ["columns", [k]],
        ["y", [n]],
      ]);
      const x = await samples();
      expectClose(
        values(saved.get("jacobian")),
        x.flatMap((sample) => exact(sample).flat()),
      );
      expectClose(
        values(saved.get("output")),
        x.flatMap((sample) => network.forward(sample).y),
      );
    }
  });

  test("of probabilities, some columns: in float64, right where the network is sure", async () => {
    const flags = ["--output", "probabilities", "--outputs", "2,0", "--save", file("P.npz")];
    expect(await runHere(...base(), ...flags)).toMatchObject({ code: 0 });
    const saved = await arrays("P.npz");
    expect(saved.get("jacobian")).toMatchObject({ type: "float64", shape: [n, 2, d] });
    const expected = (await samples()).flatMap((sample) => {
      const J = exactProbabilities(sample);
      return [...J[2]!, ...J[0]!];
    });
    expectClose(values(saved.get("jacobian")), expected);
  });

  test("by a hidden tensor", async () => {
    const hidden = readModel(await readFile(file("net.onnx"))).graph.nodes.find(({ operator }) => operator === "Relu")!;
    const [name = ""] = hidden.outputs;
    expect(await runHere(...base(), "--wrt", name, "--save", file("H.npz"))).toMatchObject({ code: 0 });
    const saved = (await arrays("H.npz")).get("jacobian")!;
    expect(saved.shape).toEqual([n, k, h]);
    // Behind the last activation the network is affine: the same matrix for every sample.
    const all = values(saved);
    for (let i = 1; i < n; i++) expect(all.slice(i * k * h, (i + 1) * k * h)).toEqual(all.slice(0, k * h));
  });

  test("what goes wrong leaves no file", async () => {
    const bad = await runHere(...base(), "--outputs", "3", "--save", file("bad.npz"));
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining("--outputs: expected columns from 0 to 2") });
    const away = await runHere(...base(), "--save", file("no/such/folder.npz"));
    expect(away).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: .*folder\.npz: expected /) });
    expect(existsSync(file("bad.npz"))).toBe(false);
    expect(await runHere(...base())).toMatchObject({ code: 2, stderr: expect.stringContaining("got neither") });
  });
});

describe("--emit", () => {
  const x = float32([2, d], Float32Array.from({ length: 2 * d }, random(0, "emitted").normal));
  const rows = () => [0, 1].map((i) => Array.from(x.data.subarray(i * d, (i + 1) * d)));

  test("writes a model of standard operators that computes the Jacobian", async () => {
    const flags = ["jacobian", file("net.onnx"), "--emit", file("g.onnx"), "--json"];
    const document = JSON.parse((await runHere(...flags)).stdout) as object;
    expect(document).toMatchObject({
      analysis: "jacobian",
      data: null,
      outputs: [{ name: "jacobian" }, { name: "logits" }],
    });
    const bytes = await readFile(file("g.onnx"));
    expect(new Set(readModel(bytes).graph.nodes.map(({ domain }) => domain))).toEqual(new Set([""]));
    const results = await (await openBytes(bytes))({ x });
    expect(results["jacobian"]!.shape).toEqual([2, k, d]);
    expectClose(
      values(results["jacobian"]),
      rows().flatMap((row) => exact(row).flat()),
    );
  });

  test("of probabilities", async () => {
    const flags = ["--output", "probabilities", "--outputs", "1", "--emit", file("p.onnx"), "--quiet"];
    expect(await runHere("jacobian", file("net.onnx"), ...flags)).toMatchObject({ code: 0 });
    const results = await (await openBytes(await readFile(file("p.onnx"))))({ x });
    expect(results["jacobian"]).toMatchObject({ type: "float64", shape: [2, 1, d] });
    expectClose(
      values(results["jacobian"]),
      rows().flatMap((row) => exactProbabilities(row)[1]!),
    );
  });
});

describe("inspect", () => {
  test("describes a network and what an EDJM would take", async () => {
    const { stdout, code } = await runHere("inspect", file("net.onnx"), "--samples", "50", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      analysis: "inspect",
      inputs: [{ name: "x", type: "float32", shape: ["N", d] }],
      outputs: [{ name: "logits", type: "float32", shape: ["N", k] }],
      parameters: d * h + h + h * k + k,
      layers: [
        { operator: "Gemm", shape: ["N", h], parameters: d * h + h },
        { operator: "Relu", shape: ["N", h], parameters: 0 },
        { operator: "Gemm", shape: ["N", k], parameters: h * k + k },
      ],
      differentiable: true,
      blocked: [],
      estimate: { samples: 50, outputs: k, inputs: d, seconds: expect.any(Number), memory: expect.any(Number) },
    });
    const text = await runHere("inspect", file("net.onnx"));
    expect(text.stdout).toContain("66 parameters");
    expect(text.stdout).toContain('Differentiable: "logits" by "x".');
  });

  test("a model that is refused is described with the reasons; an output before them is not refused", async () => {
    const model = readModel(await readFile(file("net.onnx")));
    const last = { name: "top", operator: "LSTM", domain: "", inputs: ["logits", "logits", "logits"], attributes: {} };
    const first = { name: "class", operator: "ArgMax", domain: "", inputs: ["logits"], attributes: { axis: int(1) } };
    const nodes = [...model.graph.nodes, { ...first, outputs: ["best"] }, { ...last, outputs: ["y"] }];
    const outputs = [{ name: "y", type: "float32" as const }];
    await writeFile(file("lstm.onnx"), writeModel({ ...model, graph: { ...model.graph, nodes, outputs } }));
    const refused = await runHere("inspect", file("lstm.onnx"), "--json");
    expect(refused.code).toBe(0);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      differentiable: false,
      blocked: [{ node: "top", operator: "LSTM", reason: expect.stringContaining("recurrent") }],
      estimate: null,
    });
    const constants = [...model.graph.initializers].map(([name, tensor]) => ({
      name,
      operator: "Constant",
      domain: "",
      inputs: [],
      outputs: [name],
      attributes: { value: tensorAttribute(tensor) },
    }));
    const graph = { ...model.graph, nodes: [...constants, ...nodes], outputs, initializers: new Map() };
    await writeFile(file("constants.onnx"), writeModel({ ...model, graph }));
    const written = await runHere("inspect", file("constants.onnx"), "--json");
    const { parameters, layers } = JSON.parse(refused.stdout);
    expect(parameters).toBe(d * h + h + h * k + k);
    expect(JSON.parse(written.stdout)).toMatchObject({ parameters, layers });
    const before = await runHere("inspect", file("lstm.onnx"), "--output", "Gemm_1", "--json");
    expect(JSON.parse(before.stdout)).toMatchObject({ differentiable: true, blocked: [] });
    const named = await runHere("inspect", file("lstm.onnx"), "--output", "best", "--json");
    expect(JSON.parse(named.stdout)).toMatchObject({ differentiable: false, blocked: [{ operator: "ArgMax" }] });
  });

  test("a wrong name is the user's, and noise that is no input is only a missing estimate", async () => {
    const wrong = await runHere("inspect", file("net.onnx"), "--wrt", "nothing", "--json");
    expect(wrong).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--wrt nothing: expected") });
    const model = readModel(await readFile(file("net.onnx")));
    const log = { name: "log", operator: "Log", domain: "", inputs: ["logits"], outputs: ["y"], attributes: {} };
    const outputs = [{ name: "y", type: "float32" as const }];
    const nodes = [...model.graph.nodes, log];
    await writeFile(file("log.onnx"), writeModel({ ...model, graph: { ...model.graph, nodes, outputs } }));
    const { code, stdout } = await runHere("inspect", file("log.onnx"), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      differentiable: true,
      estimate: null,
      notes: [expect.stringContaining("could not be timed around noise")],
    });
  });
});
