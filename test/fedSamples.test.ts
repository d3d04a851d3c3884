import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Samples } from "../src/base/index.ts";
import { type LoadOptions, loadDataset } from "../src/datasets/index.ts";
import { writeNpz } from "../src/formats/index.ts";
import { mlp, network, svdLayers } from "../src/models/index.ts";
import type { Platform } from "../src/platform/index.ts";
import { fedSamples } from "../src/train/fedSamples.ts";
import { type TrainingConfigInput, train } from "../src/train/index.ts";
import { quietPlatform } from "./trainingCases.ts";

let platform: Platform;
let folder: string;
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const digits = (split: "train" | "validation", options: LoadOptions = {}) =>
  loadDataset(platform, "digits", { split, limit: 60, ...options });

/** The same samples, of which it is not known that they are bytes. */
const asFloats = (samples: Samples): Samples => ({ ...samples, gather: (indices) => samples.gather(indices) });

test("each of the 256 bytes stands for the same float32 value, however it is fed", async () => {
  const every = Uint8Array.from({ length: 256 }, (_, i) => i);
  const path = `${folder}/bytes.npz`;
  const x = { type: "uint8", shape: [1, 256], data: every } as const;
  await platform.files.write(path, await writeNpz({ x }));
  for (const [options, divisor] of [
    [{}, 255],
    [{ raw: true }, 1],
  ] as const) {
    const { gather } = await loadDataset(platform, path, options);
    expect(gather.stored?.divisor).toBe(divisor);
    expect(gather.stored?.gather([0])).toEqual(every);
    expect(Array.from(gather([0]))).toEqual(Array.from(every, (byte) => Math.fround(byte / divisor)));
  }
  const { gather } = await loadDataset(platform, path, { mean: [0.5] });
  expect(gather.stored).toBeUndefined();
});

test("bytes are fed where all sets are bytes of one meaning", async () => {
  const [plain, raw] = [await digits("train"), await digits("train", { raw: true })];
  expect(fedSamples([plain, plain])).toEqual({ divisor: 255 });
  expect(fedSamples([raw])).toEqual({ divisor: 1 });
  expect(fedSamples([plain, raw])).toEqual({});
  expect(fedSamples([plain, asFloats(plain)])).toEqual({});
  expect(fedSamples([asFloats(plain)])).toEqual({});
});

describe("a training on bytes gives the numbers of one on floats, bit for bit", () => {
  const plain = { batch: 20, epochs: 2, optimiser: { name: "adam", learningRate: 0.003 } } as const;
  const configs: Record<string, TrainingConfigInput> = {
    plain: {},
    "with derivatives by the samples": { regularisers: [{ name: "jacobianNorm", weight: 0.01 }] },
    "with a regulariser that the host computes": {
      regularisers: [{ name: "edjmLogDeterminant", weight: 0.01, outputs: 3, every: 2 }],
    },
    "with singular values as parameters": { regularisers: [{ name: "layerSpectrum", weight: 0.01 }] },
    "on shifted images": { augmentation: { shift: 2 } },
  };
  test.each(Object.entries(configs))("%s", async (_, config) => {
    const data = { train: await digits("train"), validation: await digits("validation") };
    const input = data.train.shape;
    const hosted = config.regularisers?.some(({ name }) => name === "edjmLogDeterminant");
    const layers = hosted ? mlp([12, 8]) : svdLayers(mlp([12, 8]));
    const trained = async (sets: typeof data) => {
      const { history, parameters } = await train(
        platform,
        (g, options) => network(g, { input, layers, classes: 10, seed: 3, ...options }),
        sets,
        { ...plain, ...config },
      );
      return [history.map(({ seconds: _, ...row }) => row), [...parameters]];
    };
    const expected = await trained({ train: asFloats(data.train), validation: asFloats(data.validation) });
    expect(await trained(data)).toEqual(expected);
    expect(await trained({ ...data, validation: asFloats(data.validation) })).toEqual(expected);
  });
});
