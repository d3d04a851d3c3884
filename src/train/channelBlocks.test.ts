import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classifier, quietPlatform } from "../../test/trainingCases.ts";
import { channelBlockDomain, channelBlocks, newGraph } from "../autodiff/index.ts";
import { float32, int64, numbers, random, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import { createModel, type Graph, ints, writeModel } from "../graph/index.ts";
import { cnn, type Layer, resnet } from "../models/index.ts";
import type { Platform } from "../platform/index.ts";
import { channelBlockSize } from "./channelBlockSize.ts";
import { createOptimiser } from "./optimisers/index.ts";
import { trainingConfig } from "./trainingConfig.ts";
import { trainingGraph } from "./trainingGraph.ts";
import { initialState } from "./trainingState.ts";

let platform: Platform;
let folder: string;
let size: number | undefined;
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
  size = await channelBlockSize(platform);
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const [batch, steps] = [4, 3];
const stream = random(11, "blocks");
const normal = (shape: readonly number[]) =>
  float32(
    shape,
    Array.from({ length: sizeOf(shape) }, () => stream.normal()),
  );

async function run(graph: Graph, feeds: Readonly<Record<string, Tensor>>) {
  const session = await platform.openSession(writeModel(createModel(graph)));
  const outputs = await session.run(feeds);
  await session.release();
  return outputs;
}

const blockedNodes = (graph: Graph): readonly string[] =>
  graph.nodes.flatMap(({ operator, domain, attributes }) => [
    ...(domain === channelBlockDomain ? [operator] : []),
    ...Object.values(attributes).flatMap(({ kind, value }) => (kind === "graph" ? blockedNodes(value as Graph) : [])),
  ]);

/** Each output of the same graph without and with blocks. */
function expectSame(plain: Record<string, Tensor>, blocked: Record<string, Tensor>): void {
  for (const [name, expected] of Object.entries(plain)) {
    const [want, got] = [numbers(expected), numbers(blocked[name]!)];
    const scale = Math.max(...want.map(Math.abs), 1e-3);
    const worst = Math.max(...want.map((value, i) => Math.abs(value - got[i]!)));
    expect(worst / scale, name).toBeLessThan(2e-4);
  }
}

test("the machine's blocks fill a vector register, or there are none", () => {
  expect([undefined, 8, 16]).toContain(size);
});

test("other devices than the processor have none", async () => {
  expect(await channelBlockSize(platform, { device: "cuda" })).toBeUndefined();
});

const networks: Readonly<Record<string, { layers: readonly Layer[]; input: readonly number[] }>> = {
  "convolutions and pools": { layers: cnn([[16, 32], [16]], { padding: "same", dense: [8] }), input: [3, 8, 8] },
  "residual layers": { layers: resnet({ blocks: 2, filters: 16 }), input: [3, 8, 8] },
  "projections, and channels that are no whole blocks": {
    layers: [{ kind: "conv", filters: 20, kernel: 3 }, ...resnet({ blocks: 1, filters: 16, shortcut: "projection" })],
    input: [16, 10, 10],
  },
};

describe.each(Object.entries(networks))("training %s", (_, { layers, input }) => {
  const optimiser = createOptimiser(trainingConfig({ optimiser: { name: "sgd", momentum: 0.9 } }).optimiser);
  const options = { network: classifier(layers, input), optimiser, batch, input };

  test("in blocks gives the same numbers up to rounding", async (context) => {
    if (size === undefined) return context.skip("this machine's runtime has no blocked convolutions");
    const plain = trainingGraph(options);
    const blocked = trainingGraph({ ...options, channelBlock: size });
    expect(blockedNodes(plain.graph)).toEqual([]);
    expect(blockedNodes(blocked.graph).filter((operator) => operator === "Conv").length).toBeGreaterThan(3);
    const state = initialState(plain.state);
    const feeds = {
      ...Object.fromEntries([...state].map(([name, tensor]) => [`${name}:before`, tensor])),
      "run:x": normal([steps, batch, ...input]),
      "run:targets": tensorOf(
        "int32",
        [steps, batch],
        Array.from({ length: steps * batch }, (__, i) => i % 3),
      ),
      "run:scalars": float32([steps, plain.scalars.length], new Float32Array(steps * plain.scalars.length).fill(0.01)),
      "run:steps": int64([], [steps]),
      "run:step": int64([], [0]),
    };
    expectSame(await run(plain.graph, feeds), await run(blocked.graph, feeds));
  });
});

test("every operator between convolutions, in blocks and back", async (context) => {
  if (size === undefined) return context.skip("this machine's runtime has no blocked convolutions");
  const g = newGraph();
  const x = g.input("x", "float32", [2, 32, 6, 5]);
  const [w, v, b] = [
    g.input("w", "float32", [32, 32, 3, 3]),
    g.input("v", "float32", [32, 1, 1]),
    g.input("b", "float32", [32]),
  ];
  const convolve = (of: ReturnType<typeof g.mul>) => g.op("Conv", [of, w, b], { pads: ints([1, 1, 1, 1]) });
  const y = convolve(x);
  const scaled = g.sub(g.add(g.mul(v, y), v), g.unsqueeze(v, [0]));
  const positive = g.greater(scaled, 0);
  const masked = g.mul(scaled, g.cast(positive, "float32"));
  const centred = g.sub(masked, g.reduceMean(masked, [0, 2, 3]));
  const graph = g.finish({
    sums: g.reduceSum(g.mul(centred, centred), [0, 2, 3], false),
    means: g.reduceMean(convolve(g.op("Relu", [g.add(centred, x)])), [2, 3]),
    flags: g.cast(positive, "float32"),
    chosen: g.where(positive, g.sub(v, y), g.mul(y, 3)),
  });
  const blocked = channelBlocks(graph, size);
  expect(blockedNodes(blocked)).toEqual(expect.arrayContaining(["Conv", "GlobalAveragePool", "ReorderInput"]));
  const feeds = { x: normal([2, 32, 6, 5]), w: normal([32, 32, 3, 3]), v: normal([32, 1, 1]), b: normal([32]) };
  expectSame(await run(graph, feeds), await run(blocked, feeds));
});

test("constant weights, groups and small convolutions stay as they are", () => {
  const g = newGraph();
  const x = g.input("x", "float32", [2, 32, 6, 5]);
  const w = g.constant(normal([32, 32, 3, 3]));
  const grouped = g.op("Conv", [x, g.input("v", "float32", [32, 1, 3, 3])], { group: { kind: "int", value: 32 } });
  const narrow = g.op("Conv", [x, g.input("u", "float32", [16, 32, 1, 1])]);
  const graph = g.finish({ y: g.op("Conv", [x, w]), grouped, narrow });
  expect(blockedNodes(channelBlocks(graph, 16))).toEqual([]);
});
