import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadModel, prepareModel } from "../src/analyses/index.ts";
import { describeDatasets, fetchDataset, type LoadOptions, loadDataset } from "../src/datasets/index.ts";
import { type Recipe, trainRecipe } from "../src/experiments/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import type { Platform } from "../src/platform/types.ts";
import { foldPhones } from "../src/stats/index.ts";
import { phoneAccuracy } from "../src/train/index.ts";
import { type Layout, writeMiniatureTimit } from "./miniatureTimit.ts";
import { smallNetwork } from "./smallNetwork.ts";

const real = process.env.NETSPECTRA_DATA ?? "../shared/data";
const splits = ["train", "validation", "test"] as const;
const scratch = mkdtempSync(path.join(tmpdir(), "netspectra-timit-"));
let platform: Platform;
let made = 0;

beforeAll(() => {
  process.env.NETSPECTRA_DATA = "";
  process.env.XDG_CACHE_HOME = path.join(scratch, "cache");
  const terminal = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;
  platform = createNodePlatform({ quiet: true, terminal });
});
afterAll(async () => {
  await platform.close();
  rmSync(scratch, { recursive: true });
});

/** A corpus of its own for each call; `inside` is between the data set's folder and the corpus. */
function miniature(options: Layout, inside = ""): { dataDir: string; folder: string } {
  const dataDir = path.join(scratch, `${made++}`);
  const folder = path.join(dataDir, "timit", inside);
  writeMiniatureTimit(folder, options);
  return { dataDir, folder };
}

const load = (dataDir: string, options: LoadOptions = {}) => loadDataset(platform, "timit", { dataDir, ...options });
const everything = (count: number) => Array.from({ length: count }, (_, i) => i);

test.each<[string, Layout, string]>([
  ["the corpus", { layout: "corpus" }, ""],
  ["the corpus, high byte first, a folder deeper", { layout: "corpus", byteOrder: "10" }, "TIMIT"],
  ["NLTK's sample", { layout: "sample" }, ""],
])("%s: splits by speaker, without SA, with phones", async (_, options, inside) => {
  const { dataDir } = miniature(options, inside);
  const speakers = new Set<string>();
  for (const split of splits) {
    const { count, shape, labels, classes, utterances = [], sha256 } = await load(dataDir, { split });
    expect(shape).toEqual([1845]);
    expect(classes).toHaveLength(61);
    expect(labels).toHaveLength(count);
    expect(utterances.reduce((sum, { frames }) => sum + frames, 0)).toBe(count);
    expect(utterances).toHaveLength(split === "train" ? 4 : 2);
    let at = 0;
    for (const { name, frames, classes: said } of utterances) {
      expect(name).toMatch(/^dr\d-[fm]\w{3}\d\/s[ix]\d+$/);
      speakers.add(`${split} ${name.slice(4, 9)}`);
      const changes = [...labels!.slice(at, at + frames)].filter((label, t, all) => label !== all[t - 1]);
      expect(changes).toEqual([...said].filter((phone, i) => phone !== said[i - 1]));
      expect(classes![said[0]!]).toBe("h#");
      at += frames;
    }
    expect((await load(dataDir, { split })).sha256).toBe(sha256);
  }
  expect(new Set([...speakers].map((name) => name.split(" ")[1])).size).toBe(speakers.size);
  expect(speakers.size).toBe(4);
});

test("SPHERE and RIFF, either byte order: the same numbers", async () => {
  // The first training speakers speak alike in all of them.
  const layouts: Layout[] = [{ layout: "corpus" }, { layout: "corpus", byteOrder: "10" }, { layout: "sample" }];
  const hashes = await Promise.all(
    layouts.map(async (layout) => (await load(miniature(layout).dataDir, { split: "train" })).sha256),
  );
  expect(new Set(hashes).size).toBe(1);
});

