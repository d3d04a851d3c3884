import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type EdjmOptions,
  type EdjmResult,
  edjm,
  edjmShard,
  mergeEdjm,
  prepareModel,
  type Shard,
} from "../src/analyses/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import type { Platform } from "../src/platform/types.ts";
import { createMemoryFiles } from "../src/platform/web/files.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const node = createNodePlatform({ quiet: true });
afterAll(() => node.close());

const d = 7;
const network = smallNetwork([d, 11, 3]).model;
const model = prepareModel(network, "small.onnx", "0");
/** One machine throughout, so that sessions are opened once; only its files differ. */
const machine: Platform = { ...node };
const withFiles = (files: Platform["files"]) => Object.assign(machine, { files });
/** Files that are lost when so many were written. */
function mortal(files: Platform["files"], writes: number): Platform["files"] {
  let left = writes;
  const write: typeof files.write = async (...given) => {
    if (left-- <= 0) throw new Error("switched off");
    await files.write(...given);
  };
  return { ...files, write };
}
const folderOf = ({ index, of }: Shard) => `/${index}-${of}`;

async function writeShard(platform: Platform, n: number, shard: Shard, options: EdjmOptions = {}, seed = 0) {
  const checkpoint = { folder: `${folderOf(shard)}/shard`, seconds: 0 };
  const choices = { ...options, shard, checkpoint, about: { shard: shard.index } };
  return edjmShard(platform, await model, normalSamples(n, [d], 3, seed), choices);
}

const partsOf = (of: number) => Array.from({ length: of }, (_, i): Shard => ({ index: i + 1, of }));

/** The result without what tells time. */
const plain = (result: object) =>
  JSON.parse(JSON.stringify(result, (key, value) => (/seconds|shards/i.test(key) ? undefined : value))) as EdjmResult;

function expectSame(merged: EdjmResult, whole: EdjmResult): void {
  whole.perOutput.forEach(({ singularValues }, j) => {
    const scale = singularValues[0]! ** 2;
    merged.perOutput[j]!.singularValues.forEach((value, i) => {
      expect(Math.abs(value ** 2 - singularValues[i]! ** 2)).toBeLessThanOrEqual(1e-13 * scale);
    });
  });
  merged.meanAbsoluteGradient.forEach((value, i) => {
    expect(value).toBeCloseTo(whole.meanAbsoluteGradient[i]!, 12);
  });
  const numbers = ({ score, scoreInterval, curve }: EdjmResult) => [
    score,
    ...(scoreInterval ?? []),
    ...(curve ?? []).map((point) => point.score),
  ];
  numbers(merged).forEach((value, i) => {
    expect(value).toBeCloseTo(numbers(whole)[i]!, 5);
  });
  const rest = ({
    perOutput,
    normalizedSpectrum,
    score,
    scoreInterval,
    curve,
    meanAbsoluteGradient,
    ...same
  }: EdjmResult) => ({
    ...same,
    sizes: [perOutput.map(({ computed, status }) => [computed, status]), normalizedSpectrum.length, curve?.length],
  });
  expect(rest(plain(merged))).toEqual(rest(plain(whole)));
}

const cases: readonly (readonly [string, number, EdjmOptions])[] = [
  ["inputs side", 30, { groups: 10, curve: true }],
  ["inputs side, an output at a time", 29, { groups: 8, outputsPerPass: 1 }],
  ["samples side, in passes", 7, { groups: 7, curve: true, side: "samples", samplesPerPass: 3, outputsPerPass: 2 }],
  ["samples side of probabilities", 7, { groups: 7, output: "probabilities", outputs: [2, 0] }],
  ["accurate, inputs side", 21, { groups: 7, accurate: true }],
  ["accurate, samples side", 7, { groups: 7, accurate: true, outputs: [0, 2] }],
];

const runs = cases.flatMap(([name, n, options], i) =>
  (i % 2 === 0 ? [2, 3, 7] : [3]).map((of) => [name, of, n, options] as const),
);

describe("merged", () => {
  test.each(runs)("%s: %i shards are the whole", async (_, of, n, options) => {
    const platform = withFiles(createMemoryFiles());
    const whole = await edjm(machine, await model, normalSamples(n, [d], 3), options);
    const counts = [];
    for (const shard of partsOf(of)) {
      const result = await writeShard(platform, n, shard, options);
      expect(result).toMatchObject({ status: "shard", shard, inputs: d, outputs: 3, model: whole.model });
      counts.push(result.shard.samples);
    }
    expect(counts.reduce((a, b) => a + b)).toBe(n);
    // In any order.
    const folders = partsOf(of).map(folderOf).reverse();
    const { result, about } = await mergeEdjm(platform, folders);
    expectSame(result, whole);
    if (whole.plan.side === "samples") expect(plain(result)).toEqual(plain(whole));
    expect(result.shards.map(({ index, samples }) => [index, samples])).toEqual(counts.map((c, i) => [i + 1, c]));
    expect(about).toEqual({ shard: 1 });
  });
});

