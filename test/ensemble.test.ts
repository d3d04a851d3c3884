import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type EnsembleAverage,
  edjm,
  ensembleModel,
  type LoadedModel,
  loadModel,
  openJacobianBlocks,
  prepareModel,
} from "../src/analyses/index.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { checkModel, createModel, type Model, readModel, writeModel } from "../src/graph/index.ts";
import { cnn, type Layer, mlp, network } from "../src/models/index.ts";
import type { Platform } from "../src/platform/index.ts";
import { runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";
import { normalSamples } from "./smallNetwork.ts";
import { quietPlatform } from "./trainingCases.ts";

let platform: Platform;
beforeAll(async () => {
  ({ platform } = await quietPlatform());
});
afterAll(() => platform.close());

interface Spec {
  readonly layers?: readonly Layer[];
  readonly seed?: number;
  readonly classes?: number;
  readonly input?: readonly number[];
  /** The logits are multiplied by this. */
  readonly scale?: number;
  readonly head?: "Softmax" | "LogSoftmax" | "Sigmoid";
  readonly metadata?: Record<string, string>;
}

function member(spec: Spec = {}): LoadedModel {
  const { layers = mlp([9]), seed = 0, classes = 4, input = [1, 6, 6], scale = 1, head, metadata = {} } = spec;
  const g = newGraph();
  const { logits } = network(g, { input, layers, classes, seed });
  const scaled = g.mul(logits, scale);
  const model = createModel(g.finish({ answer: head ? g.op(head, [scaled]) : scaled }), { metadata });
  return prepareModel(model, `member-${seed}`, `sha256 of ${seed}`);
}

/** As it comes back from its file. */
const opened = (model: Model) => loadModel(platform, writeModel(model), { name: "ensemble" });

/** Values and Jacobians of an output, all samples one after another. */
async function answers(model: LoadedModel, output: "logits" | "probabilities") {
  const { blocks, outputSize } = await openJacobianBlocks(platform, model, normalSamples(12, [1, 6, 6]), { output });
  const [values, jacobian]: number[][] = [[], []];
  for await (const block of blocks()) {
    values!.push(...block.values);
    jacobian!.push(...block.jacobian);
  }
  const shown = output === "logits" ? values! : probabilities(values!, outputSize);
  return { values: shown, jacobian: jacobian! };
}

/** In float64, from logits; one logit stands against zero. */
function probabilities(logits: readonly number[], classes: number): number[] {
  return logits.map((z, i) => {
    const start = i - (i % classes);
    const others = classes === 1 ? [z, 0] : logits.slice(start, start + classes);
    return 1 / others.reduce((sum, other) => sum + Math.exp(other - z), 0);
  });
}

/** The largest difference from the mean of `parts`, as a share of the largest of its elements. */
function offMean(whole: readonly number[], parts: readonly (readonly number[])[]): number {
  const mean = whole.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0) / parts.length);
  expect(parts.map(({ length }) => length)).toEqual(parts.map(() => whole.length));
  const largest = mean.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return whole.reduce((most, value, i) => Math.max(most, Math.abs(value - mean[i]!)), 0) / largest;
}

const families: Readonly<Record<string, readonly Spec[]>> = {
  "two perceptrons": [{ seed: 1 }, { seed: 2 }],
  "nets of different kinds": [
    { seed: 1, layers: mlp([9, 7, 5]) },
    { seed: 2, layers: cnn([[3]], { dense: [8] }) },
    { seed: 3, layers: [{ kind: "dense", units: 8 }, { kind: "batchNorm" }] },
  ],
  "networks with and without heads": [{ seed: 1, head: "Softmax" }, { seed: 2 }, { seed: 3, head: "LogSoftmax" }],
  "one output": [
    { seed: 1, classes: 1, head: "Sigmoid" },
    { seed: 2, classes: 1 },
  ],
};

describe.each(Object.entries(families))("%s", (_, specs) => {
  const members = specs.map(member);

  test.each(["logits", "probabilities"] as const)("of %s: values and Jacobians are the means", async (average) => {
    const ensemble = await opened(ensembleModel(members, { average }));
    const parts = await Promise.all(members.map((one) => answers(one, average)));
    const whole = await answers(ensemble, average);
    expect(
      offMean(
        whole.values,
        parts.map(({ values }) => values),
      ),
    ).toBeLessThan(2e-6);
    expect(
      offMean(
        whole.jacobian,
        parts.map(({ jacobian }) => jacobian),
      ),
    ).toBeLessThan(1e-5);
  });

  test("is a sound file with one input and one output", () => {
    for (const average of ["logits", "probabilities"] as const) {
      const model = readModel(writeModel(ensembleModel(members, { average })));
      checkModel(model);
      expect(model.graph.inputs).toMatchObject([{ name: "x", shape: ["N", 1, 6, 6] }]);
      expect(model.graph.outputs).toMatchObject([{ name: "logits", shape: ["N", specs[0]?.classes ?? 4] }]);
    }
  });
});