test("training frames have mean 0 and variance 1; a fresh process normalises the others alike", async () => {
  const { dataDir } = miniature({ layout: "corpus" });
  const { count, gather } = await load(dataDir, { split: "train" });
  const frames = gather(everything(count));
  for (let c = 0; c < 123; c++) {
    const column = everything(count).map((i) => frames[i * 1845 + 7 * 123 + c]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(1e-5);
    expect(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count).toBeCloseTo(1, 4);
  }
  const fresh = createNodePlatform({ quiet: true });
  const alone = await loadDataset(fresh, "timit", { dataDir, split: "test" });
  await fresh.close();
  expect((await load(dataDir, { split: "test" })).sha256).toBe(alone.sha256);
});

test("a sample is 15 frames in order, its utterance's edges repeated; limit, shuffle, mean and std act on samples", async () => {
  const { dataDir } = miniature({ layout: "sample" });
  const { count, gather, utterances, labels, sha256 } = await load(dataDir, { split: "train" });
  const frame = (sample: Float32Array, j: number) => [...sample.slice(j * 123, (j + 1) * 123)];
  const first = utterances![0]!.frames;
  for (const [i, from, to] of [
    [0, 0, first],
    [first - 1, 0, first],
    [first, first, count],
    [first + 30, first, count],
  ] as const) {
    const sample = gather([i]);
    for (let j = 0; j < 15; j++) {
      const at = Math.min(Math.max(i + j - 7, from), to - 1);
      expect(frame(sample, j)).toEqual(frame(gather([at]), 7));
    }
  }
  const limited = await load(dataDir, { split: "train", limit: first + 5 });
  expect(limited.utterances).toEqual(utterances!.slice(0, 1));
  expect(limited.gather([first + 4])).toEqual(gather([first + 4]));
  expect((await load(dataDir, { split: "train", limit: 5 })).utterances).toBeUndefined();
  const shuffled = await load(dataDir, { split: "train", shuffle: 1 });
  expect(shuffled.utterances).toBeUndefined();
  expect(shuffled.sha256).not.toBe(sha256);
  const sums = (values: Float32Array, own: Int32Array) =>
    everything(count).map((i) => `${own[i]} ${values.slice(i * 1845, (i + 1) * 1845).reduce((a, b) => a + b, 0)}`);
  expect(sums(shuffled.gather(everything(count)), shuffled.labels!).sort()).toEqual(
    sums(gather(everything(count)), labels!).sort(),
  );
  const scaled = await load(dataDir, { split: "train", mean: [1], std: [2] });
  expect(scaled.gather([3])).toEqual(gather([3]).map((value) => (value - 1) / 2));
  await expect(load(dataDir, { mean: [1, 2] })).rejects.toThrow(/--mean/);
});

test("what is not there is said: in notes where some is there, as an error where nothing is", async () => {
  const { dataDir } = miniature({ layout: "corpus", without: ["TRAIN/DR1/FCJF0/SX9.PHN"] });
  const { notes, utterances } = await load(dataDir, { split: "train" });
  expect(notes?.join()).toMatch(/460 of 462 speakers.*fcjf0 \(2 of 8\).*transcriptions \(\.phn\) of dr1-fcjf0\/sx9/);
  expect(utterances).toHaveLength(3);
  const test = await load(dataDir);
  expect(test.notes?.join()).toMatch(/23 of 24 speakers \(mwbt0, .* and 15 more\)/);
  const [description] = await describeDatasets(platform, { name: "timit", dataDir });
  expect(description).toMatchObject({ state: "partial", folder: path.join(dataDir, "timit") });

  const empty = path.join(scratch, "empty");
  await expect(load(empty)).rejects.toThrow(/timit.*empty\/timit.*LDC93S1.*--data-dir D.*--data digits/);
  const [absent] = await describeDatasets(platform, { name: "timit", dataDir: empty });
  expect(absent).toMatchObject({ state: "absent", folder: undefined, obtain: expect.stringContaining("LDC93S1") });
  await expect(fetchDataset(platform, "timit")).rejects.toThrow(/user supplies.*LDC93S1/);
  await expect(load(dataDir, { split: "validation", validation: "last" })).rejects.toThrow(/--validation last/);
});

test("a split of which nothing is there; damaged and wrong files are named", async () => {
  const { dataDir, folder } = miniature({ layout: "sample" });
  const file = (name: string) => path.join(folder, "dr2-faem0", name);
  const sound = readFileSync(file("sx9.wav"));
  const cases: [string, Uint8Array | string, RegExp][] = [
    ["sx9.wav", sound.subarray(0, 1000), /sx9\.wav, chunk "data".*cut off/],
    ["sx9.wav", Buffer.concat([sound.subarray(0, 24), Uint8Array.of(64, 31), sound.subarray(26)]), /sx9\.wav.*8000/],
    ["sx9.phn", "0 100 h#\n100 9000 xx\n", /sx9\.phn, segment 2.*"xx"/],
    ["sx9.phn", "", /sx9\.phn/],
  ];
  for (const [name, bytes, message] of cases) {
    const before = readFileSync(file(name));
    writeFileSync(file(name), bytes);
    await expect(load(dataDir)).rejects.toThrow(message);
    writeFileSync(file(name), before);
  }
  rmSync(path.join(folder, "dr2-faem0"), { recursive: true });
  await expect(load(dataDir)).rejects.toThrow(/timit, test.*none.*2 of 2 speakers \(faem0, mbgt0\)/);
});

test("Lee and Hon's folding: 61 phones, 39 are left, and the glottal stop is none of them", async () => {
  const { classes } = await load(miniature({ layout: "corpus" }).dataDir);
  const { names, numbers } = foldPhones(classes!);
  expect(names).toHaveLength(39);
  expect([...numbers].filter((number) => number < 0)).toHaveLength(1);
  expect(new Set([...numbers].filter((number) => number >= 0)).size).toBe(39);
});

test("a network that learned tones says what was said; what cannot be scored is refused", {
  timeout: 60_000,
}, async () => {
  const { dataDir } = miniature({ layout: "sample", sentences: ["SX1", "SX2", "SX3", "SI1", "SI2"] });
  const [train, validation, spoken] = await Promise.all(splits.map((split) => load(dataDir, { split })));
  const recipe: Recipe = {
    data: { source: "timit" },
    network: "mlp:32",
    training: { epochs: 12, batch: 50, optimiser: { name: "adam", learningRate: 0.003 } },
  };
  const { bytes, accuracy } = await trainRecipe(platform, recipe, {
    train: train!,
    validation: validation!,
    test: spoken!,
  });
  const model = await loadModel(platform, bytes);
  const { frames, phones, decoding } = await phoneAccuracy(platform, model, spoken!, { train: train! });
  expect(frames.accuracy).toBe(accuracy.test);
  expect(frames.frames).toBe(spoken!.count);
  expect(frames.folded).toBeGreaterThan(0.8);
  expect(phones.accuracy).toBeGreaterThan(0.6);
  expect(phones.utterances).toBe(5);
  expect(decoding).toEqual({ priorScale: 1, languageWeight: 1, insertionPenalty: 0 });
  const tuned = await phoneAccuracy(platform, model, spoken!, { train: train!, validation: validation! });
  const untuned = await phoneAccuracy(platform, model, validation!, { train: train! });
  expect(tuned.validation!.phones.accuracy).toBeGreaterThanOrEqual(untuned.phones.accuracy);
  expect(tuned.frames).toEqual(frames);
  const again = await phoneAccuracy(platform, model, spoken!, { train: train!, decoding: tuned.decoding });
  expect(again.phones).toEqual(tuned.phones);

  const shuffled = await load(dataDir, { shuffle: 1 });
  await expect(phoneAccuracy(platform, model, shuffled, { train: train! })).rejects.toThrow(/timit, test.*--shuffle/);
  const narrow = prepareModel(smallNetwork([1845, 10]).model, "narrow", "");
  await expect(phoneAccuracy(platform, narrow, spoken!, { train: train! })).rejects.toThrow(
    /narrow.*61 logits.*got 10/,
  );
});

/** Coefficients of frame 100 of the first test utterance, by an independent computation with NumPy. */
const known = [
  [0, 0.281673],
  [20, 1.66322],
  [40, 0.831775],
  [41, -1.564983],
  [81, -0.078417],
  [82, -0.716676],
  [122, -0.150142],
] as const;

test.skipIf(!existsSync(path.join(real, "timit")))(
  "NLTK's sample: 96, 16 and 16 utterances",
  { timeout: 60_000 },
  async () => {
    const { count, gather, labels, classes, utterances, notes } = await load(real, { split: "test" });
    expect([count, utterances?.length]).toEqual([5023, 16]);
    expect(notes?.join()).toMatch(/160 utterances/);
    const [description] = await describeDatasets(platform, { name: "timit", dataDir: real });
    expect(description?.state).toBe("present");
    expect([...labels!.slice(0, 3)].map((label) => classes![label])).toEqual(["h#", "h#", "h#"]);
    const sample = gather([100]);
    for (const [c, value] of known) expect(sample[7 * 123 + c]).toBeCloseTo(value, 5);
  },
);
