import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  correlation,
  density,
  edjm,
  hessian,
  information,
  loadModel,
  representation,
  weights,
} from "../src/analyses/index.ts";
import { CancelledError } from "../src/base/index.ts";
import { writeModel } from "../src/graph/index.ts";
import type { Platform } from "../src/platform/index.ts";
import {
  layerKey,
  type TrainingOptions,
  trackedAnalyses,
  trackedSamples,
  train,
  trainedModel,
} from "../src/train/index.ts";
import { createTracker } from "../src/train/tracking/tracker.ts";
import { readJson, runHere, temporaryFolder, writeSamples } from "./cli.ts";
import { classifier, quietPlatform, spiral } from "./trainingCases.ts";

let platform: Platform;
let folder: string;
const files = temporaryFolder();
beforeAll(async () => {
  ({ platform, folder } = await quietPlatform());
  await writeSamples(files.file("x.npz"), 120, 6);
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
  files.close();
});

const data = { train: spiral(120, "train"), validation: spiral(60, "validation") };
const analyses = [...trackedAnalyses.keys()];
const network = classifier([{ kind: "dense", units: 8 }]);
const config = { batch: 40, epochs: 3, track: { analyses, samples: 30 } };
const model = (parameters: Parameters<typeof trainedModel>[2]) =>
  trainedModel(network, data.train.shape, parameters, {
    netspectra: "",
    seed: 0,
    "split-seed": 0,
    data: "",
    config: {},
    accuracy: {},
  });
const timeless = (rows: readonly object[]) => rows.map((row) => ({ ...row, seconds: 0 }));

