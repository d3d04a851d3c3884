import { describe, expect, test } from "vitest";
import { openGraph } from "../../test/runtime.ts";
import { classifier, spiral } from "../../test/trainingCases.ts";
import { float32, int64, random, type Tensor, tensorOf } from "../base/index.ts";
import { type Layer, mlp } from "../models/index.ts";
import { createOptimiser, type OptimiserConfig } from "./optimisers/index.ts";
import type { Penalty } from "./penalties.ts";
import { type TrainingConfigInput, trainingConfig } from "./trainingConfig.ts";
import { type TrainingGraphOptions, trainingGraph } from "./trainingGraph.ts";
import { initialState, type TrainingState } from "./trainingState.ts";

const batch = 20;
const data = spiral(batch * 25, "train");
const optimiserOf = (optimiser: TrainingConfigInput["optimiser"]) =>
  createOptimiser(trainingConfig({ optimiser }).optimiser as OptimiserConfig);
const plain = optimiserOf({ name: "sgd", momentum: 0 });
const everything: readonly Layer[] = [
  { kind: "dense", units: 12 },
  { kind: "batchNorm", momentum: 0.9 },
  { kind: "dropout", rate: 0.3 },
  { kind: "dense", units: 7, activation: "tanh" },
];

/** Runs `steps` steps from `firstStep` on; the batches follow each other through the data. */
async function stepper(options: Partial<TrainingGraphOptions> = {}, learningRate = 0.1) {
  const training = trainingGraph({ network: classifier(everything), optimiser: plain, batch, input: [2], ...options });
  const run = await openGraph(training.graph);
  const { optimiser = plain, labels: kind = "hard" } = options;
  return async (state: TrainingState = initialState(training.state), firstStep = 0, steps = 1) => {
    const indices = Array.from({ length: steps * batch }, (_, i) => firstStep * batch + i);
    const labels = indices.map((i) => data.labels![i]!);
    const scalars = Array.from({ length: steps }, (_, i) => optimiser.scalars(learningRate, firstStep + i + 1));
    const oneHot = labels.flatMap((label) => [0, 1, 2].map((j) => Number(j === label)));
    const outputs = await run({
      ...Object.fromEntries([...state].map(([name, tensor]) => [`${name}:before`, tensor])),
      "run:x": float32([steps, batch, 2], data.gather(indices)),
      "run:targets": kind === "hard" ? tensorOf("int32", [steps, batch], labels) : float32([steps, batch, 3], oneHot),
      "run:scalars": float32(
        [steps, training.scalars.length],
        scalars.flatMap((row) => training.scalars.map((name) => row[name]!)),
      ),
      "run:steps": int64([], [steps]),
      "run:step": int64([], [firstStep]),
    });
    const after = new Map([...state.keys()].map((name) => [name, outputs[`${name}:after`]!]));
    return {
      state: after as TrainingState,
      loss: values(outputs["run:loss"]!),
      right: values(outputs["run:right"]!),
      outputs,
    };
  };
}

const values = ({ data: elements }: Tensor) => [...(elements as Float32Array)];

describe("steps in a loop", () => {
  test("25 steps in one run are 25 runs of one step, bit for bit", async () => {
    const optimiser = optimiserOf({ name: "adam", learningRate: 0.01 });
    const run = await stepper({ optimiser });
    const together = await run(undefined, 0, 25);
    let { state } = await run();
    const losses: number[] = [together.loss[0]!];
    for (let step = 1; step < 25; step++) {
      const next = await run(state, step);
      losses.push(...next.loss);
      state = next.state;
    }
    expect(losses).toEqual(together.loss);
    expect(state).toEqual(together.state);
  });

  test("counts right answers", async () => {
    const { right } = await (await stepper({ network: classifier(mlp([8])) }))(undefined, 0, 3);
    for (const count of right)
      expect([count >= 0, count <= batch, Number.isInteger(count)]).toEqual([true, true, true]);
  });

  test("probabilities that are one-hot are labels", async () => {
    const hard = await (await stepper())(undefined, 0, 3);
    const soft = await (await stepper({ labels: "soft" }))(undefined, 0, 3);
    expect(soft.state).toEqual(hard.state);
  });

  test("a penalty is part of the objective, and told apart from the loss", async () => {
    const network = classifier(mlp([8]));
    const without = await (await stepper({ network }))();
    const weightOf = ({ state }: { state: TrainingState }) => values(state.get("dense_1.weight")!);
    const decay = await stepper({
      network,
      penalties: [
        {
          name: "squares",
          weight: 0.5,
          append: (g, { parameters }) => {
            const weight = parameters.get("dense_1.weight")!;
            return { value: g.reduceSum(g.mul(weight, weight), [0, 1], false) };
          },
        },
      ],
    });
    const before = values(
      initialState(trainingGraph({ network, optimiser: plain, batch, input: [2] }).state).get("dense_1.weight")!,
    );
    const penalised = await decay();
    expect(penalised.loss).toEqual(without.loss);
    expect(values(penalised.outputs["run:penalty"]!)[0]).toBeCloseTo(
      before.reduce((sum, w) => sum + (w * w) / 2, 0),
      4,
    );
    const expected = weightOf(without).map((w, i) => w - 0.1 * before[i]!);
    for (const [i, w] of weightOf(penalised).entries()) expect(w).toBeCloseTo(expected[i]!, 5);
  });

  test.each([
    ["hard", 1],
    ["soft", 1],
    ["logits", (Math.E ** 2 + 2) / (Math.E + 2) ** 2],
  ] as const)("penalties see probabilities where labels are %s", async (labels, ofSample) => {
    const squares: Penalty = {
      name: "squares",
      weight: 1,
      append: (g, { targets }) => ({ value: g.reduceSum(g.mul(targets, targets), [0, 1], false) }),
    };
    const { outputs } = await (await stepper({ labels, penalties: [squares] }))();
    expect(values(outputs["run:penalty"]!)[0]! / (ofSample * batch)).toBeCloseTo(1, 6);
  });
});

