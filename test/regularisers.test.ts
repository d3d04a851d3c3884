import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inFloat64, lower, lowerFloat64, newGraph, simplify } from "../src/autodiff/index.ts";
import { CancelledError, float32, float64, numbers, random, sizeOf, type Tensor } from "../src/base/index.ts";
import { type Graph, int } from "../src/graph/index.ts";
import { svd } from "../src/kernels/index.ts";
import { cnn, type Layer, mlp, network, svdLayers } from "../src/models/index.ts";
import type { Platform } from "../src/platform/index.ts";
import type { PenaltyContext, Regulariser, RegulariserSample } from "../src/regularisers/define/defineRegulariser.ts";
import { regularisers } from "../src/regularisers/define/regularisers.ts";
import { type TrainingResult, train } from "../src/train/index.ts";
import { checkDerivatives } from "./derivativeLaws.ts";
import { nudged } from "./nudged.ts";
import { runGraph } from "./runtime.ts";
import { classifier, quietPlatform, spiral } from "./trainingCases.ts";

const hidden: readonly Layer[] = [...mlp([7], { activation: "tanh" }), ...mlp([5])];
const networks: Record<RegulariserSample["network"], { input: readonly number[]; layers: readonly Layer[] }> = {
  dense: { input: [6], layers: hidden },
  svd: { input: [6], layers: svdLayers(hidden) },
  convolutional: { input: [1, 6, 6], layers: cnn([[2]], { kernel: 3, dense: [4] }) },
};
const data = { train: spiral(300, "train"), validation: spiral(100, "validation") };
const config = { batch: 50, epochs: 3, optimiser: { name: "adam", learningRate: 0.005 } } as const;
const still = { name: "sgd", learningRate: 1e-12, momentum: 0 } as const;
const parametersOf = ({ parameters }: TrainingResult) => [...parameters].map(([name, t]) => [name, t.data]);

let platform: Platform;
let folder: string;
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

type Penalty = Extract<Regulariser, { kind: "penalty" }>;

/** The penalty of a batch as a graph; the parameters, the samples, and the normal numbers are inputs. */
function penaltyGraph(regulariser: Penalty, { network: kind, options = {} }: RegulariserSample, batch: number): Graph {
  const { input, layers } = networks[kind];
  const g = newGraph();
  const parameter: Parameters<typeof network>[1]["parameter"] = ({ name, shape }) => g.input(name, "float32", shape);
  const x = g.input("x", "float32", [batch, ...input]);
  const targets = g.input("targets", "float32", [batch, 3]);
  const built = network(g, { input, layers, classes: 3, mode: "training", batch, x, parameter });
  const primitive = simplify(lower(g.finish([built.logits])), {
    keep: [...built.layers.values()].map(({ name }) => name),
  });
  const p = newGraph(primitive);
  const named = (name: string) => p.value(name);
  const context: PenaltyContext = {
    x: named("x"),
    logits: named("logits"),
    targets: named(targets.name),
    layers: new Map(
      regulariser.readsLayers ? Array.from(built.layers, ([name, value]) => [name, named(value.name)]) : [],
    ),
    hidden: built.hidden,
    parameters: new Map(built.parameters.map(({ name }) => [name, named(name)])),
    factors: built.factors,
    normal: (like, stream) => p.input(`normal ${stream}`, like.type, like.shape),
  };
  return simplify(lower(p.finish({ penalty: regulariser.penalty(p, context, options).value })));
}

/** Random parameters and samples, none of them near 0, where logarithms are steep; `repeated` makes all samples the same. */
function feedsOf({ inputs }: Graph, repeated: boolean): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const sizes = shape as readonly number[];
      const stream = random(3, "regularisers", name);
      const values = Float32Array.from({ length: sizeOf(sizes) }, () => {
        const z = stream.normal();
        return Math.sign(z) * (0.3 + Math.abs(z) / 2);
      });
      const row = values.length / (sizes[0] ?? 1);
      return [name, float32(sizes, name === "x" && repeated ? values.map((_, i) => values[i % row]!) : values)];
    }),
  );
}

const penalties = [...regularisers.values()].filter((regulariser) => regulariser.kind === "penalty");
const cases = penalties.flatMap((regulariser) =>
  regulariser.samples.map((sample) => [regulariser.name, JSON.stringify(sample), regulariser, sample] as const),
);

describe.each(cases)("%s, %s", (_, __, regulariser, sample) => {
  test.each([
    ["fewer samples than inputs", 3, false],
    ["more samples than inputs", 9, false],
    // All samples are at once the largest, or have no variance: derivatives jump or vanish there.
    ...(regulariser.readsLayers ? [] : ([["one sample, three times", 3, true]] as const)),
  ] as const)("its derivatives are its differences: %s", async (what, batch, repeated) => {
    const graph = inFloat64(penaltyGraph(regulariser, sample, batch));
    const plain = feedsOf(graph, repeated);
    const { x } = plain;
    const feeds = { ...nudged(plain, what), ...(x && { x: inDoubles(x) }) };
    const { penalty } = await runGraph(lowerFloat64(graph), feeds);
    expect(Number.isFinite(numbers(penalty!)[0])).toBe(true);
    await checkDerivatives(graph, feeds, 1, regulariser.name);
  });
});

