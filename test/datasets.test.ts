import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTar } from "nanotar";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dataset, FiledDataset, FileSet, GeneratedDataset, Part } from "../src/datasets/index.ts";
import { datasets, describeDatasets, loadDataset } from "../src/datasets/index.ts";
import { gzip } from "../src/formats/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import type { Platform } from "../src/platform/types.ts";

const sets = [...datasets.values()];
const filed = sets.filter((set): set is FiledDataset => set.kind === "files");
const generated = sets.filter((set): set is GeneratedDataset => set.kind === "generated");
const real = process.env.NETSPECTRA_DATA ?? "../shared/data";
const parts: readonly Part[] = ["train", "test"];
const scratch = mkdtempSync(path.join(tmpdir(), "netspectra-datasets-"));
let platform: Platform;

beforeAll(() => {
  // Only the folders that a test names are searched.
  process.env.NETSPECTRA_DATA = "";
  process.env.XDG_CACHE_HOME = path.join(scratch, "cache");
  platform = createNodePlatform({ quiet: true, terminal: silent() });
});
afterAll(async () => {
  await platform.close();
  rmSync(scratch, { recursive: true });
});

/** Nobody reads the warnings that fixtures are not the known files. */
function silent() {
  return { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;
}

/** A tiny file for a name of the set, in the format that its read function takes. */
function fixture(set: FiledDataset, name: string): Uint8Array {
  const { shape, classes } = set.example;
  const size = shape.reduce((a, b) => a * b, 1);
  const labels = Array.from({ length: 12 }, (_, i) => (i * 7) % classes.length);
  const pixels = (i: number) => Array.from({ length: size }, (_, j) => (i + j) % 256);
  if (name.includes("labels")) return Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 12, ...labels]);
  if (name.includes("images")) {
    const sizes = [12, ...shape.slice(1)].flatMap((s) => [0, 0, 0, s]);
    return Uint8Array.from([0, 0, 8, 3, ...sizes, ...labels.flatMap((_, i) => pixels(i))]);
  }
  const head = (label: number) => (set.name === "cifar100" ? [0, label] : [label]);
  return Uint8Array.from(labels.flatMap((label, i) => [...head(label), ...pixels(i)]));
}

const filesOf = (fileSet: FileSet) => parts.flatMap((part) => fileSet[part]);

test("there are data sets, and their names are the user's", () => {
  expect([...datasets.keys()]).toEqual([
    ...["digits", "mnist", "fashion-mnist", "cifar10", "cifar100", "timit"],
    ...["factors", "mnist-pca", "mnist-pca-coordinates"],
  ]);
  expect(filed.length).toBe(4);
});

describe.each(sets.map((set): [string, Dataset] => [set.name, set]))("%s", (_, set) => {
  test("says what it is", () => {
    expect(set.licence).toMatch(/\w/);
    expect(set.citation).toMatch(/\b(19|20)\d\d\b/);
    expect(new Set(set.example.classes).size).toBe(set.example.classes.length);
    expect(set.validation).toBeLessThan(set.count.train);
  });
});