test("the mean of probabilities stands logits that overflow", async () => {
  const members = [1, 2, 3].map((seed) => member({ seed, scale: 300 }));
  const ensemble = await opened(ensembleModel(members, { average: "probabilities" }));
  const parts = await Promise.all(members.map((one) => answers(one, "probabilities")));
  const whole = await answers(ensemble, "probabilities");
  expect(
    offMean(
      whole.values,
      parts.map(({ values }) => values),
    ),
  ).toBeLessThan(1e-5);
  const { values } = await answers(ensemble, "logits");
  expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.min(...values)).toBeLessThan(-200);
});

test("a network with itself is that network, and its EDJM too", async () => {
  const [one, samples] = [member(), normalSamples(60, [1, 6, 6], 4)];
  const twice = await opened(ensembleModel([one, one], { average: "logits" }));
  const [single, double] = [await edjm(platform, one, samples), await edjm(platform, twice, samples)];
  expect(double.score! / single.score!).toBeCloseTo(1, 5);
  expect(double.accuracy).toBe(single.accuracy);
});

test("says what it is made of, and what its members agree on of their data", () => {
  const told = (splitSeed: string) => ({ "split-seed": splitSeed, data: "mnist", accuracy: "0.9" });
  const metadataOf = (seeds: readonly [string, string]) =>
    ensembleModel([member({ seed: 1, metadata: told(seeds[0]) }), member({ seed: 2, metadata: told(seeds[1]) })], {
      average: "logits",
    }).metadata;
  expect(metadataOf(["3", "3"])).toEqual({
    ensemble: "logits",
    members: '["sha256 of 1","sha256 of 2"]',
    "split-seed": "3",
    data: "mnist",
  });
  expect(metadataOf(["3", "4"])).not.toHaveProperty("split-seed");
});

test.each<[string, readonly Spec[], EnsembleAverage, RegExp]>([
  ["a single network", [{}], "logits", /an ensemble: expected two networks at least, got 1/],
  [
    "other samples",
    [{}, { seed: 1, input: [36] }],
    "logits",
    /member-1.*samples of 1×6×6, as member-0 takes them.*got 36/,
  ],
  ["other classes", [{}, { seed: 1, classes: 5 }], "logits", /member-1.*4 outputs, as member-0 has.*got 5/],
  ["other heads", [{}, { seed: 1, head: "Sigmoid" }], "probabilities", /member-1.*final softmax.*got sigmoid.*logits/],
  ["many sigmoids", [{ head: "Sigmoid" }, { head: "Sigmoid" }], "probabilities", /got 4 outputs behind a Sigmoid/],
])("%s: refused", (_, specs, average, message) => {
  expect(() => ensembleModel(specs.map(member), { average })).toThrow(message);
});

describe("edjm --ensemble", () => {
  const folder = temporaryFolder();
  const { file } = folder;
  const edjmOf = (...flags: string[]) =>
    runHere("edjm", file("a.onnx"), file("b.onnx"), "--data", file("x.npz"), "--json", "--quiet", ...flags);
  beforeAll(async () => {
    await writeNetwork(file("a.onnx"), 12, [6], 3);
    await writeNetwork(file("b.onnx"), 12, [5, 4], 3, 1);
    await writeSamples(file("x.npz"), 40, 12);
  });
  afterAll(folder.close);

  test.each(["logits", "probabilities"])("is one more network: of %s", async (average) => {
    const { code, stdout } = await edjmOf("--ensemble", average);
    expect(code).toBe(0);
    const { networks } = JSON.parse(stdout) as { networks: { name: string; score: number }[] };
    expect(networks.map(({ name }) => name)).toEqual(["a", "b", `ensemble of ${average}`]);
    expect(new Set(networks.map(({ score }) => score)).size).toBe(3);
  });

  test.each([
    [["--output", "logits_0"], /--output logits_0/],
    [["--wrt", "x"], /--wrt x/],
  ])("%j is refused", async (flags, message) => {
    const { code, stderr } = await edjmOf("--ensemble", "logits", ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});