test("a shard that is cut off goes on, and is the same to the last bit", async () => {
  for (const options of [{ groups: 10 }, { groups: 10, side: "samples", outputsPerPass: 2 }] as const) {
    const [whole, parts] = [createMemoryFiles(), createMemoryFiles()];
    const shard = { index: 2, of: 3 };
    await writeShard(withFiles(whole), 20, shard, options);
    const contentOf = async (files: Platform["files"]) =>
      (await files.list("/2-3/shard"))?.map(({ name }) => name).filter((name) => name.endsWith(".npy"));
    let attempts = 0;
    for (let alive = false; !alive; attempts++) {
      await writeShard(withFiles(mortal(parts, 6 + 5 * attempts)), 20, shard, options).then(
        () => {
          alive = true;
        },
        (error: Error) => expect(error.message).toBe("switched off"),
      );
    }
    expect(attempts).toBeGreaterThan(2);
    expect(await contentOf(parts)).toEqual(await contentOf(whole));
    // Again: it is there already.
    expect((await writeShard(withFiles(parts), 20, shard, options)).shard.samples).toBeGreaterThan(0);
  }
});

describe("refused:", () => {
  const files = createMemoryFiles();
  const merge = (...folders: string[]) => mergeEdjm(withFiles(files), folders);
  beforeAll(async () => {
    for (const shard of [...partsOf(3), ...partsOf(2)]) await writeShard(withFiles(files), 12, shard);
  });

  test("shards that are missing, twice, of another division, none at all", async () => {
    await expect(merge("/1-3", "/3-3")).rejects.toThrow(/all 3 shards, got 2: 2\/3 missing/);
    await expect(merge("/1-3", "/2-3", "/3-3", "/2-3")).rejects.toThrow(/another part than .*, got 2\/3 again/);
    await expect(merge("/1-2", "/2-3", "/3-3")).rejects.toThrow(
      /one of 2, as .*got one of 3\. Samples would be counted/,
    );
    await files.makeFolder("/empty");
    await expect(merge("/empty")).rejects.toThrow(/\/empty: expected a folder written by .*, got a folder without/);
    await expect(merge("/nowhere")).rejects.toThrow(/got no such folder/);
    await expect(merge()).rejects.toThrow(/got none/);
  });

  test("shards of other data, and of other options", async () => {
    const platform = withFiles(files);
    for (const [folder, options, seed] of [
      ["data", {}, 1],
      ["groups", { groups: 5 }, 0],
    ] as const) {
      const checkpoint = { folder: `/${folder}/shard`, seconds: 0 };
      const samples = normalSamples(12, [d], 3, seed);
      await edjmShard(platform, await model, samples, { ...options, shard: { index: 2, of: 2 }, checkpoint });
      await expect(merge("/1-2", `/${folder}`)).rejects.toThrow(new RegExp(`same ${folder} .*Merge shards of one run`));
    }
  });

  test("a shard that was interrupted", async () => {
    const shard = { index: 1, of: 4 };
    await expect(writeShard(withFiles(mortal(files, 12)), 40, shard)).rejects.toThrow("switched off");
    await expect(merge("/1-4")).rejects.toThrow(/\/1-4: expected a finished shard, got 1\/4, which was interrupted/);
  });

  test("a shard with a bit that has changed, or a file that is gone", async () => {
    const [array] = (await files.list("/2-3/shard"))!.filter(({ name }) => name.endsWith(".npy"));
    const path = `/2-3/shard/${array!.name}`;
    const bytes = await files.read(path);
    const spoiled = bytes.slice();
    spoiled[spoiled.length - 3]! ^= 4;
    await files.write(path, spoiled);
    await expect(merge("/1-3", "/2-3", "/3-3")).rejects.toThrow(/the file is damaged/);
    await files.remove(path);
    await expect(merge("/1-3", "/2-3", "/3-3")).rejects.toThrow(/got no such file/);
    await files.write(path, bytes);
    expect((await merge("/1-3", "/2-3", "/3-3")).result.score).toBeGreaterThan(0);
  });

  test("more shards than there are units, and methods that cannot be divided", async () => {
    const platform = withFiles(files);
    const shard = { index: 1, of: 11 };
    await expect(writeShard(platform, 40, shard)).rejects.toThrow(/--shard 1\/11: expected at most 10 shards/);
    const half = { index: 1, of: 2 };
    await expect(writeShard(platform, 40, half, { method: "lanczos" })).rejects.toThrow(/expected --method exact/);
  });
});