describe("tracking", () => {
  test("records what the commands find of the network after the epoch", async () => {
    const kept = new Map<number, Uint8Array>();
    const keep: NonNullable<TrainingOptions["keep"]> = {
      epochs: [1, 2, 3],
      write: async ({ epoch, parameters }) => void kept.set(epoch, writeModel(model(parameters))),
    };
    const seen: unknown[] = [];
    const { history } = await train(platform, network, data, config, {
      keep,
      onEpoch: ({ row }) => void seen.push(row.tracked),
    });
    expect(seen).toEqual(history.map(({ tracked }) => tracked));
    const samples = trackedSamples(data, 30);
    expect(samples.count).toBe(30);
    for (const { epoch, tracked } of history) {
      const bytes = kept.get(epoch)!;
      const loaded = await loadModel(platform, bytes, { name: "kept" });
      const options = { replicates: 0 };
      const found = {
        edjm: await edjm(platform, loaded, samples),
        density: await density(platform, loaded, samples, options),
        correlation: await correlation(platform, loaded, samples),
        hessian: await hessian(platform, loaded, samples, {
          method: "slq",
          values: 1,
          smallest: 1,
          probes: 3,
          steps: 30,
          traceProducts: 30,
          mostProducts: 60,
        }),
        representation: await representation(platform, loaded, samples),
        information: await information(platform, loaded, samples),
        weights: await weights(platform, bytes, options),
      };
      const close = (value: number | null) => (value === null ? null : (expect.closeTo(value, 6) as number));
      expect(tracked).toMatchObject({
        edjm: { status: "ok", score: close(found.edjm.score) },
        density: {
          lambdaMax: close(found.density.lambdaMax),
          stableRank: close(found.density.stableRank),
          alpha: found.density.fit.status === "ok" ? close(found.density.fit.alpha) : null,
        },
        correlation: { withinClass: close(found.correlation.withinClass) },
        hessian: { lambdaMax: close(found.hessian.lambdaMax), trace: close(found.hessian.trace) },
        representation: {
          sparsity: close(
            found.representation.layers.reduce((sum, { sparsity }) => sum + sparsity, 0) /
              found.representation.layers.length,
          ),
        },
        information: {
          inputUpper: close(found.information.layers.at(-1)!.inputUpper),
          ...Object.fromEntries(
            found.information.layers.flatMap(({ layer, inputUpper, labelUpper }) => [
              [layerKey("inputUpper", layer), close(inputUpper)],
              [layerKey("labelUpper", layer), close(labelUpper)],
            ]),
          ),
        },
        weights: {
          spectralNorm: close(
            found.weights.layers.reduce((sum, { spectralNorm }) => sum + spectralNorm, 0) / found.weights.layers.length,
          ),
        },
      });
    }
  });

  test("changes nothing else, and goes on after an interruption as if there had been none", async () => {
    const checkpoint = { path: `${folder}/tracked.onnx`, everySeconds: 0 };
    const every = { ...config, track: { ...config.track, every: 2 } };
    const straight = await train(platform, network, data, every);
    expect(straight.history.map(({ tracked }) => tracked !== undefined)).toEqual([true, true, false]);
    const cut = train(platform, network, data, every, {
      checkpoint,
      onEpoch: ({ row }) => {
        if (row.epoch === 1) throw new CancelledError("training");
      },
    });
    await expect(cut).rejects.toThrow(CancelledError);
    const resumed = await train(platform, network, data, every, { checkpoint });
    expect(timeless(resumed.history)).toEqual(timeless(straight.history));
    const { track: _, ...plain } = config;
    const untracked = await train(platform, network, data, plain);
    const without = straight.history.map(({ tracked: __, ...row }) => row);
    expect(timeless(untracked.history)).toEqual(timeless(without));
    const other = train(platform, network, data, config, { checkpoint });
    await expect(other).rejects.toThrow(/checkpoint .*expected one of this training \(track: /);
  });

  test("an analysis that fails is recorded, told of once, and harms nothing", async () => {
    const told: string[] = [];
    const warning: Platform = { ...platform, reporter: { ...platform.reporter, warn: (text) => void told.push(text) } };
    const tracker = createTracker(warning, { analyses: ["edjm", "weights"], samples: 5, every: 1 }, data, {
      session: {},
      seed: 0,
    });
    const { parameters } = await train(platform, network, data, { batch: 40, epochs: 1 });
    const spoilt = new Map(parameters);
    const [name, first] = [...parameters][0]!;
    spoilt.set(name, { ...first, data: new Float32Array(first.data.length).fill(Number.NaN) });
    for (const epoch of [1, 2]) {
      expect(await tracker.measure(epoch, () => model(spoilt))).toEqual({
        edjm: { status: "failed", reason: expect.stringMatching(/finite weights/), score: null, sigmaMax: null },
        weights: expect.objectContaining({ status: "failed", alpha: null }),
      });
    }
    expect(told).toEqual(
      ["edjm", "weights"].map((each) => expect.stringMatching(`tracking of ${each} failed in epoch 1`)),
    );
    expect(await tracker.measure(3, () => model(parameters))).toMatchObject({ edjm: { status: "ok" } });
  });

  test.each([
    [{ analyses: ["nothing"] }, /"track.analyses.0": expected one of edjm/],
    [{ analyses: [] }, /"track.analyses": expected one name at least/],
    [{ analyses: ["edjm", "edjm"] }, /each name once/],
    [{ analyses: ["edjm"], samples: 0 }, /"track.samples"/],
    [{ analyses: ["edjm"], often: 2 }, /only the keys analyses, samples, every/],
  ])("%j is refused", async (track, message) => {
    await expect(train(platform, network, data, { track } as object)).rejects.toThrow(message);
  });
});

describe("train --track", () => {
  const run = (out: string, ...flags: string[]) =>
    runHere(
      ...`train mlp:6 --data ${files.file("x.npz")} --epochs 2 --batch 20 --quiet --out ${files.file(out)}`.split(" "),
      ...flags,
    );

  test("is in the history, in the configuration, and in figures", async () => {
    const out = await run("tracked", "--track", "edjm,information", "--track-samples", "10");
    expect(out).toMatchObject({ code: 0 });
    const { epochs } = await readJson<{ epochs: { tracked: object }[] }>(files.file("tracked/history.json"));
    expect(epochs.map(({ tracked }) => Object.keys(tracked))).toEqual([
      ["edjm", "information"],
      ["edjm", "information"],
    ]);
    expect(epochs[1]).toMatchObject({ tracked: { edjm: { status: "ok", score: expect.any(Number) } } });
    expect(await readJson(files.file("tracked/config.json"))).toMatchObject({
      track: { analyses: ["edjm", "information"], samples: 10, every: 1 },
    });
    await readJson(files.file("tracked/tracked-edjm.vl.json"));
    await readJson(files.file("tracked/tracked-information.vl.json"));
    await readJson(files.file("tracked/information-plane.vl.json"));
  });

  test.each<[string[], RegExp]>([
    [["--track", "edjm,densty"], /--track: expected some of edjm, .*got "densty". Did you mean density\?/],
    [["--track", "edjm,edjm"], /--track: expected each name once/],
    [["--track-samples", "5"], /--track-samples: expected --track NAME/],
  ])("%j is refused", async (flags, message) => {
    expect(await run("refused", ...flags)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});
