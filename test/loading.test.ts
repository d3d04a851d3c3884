import { writeFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { edjm, type LoadModelOptions, loadModel } from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random, type Samples, type Shape, type Tensor } from "../src/base/index.ts";
import { type Builder, createModel, int, ints, type Model, type Value, writeModel } from "../src/graph/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { runHere, temporaryFolder, writeSamples } from "./cli.ts";
import { normalSamples } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const [d, h, k] = [6, 12, 3];

function weights(name: string, shape: readonly number[]): Tensor {
  const stream = random(0, "loading", name);
  const size = shape.reduce((a, b) => a * b, 1);
  return float32(
    shape,
    Float32Array.from({ length: size }, () => stream.normal() * 0.5),
  );
}

/** tanh(x W) V, around whatever a case makes of it. */
function network(g: Builder, x: Value): Value {
  const hidden = g.op("Tanh", [g.matMul(x, g.initializer("W", weights("W", [d, h])))]);
  return g.matMul(g.add(hidden, 0), g.initializer("V", weights("V", [h, k])));
}

function modelOf(
  shape: Shape,
  build: (g: Builder, x: Value) => Value,
  type: "float32" | "uint8" | "float16" = "float32",
) {
  const g = newGraph();
  return createModel(g.finish({ y: build(g, g.input("x", type, shape)) }));
}

const plain = modelOf(["N", d], network);
const data = normalSamples(10, [d], k);
const load = (model: Model, options: LoadModelOptions = {}) =>
  loadModel(platform, writeModel(model), { name: "case.onnx", sampleShape: data.shape, ...options });

async function spectra(model: Model, options: LoadModelOptions = {}, samples: Samples = data): Promise<number[]> {
  const { perOutput } = await edjm(platform, await load(model, options), samples);
  return perOutput.flatMap(({ singularValues }) => singularValues);
}

function expectSame(a: readonly number[], b: readonly number[]): void {
  expect(a).toHaveLength(b.length);
  const scale = Math.max(...b);
  for (const [i, value] of b.entries()) expect(Math.abs(a[i]! - value) / scale).toBeLessThan(1e-5);
}

/** Rows that differ, so that a batch of four cannot be opened. */
const rowwise = (g: Builder, x: Value) => g.add(network(g, x), g.initializer("rows", weights("rows", [4, k])));

/** x → Reshape to a shape that is computed from x's values; the builder could not tell it. */
function shapeFromValues(): Model {
  const g = newGraph();
  const x = g.input("x", "float32", ["N", d]);
  const six = g.add(g.op("ReduceMax", [g.mul(x, 0)], { keepdims: int(0) }), d);
  const shape = g.concat([g.indices([-1]), g.op("Reshape", [g.cast(six, "int64"), g.indices([1])])], 0);
  const graph = g.finish({ y: network(g, g.op("Identity", [x])), shape });
  const [y] = graph.outputs as [(typeof graph.outputs)[number]];
  const reshape = { operator: "Reshape", inputs: ["x", "shape"] };
  const nodes = graph.nodes.map((node) =>
    node.operator === "Identity" && node.inputs[0] === "x" ? { ...node, ...reshape } : node,
  );
  return createModel({ ...graph, nodes, outputs: [y] });
}

test.each<[string, Model, "any" | number]>([
  ["a frozen batch", modelOf([4, d], network), "any"],
  [
    "a frozen batch with a constant shape",
    modelOf([4, d], (g, x) => network(g, g.op("Reshape", [x, g.indices([4, d])]))),
    "any",
  ],
  ["a frozen batch of one", modelOf([1, d], network), "any"],
  ["a frozen batch whose rows differ", modelOf([4, d], rowwise), 4],
  ["no batch axis", modelOf([d], network), "any"],
  ["a shape that depends on values", shapeFromValues(), "any"],
])("%s gives the spectra of the plain network", async (_, model, batch) => {
  const loaded = await load(model);
  expect(loaded.batch).toBe(batch);
  if (batch === "any") expect(loaded.notes.join()).toMatch(/^$|taken from a run/);
  else expect(loaded.notes.join()).toMatch(/fixed to a batch of 4.*samples are run 4 at a time/);
  const result = await edjm(platform, loaded, data);
  expect(result.warnings ?? []).toEqual(expect.arrayContaining([...loaded.notes]));
  expectSame(
    result.perOutput.flatMap(({ singularValues }) => singularValues),
    await spectra(plain),
  );
});