const inDoubles = ({ shape, data }: Tensor): Tensor => float64(shape, Float64Array.from(data as Float32Array));

describe("definitions", () => {
  test("jacobianNorm with one projection along each output is ‖J‖²_F, here of a linear map", async () => {
    const g = newGraph();
    const [batch, inputs, classes] = [4, 5, 3];
    const x = g.input("x", "float32", [batch, inputs]);
    const weight = g.input("weight", "float32", [classes, inputs]);
    const logits = g.op("Gemm", [x, weight], { transB: int(1) });
    const nothing = new Map<string, never>();
    let output = 0;
    const along = () => {
      const rows = Array.from({ length: batch * classes }, (_, i) => Number(i % classes === output) * (1 + i));
      output += 1;
      return g.constant(float32([batch, classes], rows));
    };
    const context: PenaltyContext = {
      ...{ x, logits, targets: logits, normal: along },
      ...{ layers: nothing, hidden: [], parameters: nothing, factors: nothing },
    };
    const { value } = (regularisers.get("jacobianNorm") as Penalty).penalty(g, context, { projections: classes });
    const feeds = feedsOf(g.finish([value]), false);
    const result = await runGraph(lower(g.finish({ value })), feeds);
    const squares = numbers(feeds["weight"]!).reduce((sum, w) => sum + w * w, 0);
    expect(numbers(result["value"]!)[0]! / squares).toBeCloseTo(1, 5);
  });

  test("layerSpectrum is −Σ log σ of the weights, where U and V are orthonormal", async () => {
    const network = classifier(svdLayers(mlp([6, 4])));
    const weights = await train(platform, classifier(mlp([6, 4])), data, { ...config, optimiser: still });
    const spectra = ["dense_1.weight", "dense_2.weight"].flatMap((name) => {
      const { shape, data: values } = weights.parameters.get(name)!;
      return [...svd(Float64Array.from(values as Float32Array), shape[0]!, shape[1]!).values];
    });
    const result = await train(platform, network, data, {
      ...config,
      optimiser: still,
      regularisers: [{ name: "layerSpectrum", weight: 1 }],
    });
    const { penalties = {} } = result.history.at(-1)!;
    expect(penalties["layerSpectrum"]).toBeCloseTo(-spectra.reduce((sum, s) => sum + Math.log(s), 0), 4);
    expect(penalties["layerSpectrum.clipped"]).toBe(0);
  });

  test("layerSpectrum without SVD layers is refused, and says how there would be some", async () => {
    const choices = { ...config, regularisers: [{ name: "layerSpectrum", weight: 1 }] };
    const message = /layerSpectrum: expected a network with SVD layers, got none.*--svd.*svdLayers/;
    await expect(train(platform, classifier(), data, choices)).rejects.toThrow(message);
  });
});

const objectives = [...regularisers.values()].filter(({ kind }) => kind !== "layer");

describe.each(objectives.map((regulariser) => [regulariser.name, regulariser] as const))(
  "training with %s",
  (name, { samples }) => {
    const [{ network: kind, options }] = samples as readonly [RegulariserSample];
    const layers = [...mlp([12]), { kind: "dropout", rate: 0.2 } as const, ...mlp([8])];
    const network = classifier(kind === "svd" ? svdLayers(layers) : layers);
    const trained = (weight?: number, more: object = {}) => {
      const chosen = weight === undefined ? [] : [{ name, weight, ...options }];
      return train(platform, network, data, { ...config, regularisers: chosen }, more);
    };

    test("weight 0 measures it and changes nothing, bit for bit; with more of it, there is less of it", async () => {
      const [plain, measured, regularised] = [await trained(), await trained(0), await trained(0.01)];
      expect(parametersOf(measured)).toEqual(parametersOf(plain));
      const last = ({ history }: TrainingResult) => history.at(-1)!.penalties![name]!;
      expect(measured.history.map(({ trainingPenalty }) => trainingPenalty)).toEqual([0, 0, 0]);
      expect(last(regularised)).toBeLessThan(last(measured));
      expect(regularised.history.at(-1)!.trainingPenalty! / last(regularised)).toBeCloseTo(0.01, 6);
    });

    test("cut after an epoch and resumed it gives the same numbers", async () => {
      const checkpoint = { path: `${folder}/${name}.onnx`, everySeconds: 0 };
      const onEpoch = () => Promise.reject(new CancelledError("training"));
      await expect(trained(0.01, { checkpoint, onEpoch })).rejects.toThrow(CancelledError);
      const resumed = await trained(0.01, { checkpoint });
      const straight = await trained(0.01);
      expect(parametersOf(resumed)).toEqual(parametersOf(straight));
      expect(resumed.history.map(({ penalties }) => penalties)).toEqual(straight.history.map((row) => row.penalties));
      await expect(trained(0.02, { checkpoint })).rejects.toThrow(/the checkpoint .*regularisers: /);
    });
  },
);
