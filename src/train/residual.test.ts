import { describe, expect, test } from "vitest";
import { checkDerivatives } from "../../test/derivativeLaws.ts";
import { openBytes, openGraph } from "../../test/runtime.ts";
import { classifier } from "../../test/trainingCases.ts";
import { lower, newGraph, simplify } from "../autodiff/index.ts";
import { float32, int64, numbers, random, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import { writeModel } from "../graph/index.ts";
import { everyLayer, type Layer, planNetwork, type ResidualLayer, resnet } from "../models/index.ts";
import { crossEntropy } from "./loss.ts";
import { createOptimiser } from "./optimisers/index.ts";
import { poolFirst } from "./poolFirst.ts";
import { trainedModel } from "./trainedModel.ts";
import { trainingConfig } from "./trainingConfig.ts";
import { trainingGraph } from "./trainingGraph.ts";
import { initialState, type TrainingState } from "./trainingState.ts";

const input = [2, 8, 8];
const batch = 12;
const shortcuts: readonly NonNullable<ResidualLayer["shortcut"]>[] = ["padded", "projection"];
const small = (shortcut: ResidualLayer["shortcut"] = "padded") => resnet({ blocks: 1, filters: 3, shortcut });

const stream = random(3, "images");
const labels = Array.from({ length: batch }, (_, i) => i % 3);
const images = labels.flatMap((label) =>
  Array.from({ length: sizeOf(input) }, (_, at) => stream.normal() + Math.sin((label + 1) * at)),
);

const record = { netspectra: "0", seed: 0, "split-seed": 0, data: "generated", config: {}, accuracy: {} };

/** Steps on the same batch again and again. */
async function steps(layers: readonly Layer[], count: number, learningRate: number) {
  const optimiser = createOptimiser(trainingConfig({ optimiser: { name: "sgd", momentum: 0.9 } }).optimiser);
  const training = trainingGraph({ network: classifier(layers, input), optimiser, batch, input });
  const scalars = Array.from({ length: count }, (_, i) => Object.values(optimiser.scalars(learningRate, i + 1))).flat();
  const before = initialState(training.state);
  const outputs = await (await openGraph(training.graph))({
    ...Object.fromEntries([...before].map(([name, tensor]) => [`${name}:before`, tensor])),
    "run:x": float32([count, batch, ...input], Array.from({ length: count }, () => images).flat()),
    "run:targets": tensorOf("int32", [count, batch], Array.from({ length: count }, () => labels).flat()),
    "run:scalars": float32([count, training.scalars.length], scalars),
    "run:steps": int64([], [count]),
    "run:step": int64([], [0]),
  });
  const state = new Map([...before.keys()].map((name) => [name, outputs[`${name}:after`] as Tensor<"float32">]));
  return { state: state as TrainingState, losses: numbers(outputs["run:loss"]!) };
}

/** Mean cross-entropy of logits, in float64. */
function lossOf(logits: Tensor): number {
  const all = numbers(logits);
  const losses = labels.map((label, i) => {
    const z = all.slice(3 * i, 3 * i + 3);
    return Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0)) - z[label]!;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / batch;
}

const exported = (layers: readonly Layer[], state: TrainingState) =>
  openBytes(writeModel(trainedModel(classifier(layers, input), input, state, record)));

describe.each(shortcuts)("residual networks with %s shortcuts", (shortcut) => {
  const layers = small(shortcut);

  test("gradients in training are those of differences, in float64", async () => {
    const g = newGraph();
    const feeds: Record<string, Tensor> = {};
    const x = g.input("samples", "float64", [3, ...input]);
    feeds["samples"] = tensorOf("float64", [3, ...input], images.slice(0, 3 * sizeOf(input)));
    const { logits } = classifier(layers, input)(g, {
      mode: "training",
      x,
      parameter: ({ name, shape }, first) => {
        const own = random(1, name);
        feeds[name] = tensorOf(
          "float64",
          shape,
          numbers(first()).map((value) => value + 0.1 * own.normal()),
        );
        return g.input(name, "float64", shape);
      },
    });
    const targets = g.constant(tensorOf("float64", [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]));
    const graph = lower(g.finish({ loss: crossEntropy(g, logits, targets) }));
    await checkDerivatives(graph, feeds, 1, `residual ${shortcut}`);
  });

  test("the loss falls, and the file computes what was trained", async () => {
    const { state, losses } = await steps(layers, 12, 0.05);
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
    const { logits } = await (await exported(layers, state))({ x: float32([batch, ...input], images) });
    expect(numbers(logits!).every(Number.isFinite)).toBe(true);
  });

  test("with the statistics of one batch, evaluation is training on that batch", async () => {
    const { state, losses } = await steps(layers, 1, 0);
    const ofBatch = new Map(state);
    for (const planned of everyLayer(planNetwork(input, layers, 3))) {
      if (planned.layer.kind !== "batchNorm") continue;
      const count = (batch * sizeOf(planned.input)) / planned.input[0]!;
      // The variance that is followed is the unbiased one; the batch was normalised by the other.
      const followed = [
        ["running_mean", 0, 1],
        ["running_variance", 1, (count - 1) / count],
      ] as const;
      for (const [name, start, factor] of followed) {
        const tensor = state.get(`${planned.name}.${name}`)!;
        const own = numbers(tensor).map((value) => ((value - 0.9 * start) / 0.1) * factor);
        ofBatch.set(`${planned.name}.${name}`, float32(tensor.shape, own));
      }
    }
    const { logits } = await (await exported(layers, ofBatch))({ x: float32([batch, ...input], images) });
    expect(lossOf(logits!) / losses[0]!).toBeCloseTo(1, 4);
    const untrained = await exported(layers, initialStateOf(layers));
    const { logits: otherwise } = await untrained({ x: float32([batch, ...input], images) });
    expect(Math.abs(lossOf(otherwise!) / losses[0]! - 1)).toBeGreaterThan(0.01);
  });
});

function initialStateOf(layers: readonly Layer[]): TrainingState {
  const optimiser = createOptimiser(trainingConfig({}).optimiser);
  return initialState(trainingGraph({ network: classifier(layers, input), optimiser, batch, input }).state);
}

test("a pool before its rectifier computes the same, bit for bit", async () => {
  const layers: readonly Layer[] = [
    { kind: "conv", filters: 3, kernel: 3, padding: "same" },
    { kind: "maxPool", size: 2 },
    { kind: "conv", filters: 4, kernel: 3 },
  ];
  const g = newGraph();
  const x = g.input("x", "float32", [batch, ...input]);
  const parameter = ({ name }: { name: string }, first: () => Tensor<"float32">) => g.initializer(name, first());
  const { logits } = classifier(layers, input)(g, { mode: "training", x, parameter });
  const plain = simplify(g.finish({ logits }));
  const moved = poolFirst(plain);
  const kinds = moved.nodes.map(({ operator }) => operator);
  expect(kinds.slice(0, 3)).toEqual(["Conv", "MaxPool", "Relu"]);
  expect(kinds).toHaveLength(plain.nodes.length);
  const feeds = { x: float32([batch, ...input], images) };
  const [before, after] = [await (await openGraph(plain))(feeds), await (await openGraph(moved))(feeds)];
  expect(numbers(after["logits"]!)).toEqual(numbers(before["logits"]!));
});