describe.each(filed.map((set): [string, FiledDataset] => [set.name, set]))("the files of %s", (name, set) => {
  test("every file can be fetched and is known by checksum", () => {
    for (const { urls, sha256, bytes } of set.downloads) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes).toBeGreaterThan(1000);
      for (const url of urls) expect(new URL(url).protocol).toMatch(/^https?:$/);
    }
    for (const file of set.fileSets.flatMap(filesOf)) {
      expect(Object.keys(file.known).length, file.name).toBeGreaterThan(0);
      for (const sum of Object.keys(file.known)) expect(sum).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test.each(set.fileSets.map((_, i) => i))("file set %i: bytes become the declared shape and classes", async (i) => {
    const fileSet = set.fileSets[i]!;
    const dataDir = path.join(scratch, `set-${name}-${i}`);
    mkdirSync(path.join(dataDir, name), { recursive: true });
    // Half of the files gzipped, half not.
    for (const [j, file] of filesOf(fileSet).entries()) {
      const bytes = fixture(set, file.name);
      const zipped = j % 2 === 0;
      const target = path.join(dataDir, name, zipped ? `${file.name}.gz` : file.name);
      writeFileSync(target, zipped ? await gzip(bytes) : bytes);
    }
    for (const part of parts) {
      const samples = await loadDataset(platform, name, { split: part, validation: "none", dataDir });
      const count = part === "train" && name === "cifar10" ? 60 : 12;
      expect(samples).toMatchObject({ source: name, split: part, count, shape: set.example.shape, layout: "CHW" });
      expect(samples.classes).toEqual(set.example.classes);
      expect([...samples.labels!.slice(0, 3)]).toEqual([
        0,
        7 % set.example.classes.length,
        14 % set.example.classes.length,
      ]);
      expect(samples.gather([1])[2]).toBe(Math.fround(3 / 255));
      const some = await loadDataset(platform, name, { split: part, validation: "none", dataDir, classes: 8 });
      expect(some.classes).toEqual(set.example.classes.slice(0, 8));
      expect([...some.labels!]).toEqual([...samples.labels!].filter((label) => label < 8));
      expect(samples.notes?.join(" ")).toMatch(/not the file that is known/);
    }
    const [description] = await describeDatasets(platform, { name, dataDir, verify: true });
    expect(description).toMatchObject({ state: "present", folder: path.join(dataDir, name) });
    expect(description!.files.every(({ checksum }) => checksum === "unknown")).toBe(true);
  });

  test("where it is missing the error says what to do", async () => {
    const dataDir = path.join(scratch, "empty");
    await expect(loadDataset(platform, name, { dataDir })).rejects.toThrow(
      new RegExp(`data set ${name}: expected the test files .*empty/${name}.*netspectra datasets fetch ${name}`),
    );
    const [description] = await describeDatasets(platform, { name, dataDir });
    expect(description).toMatchObject({ state: "absent", files: [] });
  });

  test.runIf(set.downloads.some(({ folder }) => folder))(
    "is read out of its archive, and unpacked beside it",
    async () => {
      const { name: archive, folder } = set.downloads[0]!;
      const members = filesOf(set.fileSets[0]!).map((file) => ({
        name: `${folder}/${file.name}`,
        data: fixture(set, file.name),
      }));
      const packed = path.join(scratch, `archive-${name}`);
      mkdirSync(path.join(packed, name), { recursive: true });
      writeFileSync(path.join(packed, name, archive), await gzip(createTar(members)));
      const unpacked = path.join(scratch, `unpacked-${name}`);
      mkdirSync(path.join(unpacked, name, folder!), { recursive: true });
      for (const { name: member, data } of members) writeFileSync(path.join(unpacked, name, member), data);
      const [a, b] = await Promise.all([packed, unpacked].map((dataDir) => loadDataset(platform, name, { dataDir })));
      expect(a!.sha256).toBe(b!.sha256);
      expect(a!.count).toBe(12);
    },
  );

  test.skipIf(!existsSync(path.join(real, name)))("the real files are the known ones", async () => {
    const samples = await loadDataset(platform, name, { limit: 600, dataDir: real });
    expect(samples.shape).toEqual(set.example.shape);
    expect(new Set(samples.labels!).size).toBe(set.example.classes.length);
    expect(samples.notes?.join(" ") ?? "").not.toMatch(/not the file that is known/);
    const noted = readdirSync(path.join(real, name)).some((file) => /jpeg-substituted|test-600/.test(file));
    expect(samples.notes !== undefined).toBe(noted);
  });
});

test.each(generated.map((set) => [set.name, set] as const))("%s: the class of a sample by its number", (_, set) => {
  const indices = [0, 1, 9, 10, 12_345, set.count.test - 1];
  for (const part of parts) {
    expect(indices.map((index) => set.labelOf(part, index))).toEqual([...set.generate(part, indices).y]);
  }
});

test("a projected set lies where its images lie", async () => {
  const dataDir = path.join(scratch, "projected");
  await expect(loadDataset(platform, "mnist-pca:9", { dataDir })).rejects.toThrow(
    /data set mnist: .*datasets fetch mnist/,
  );
  const [description] = await describeDatasets(platform, { name: "mnist-pca:9", dataDir });
  expect(description).toMatchObject({ name: "mnist-pca:9", state: "absent", shape: [1, 28, 28] });
});

test.skipIf(!existsSync(path.join(real, "mnist")))("MNIST's first test images are 7, 2, 1, 0, 4", async () => {
  const { labels, gather } = await loadDataset(platform, "mnist", { limit: 5, dataDir: real });
  expect([...labels!]).toEqual([7, 2, 1, 0, 4]);
  // Sum of the first image's bytes, by NumPy.
  expect(gather([0]).reduce((sum, value) => sum + Math.round(value * 255), 0)).toBe(18454);
});