test("half precision is fed as float32", async () => {
  const half = modelOf(["N", d], (g, x) => network(g, g.cast(x, "float32")), "float16");
  expectSame(await spectra(half), await spectra(plain));
});

describe("other inputs", () => {
  const two = () => {
    const g = newGraph();
    const x = g.input("x", "float32", ["N", d]);
    const factor = g.input("factor", "float32", [1]);
    return createModel(g.finish({ y: g.mul(network(g, x), factor) }));
  };
  test("a fixed one is a constant", async () => {
    const doubled = (await spectra(plain)).map((value) => 2 * value);
    expectSame(await spectra(two(), { input: "x", fixed: { factor: 2 } }), doubled);
    expectSame(await spectra(two(), { fixed: { factor: float32([1], [2]) } }), doubled);
  });
  test("one that is not fixed is named, with what to write", async () => {
    await expect(load(two())).rejects.toThrow(/none for "factor" \(float32 1\).*--fix factor=0/);
    await expect(load(two(), { input: "z" })).rejects.toThrow(/input "z"/);
    await expect(load(two(), { fixed: { facto: 1 } })).rejects.toThrow(/facto/);
  });
  test("an open axis gets its size by name, or from the data", async () => {
    const { graph } = plain;
    const inputs = graph.inputs.map((info) => ({ ...info, shape: ["N", "features"] }));
    const sized = createModel({ ...graph, inputs });
    await expect(load(sized, { sampleShape: [2, 3] })).rejects.toThrow(/--fix features=/);
    expectSame(await spectra(sized), await spectra(plain));
    expectSame(await spectra(sized, { fixed: { features: d } }), await spectra(plain));
  });
});

describe("images", () => {
  const filter = weights("filter", [4, 3, 2, 2]);
  const convolved = (g: Builder, x: Value) => {
    const maps = g.op("Tanh", [g.op("Conv", [x, g.initializer("filter", filter)])]);
    return g.matMul(g.op("Flatten", [maps]), g.initializer("U", weights("U", [16, k])));
  };
  const images: Samples = { ...normalSamples(10, [3, 3, 3], k), layout: "CHW" };
  test.each([
    ["channels first", ["N", 3, 3, 3], convolved],
    [
      "channels last",
      ["N", 3, 3, 3],
      (g: Builder, x: Value) => convolved(g, g.op("Transpose", [x], { perm: ints([0, 3, 1, 2]) })),
    ],
  ])("3×3×3, %s: the graph tells the layout", async (_, shape, build) => {
    const flat = modelOf(["N", 27], (g, x) => convolved(g, g.op("Reshape", [x, g.indices([-1, 3, 3, 3])])));
    const { layout: __, ...vectors } = { ...images, shape: [27] };
    expectSame(
      await spectra(modelOf(shape, build), { sampleShape: [3, 3, 3] }, images),
      await spectra(flat, { sampleShape: [27] }, vectors),
    );
  });
  test("bytes that are cast: derivatives are by what the cast yields", async () => {
    const cast = modelOf(["N", d], (g, x) => network(g, g.mul(g.cast(x, "float32"), 1 / 255)), "uint8");
    const whole: Samples = {
      ...data,
      gather: (indices) =>
        Float32Array.from({ length: indices.length * d }, (_, i) => (37 * (indices[Math.floor(i / d)]! + 1) + i) % 256),
    };
    const floats: Samples = { ...whole, gather: (indices) => whole.gather(indices).map((value) => value / 255) };
    const model = await load(cast);
    expect(model.wrt).not.toBe("x");
    expect(model.notes.join()).toMatch(/the input is uint8: derivatives are by/);
    expectSame(
      (await spectra(cast, {}, whole)).map((value) => value * 255),
      await spectra(plain, {}, floats),
    );
    await expect(edjm(platform, model, data)).rejects.toThrow(/whole numbers for an input of uint8.*--raw/);
  });
});