test("convolutions, pools and normalised channels learn, too", async () => {
  const layers: readonly Layer[] = [
    { kind: "conv", filters: 4, kernel: 3, padding: "same" },
    { kind: "batchNorm", activation: "relu" },
    { kind: "maxPool", size: 2 },
    { kind: "conv", filters: 5, kernel: 2, activation: "elu" },
    { kind: "averagePool", size: 2 },
    { kind: "conv", filters: 6, kernel: 1, activation: "softplus" },
    { kind: "globalAveragePool" },
  ];
  const optimiser = optimiserOf({ name: "adam" });
  const network = classifier(layers, [1, 8, 8]);
  const training = trainingGraph({ network, optimiser, batch, input: [1, 8, 8] });
  const run = await openGraph(training.graph);
  const steps = 40;
  const stream = random(5, "images");
  const image = Array.from({ length: batch }, (_, i) =>
    Array.from({ length: 64 }, () => stream.normal() + (i % 3)),
  ).flat();
  const scalars = Array.from({ length: steps }, (_, i) => Object.values(optimiser.scalars(0.02, i + 1))).flat();
  const outputs = await run({
    ...Object.fromEntries([...initialState(training.state)].map(([name, tensor]) => [`${name}:before`, tensor])),
    "run:x": float32([steps, batch, 1, 8, 8], Array.from({ length: steps }, () => image).flat()),
    "run:targets": tensorOf(
      "int32",
      [steps, batch],
      Array.from({ length: steps * batch }, (_, i) => (i % batch) % 3),
    ),
    "run:scalars": float32([steps, training.scalars.length], scalars),
    "run:steps": int64([], [steps]),
    "run:step": int64([], [0]),
  });
  const losses = values(outputs["run:loss"]!);
  expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]!);
});

test("the step is against the gradient: a finite difference of the loss", async () => {
  const network = classifier([{ kind: "dense", units: 6, activation: "tanh" }, { kind: "batchNorm" }]);
  const rate = 1e-3;
  const run = await stepper({ network }, rate);
  const training = trainingGraph({ network, optimiser: plain, batch, input: [2] });
  const start = initialState(training.state);
  const { state: after } = await run(start);
  const stream = random(7, "direction");
  const trained = training.state.filter(({ role }) => role === "parameter");
  const direction = new Map(
    trained.map(({ name, shape }) => [
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => stream.normal()),
    ]),
  );
  const moved = (by: number): TrainingState =>
    new Map(
      [...start].map(([name, tensor]) => {
        const along = direction.get(name);
        return [
          name,
          along
            ? float32(
                tensor.shape,
                values(tensor).map((w, i) => w + by * along[i]!),
              )
            : tensor,
        ];
      }),
    );
  const step = 1e-2;
  const difference = ((await run(moved(step))).loss[0]! - (await run(moved(-step))).loss[0]!) / (2 * step);
  let slope = 0;
  for (const [name, along] of direction) {
    const [old, now] = [values(start.get(name)!), values(after.get(name)!)];
    for (let i = 0; i < along.length; i++) slope += ((old[i]! - now[i]!) / rate) * along[i]!;
  }
  expect(slope / difference).toBeCloseTo(1, 1.7);
});

test("batch normalisation follows the statistics of the batches", async () => {
  const network = classifier([{ kind: "batchNorm", momentum: 0.9 }]);
  const { state } = await (await stepper({ network }))(undefined, 0, 2);
  let [mean, variance] = [0, 1];
  for (const step of [0, 1]) {
    const first = Array.from({ length: batch }, (_, i) => data.gather([step * batch + i])[0]!);
    const batchMean = first.reduce((sum, x) => sum + x, 0) / batch;
    const squares = first.reduce((sum, x) => sum + (x - batchMean) ** 2, 0);
    mean = 0.9 * mean + 0.1 * batchMean;
    variance = 0.9 * variance + (0.1 * squares) / runningDivisor;
  }
  expect(values(state.get("batchNorm_1.running_mean")!)[0]).toBeCloseTo(mean, 6);
  expect(values(state.get("batchNorm_1.running_variance")!)[0]).toBeCloseTo(variance, 6);
});

/** As PyTorch: the running variance is unbiased. */
const runningDivisor = batch - 1;