describe("what cannot be differentiated is said", () => {
  test("every path blocked: the nodes are named", async () => {
    const rounded = await load(modelOf(["N", d], (g, x) => network(g, g.op("Round", [x]))));
    await expect(edjm(platform, rounded, data)).rejects.toThrow(/Round/);
  });
  test("some paths blocked: a warning, and the derivative of the others", async () => {
    const partly = modelOf(["N", d], (g, x) => g.add(network(g, x), g.reduceSum(g.op("Round", [x]), [1], true)));
    const { warnings } = await edjm(platform, await load(partly), data);
    expect(warnings?.join()).toMatch(/some paths to "y" carry no derivative.*Round/);
    expectSame(await spectra(partly), await spectra(plain));
  });
  test("samples that meet, in an open and in a frozen batch", async () => {
    const centred = (g: Builder, x: Value) => network(g, g.sub(x, g.op("ReduceMean", [x, g.indices([0])])));
    await expect(load(modelOf(["N", d], centred))).rejects.toThrow(/ReduceMean/);
    await expect(load(modelOf([4, d], centred))).rejects.toThrow(/one sample changes the outputs of others/);
  });
  test("a Jacobian run of a frozen batch that no memory holds", async () => {
    const small = { ...platform, memory: 300 };
    const frozen = await loadModel(small, writeModel(modelOf([4, d], rowwise)), { sampleShape: data.shape });
    await expect(edjm(small, frozen, data)).rejects.toThrow(/fixed batch of 4 samples to fit into 0\.0 GiB/);
  });
});

describe("names", () => {
  test("any float tensor can be varied; samples of a hidden one have its size", async () => {
    const tanh = plain.graph.nodes.find(({ operator }) => operator === "Tanh")!.outputs[0]!;
    const { inputs, model, perOutput } = await edjm(platform, await load(plain, { wrt: tanh }), data);
    expect(inputs).toBe(h);
    expect(model.wrt).toBe(tanh);
    // From there the network is linear: one singular value, √n times the length of V's column.
    const V = weights("V", [h, k]).data as Float32Array;
    perOutput.forEach(({ singularValues: [first] }, j) => {
      const length = Math.hypot(...Array.from({ length: h }, (_, a) => V[a * k + j]!));
      expect(first! / (Math.sqrt(data.count) * length)).toBeCloseTo(1, 5);
    });
  });
  test("unknown ones get suggestions", async () => {
    await expect(load(plain, { wrt: "w" })).rejects.toThrow(/--wrt w: expected a tensor of case\.onnx/);
    await expect(load(plain, { output: "yy" })).rejects.toThrow(/--output yy: expected .*Did you mean y\?/);
  });
});

test("the command line takes --input, --fix and --wrt, and says in its JSON what was varied", async () => {
  const folder = temporaryFolder();
  try {
    const g = newGraph();
    const x = g.input("x", "float32", ["N", d]);
    const y = g.mul(network(g, x), g.input("factor", "float32", [1]));
    await writeFile(folder.file("two.onnx"), writeModel(createModel(g.finish({ y }))));
    await writeSamples(folder.file("x.npz"), 5, d);
    const tanh = g.nodes.find(({ operator }) => operator === "Tanh")!.outputs[0]!;
    const line = ["edjm", folder.file("two.onnx"), "--data", folder.file("x.npz"), "--json", "--quiet"];
    const { code, stdout, stderr } = await runHere(...line, "--input", "x", "--fix", "factor=2", "--wrt", tanh);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ inputs: h, model: { input: "x", output: "y", wrt: tanh } });
    const refused = await runHere(...line);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/--fix factor=0/);
  } finally {
    folder.close();
  }
});

test("sessions are kept: the same analysis again opens none", async () => {
  let opened = 0;
  const counting = {
    ...platform,
    openSession: (...args: Parameters<typeof platform.openSession>) => {
      opened++;
      return platform.openSession(...args);
    },
  };
  const model = await loadModel(counting, writeModel(modelOf(["N", d], (g, x) => g.mul(network(g, x), 3))));
  const first = await edjm(counting, model, data);
  const before = opened;
  expect(before).toBeGreaterThan(0);
  const second = await edjm(counting, model, data);
  expect(opened).toBe(before);
  expect(second.perOutput).toEqual(first.perOutput);
});
