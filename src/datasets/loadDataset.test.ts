import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Tensor, tensor } from "../base/index.ts";
import { writeNpz, writePng } from "../formats/index.ts";
import { createNodePlatform } from "../platform/node/index.ts";
import { loadDataset } from "./loadDataset.ts";

const platform = createNodePlatform({ quiet: true });
const scratch = mkdtempSync(path.join(tmpdir(), "netspectra-load-"));
afterAll(async () => {
  await platform.close();
  rmSync(scratch, { recursive: true });
});

async function npz(arrays: Record<string, Tensor>): Promise<string> {
  const file = path.join(mkdtempSync(path.join(scratch, "npz-")), "data.npz");
  writeFileSync(file, await writeNpz(arrays));
  return file;
}

function file(name: string, content: string): string {
  const target = path.join(scratch, name);
  writeFileSync(target, content);
  return target;
}

const floats = (shape: number[], ...values: number[]) => tensor("float32", shape, Float32Array.from(values));
const twelve = Float32Array.from({ length: 24 }, (_, i) => i / 2);

test("npz: float values are fed as they are, in the file's order", async () => {
  const source = await npz({ x: tensor("float32", [12, 2], twelve), y: tensor("int64", [12], new BigInt64Array(12)) });
  const samples = await loadDataset(platform, source);
  expect(samples).toMatchObject({ source, split: "all", count: 12, shape: [2], classes: ["0"] });
  expect(samples.gather([11, 0])).toEqual(Float32Array.of(11, 11.5, 0, 0.5));
  expect((await loadDataset(platform, source, { limit: 3 })).count).toBe(3);
});

test("npz: float64 becomes float32; uint8 is divided by 255 unless raw; mean and std come after that", async () => {
  const wide = await loadDataset(platform, await npz({ x: tensor("float64", [1, 2], Float64Array.of(0.1, -2)) }));
  expect(wide.gather([0])).toEqual(Float32Array.of(0.1, -2));
  expect(wide.labels).toBeUndefined();
  const source = await npz({
    x: tensor(
      "uint8",
      [2, 3, 1, 2],
      Uint8Array.from({ length: 12 }, (_, i) => 20 * i),
    ),
  });
  const fed = async (options: object) => Array.from((await loadDataset(platform, source, options)).gather([1]));
  const bytes = [120, 140, 160, 180, 200, 220];
  const rounded = (values: number[]) => values.map((value) => Math.fround(value));
  expect(await fed({ raw: true })).toEqual(bytes);
  expect(await fed({})).toEqual(rounded(bytes.map((b) => b / 255)));
  expect(await fed({ mean: [0.5], std: [0.25] })).toEqual(rounded(bytes.map((b) => (b / 255 - 0.5) / 0.25)));
  const [mean, std] = [
    [0.1, 0.2, 0.3],
    [1, 2, 4],
  ];
  // Channels first: two pixels of each.
  const channel = (i: number) => Math.floor(i / 2);
  expect(await fed({ mean, std })).toEqual(
    rounded(bytes.map((b, i) => (b / 255 - mean![channel(i)]!) / std![channel(i)]!)),
  );
  await expect(fed({ mean: [1, 2] })).rejects.toThrow(/--mean.*3: one for each channel.*1,2/);
  await expect(fed({ std: [0] })).rejects.toThrow(/--std.*positive/);
});

test("splits of the user's own data: apart, together everything, by the split's own seed", async () => {
  const source = await npz({ x: tensor("float32", [12, 2], twelve) });
  const take = async (split: "train" | "validation" | "test", splitSeed = 0) => {
    const { count, gather } = await loadDataset(platform, source, { split, splitSeed });
    return [...gather(Array.from({ length: count }, (_, i) => i))].filter((_, i) => i % 2 === 0);
  };
  const [train, validation, test] = [await take("train"), await take("validation"), await take("test")];
  expect([train.length, validation.length, test.length]).toEqual([10, 1, 1]);
  expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual([...twelve].filter((_, i) => i % 2 === 0));
  expect(await take("train")).toEqual(train);
  const others = await Promise.all([1, 2, 3, 4].map((seed) => take("test", seed)));
  expect(others.some((other) => other[0] !== test[0])).toBe(true);
});

test("training and validation samples of a named set are apart; last means last", async () => {
  const rows = async (options: object) => {
    const { count, gather, labels } = await loadDataset(platform, "digits", { limit: 20, ...options });
    expect(labels?.length).toBe(count);
    return Array.from({ length: count }, (_, i) => String(gather([i])));
  };
  const train = await rows({ split: "train" });
  const validation = await rows({ split: "validation" });
  expect(train.filter((row) => validation.includes(row))).toEqual([]);
  expect(await rows({ split: "validation", splitSeed: 1 })).not.toEqual(validation);
  const last = await rows({ split: "validation", validation: "last" });
  const whole = await loadDataset(platform, "digits", { split: "train", validation: "last", limit: 20 });
  const none = await loadDataset(platform, "digits", { split: "train", validation: "none", limit: 20 });
  expect(whole.sha256).toBe(none.sha256);
  expect(last).not.toEqual(validation);
});

test("shuffling is seeded and loses nothing; the hash tells what is fed", async () => {
  const load = (options: object) => loadDataset(platform, "digits", { limit: 30, ...options });
  const [plain, again, shuffled, raw] = [
    await load({}),
    await load({}),
    await load({ shuffle: 1 }),
    await load({ raw: true }),
  ];
  expect(plain.sha256).toBe(again.sha256);
  expect(shuffled.sha256).not.toBe(plain.sha256);
  expect((await load({ shuffle: 1 })).sha256).toBe(shuffled.sha256);
  expect(raw.sha256).not.toBe(plain.sha256);
  expect(Math.max(...raw.gather([0]))).toBeGreaterThan(1);
});

test("csv: a label column of words", async () => {
  const source = file("a.csv", "u,kind,v\n1,dog,2\n3,cat,4\n");
  const samples = await loadDataset(platform, source, { label: "kind" });
  expect(samples).toMatchObject({ count: 2, shape: [2], classes: ["cat", "dog"] });
  expect([...samples.labels!]).toEqual([1, 0]);
  expect(samples.gather([1])).toEqual(Float32Array.of(3, 4));
});

test("a folder of class folders of images becomes channels-first", async () => {
  const folder = path.join(scratch, "images");
  const put = (name: string, width: number, ...bytes: number[]) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), writePng(tensor("uint8", [1, width, 3], Uint8Array.from(bytes))));
  };
  put("cat/1.png", 2, 1, 2, 3, 4, 5, 6);
  put("dog/1.png", 2, 7, 8, 9, 10, 11, 12);
  const samples = await loadDataset(platform, folder, { raw: true });
  expect(samples).toMatchObject({ count: 2, shape: [3, 1, 2], layout: "CHW", classes: ["cat", "dog"] });
  expect([...samples.labels!]).toEqual([0, 1]);
  expect(samples.gather([0])).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
  put("dog/2.png", 1, 7, 8, 9);
  await expect(loadDataset(platform, folder)).rejects.toThrow(/dog\/2\.png.*3×1×2.*3×1×1/);
  expect((await loadDataset(platform, folder, { limit: 2 })).count).toBe(2);
});

const good = floats([2, 1], 1, 2);
test.each<[string, () => Promise<string>, RegExp]>([
  ["an unknown name", async () => "mnits", /mnits.*digits, mnist, fashion-mnist.*datasets list/],
  ["another kind of file", async () => file("a.txt", "x"), /a\.txt.*npz/],
  ["an empty folder", async () => mkdtempSync(path.join(scratch, "empty-")), /class folder/],
  ["no x", () => npz({ a: good, y: good }), /array "x".*the arrays a, y/],
  ["a flat x", () => npz({ x: floats([2], 1, 2) }), /array "x".*n × features/],
  ["NaN", () => npz({ x: floats([3, 2], 1, 2, 3, Number.NaN, 5, 6) }), /sample 1:.*NaN \(element 1\)/],
  ["infinity", () => npz({ x: tensor("float64", [2, 1], Float64Array.of(0, 1e300)) }), /sample 1:.*Infinity/],
  ["too few labels", () => npz({ x: good, y: tensor("int32", [1], Int32Array.of(0)) }), /labels.*2.*got 1/],
  ["a negative label", () => npz({ x: good, y: tensor("int32", [2], Int32Array.of(0, -1)) }), /label of sample 1.*-1/],
  ["a broken label", () => npz({ x: good, y: floats([2], 0, 0.5) }), /array "y".*0\.5 at sample 1/],
  ["one-hot labels", () => npz({ x: good, y: floats([2, 2], 0, 1, 1, 0) }), /array "y".*\[2, 2\].*argmax/],
])("%s is refused", async (_, make, message) => {
  await expect(loadDataset(platform, await make())).rejects.toThrow(message);
});

test.each([0, 3, 1.5, -1, Number.NaN])("a limit of %d of two samples is refused", async (limit) => {
  await expect(loadDataset(platform, await npz({ x: good }), { limit })).rejects.toThrow(/--limit.*from 1 to 2/);
});

describe("the first classes", () => {
  const everything = ({ count, gather, labels }: Awaited<ReturnType<typeof loadDataset>>) =>
    Array.from({ length: count }, (_, i) => ({ label: labels![i]!, sample: String(gather([i])) }));

  /** 90 samples that are their numbers, of 5 classes in no order. */
  const mixed = () =>
    npz({
      x: tensor(
        "float32",
        [90, 1],
        Float32Array.from({ length: 90 }, (_, i) => i),
      ),
      y: tensor(
        "int32",
        [90],
        Int32Array.from({ length: 90 }, (_, i) => (3 * i + Math.floor(i / 5)) % 5),
      ),
    });

  test.each(["train", "validation", "test", undefined] as const)(
    "%s: what is left of the same split",
    async (split) => {
      const source = await mixed();
      const whole = everything(await loadDataset(platform, source, { split }));
      for (const classes of [1, 2, 5]) {
        const some = await loadDataset(platform, source, { split, classes });
        expect(some.classes).toEqual(["0", "1", "2", "3", "4"].slice(0, classes));
        expect(everything(some)).toEqual(whole.filter(({ label }) => label < classes));
      }
    },
  );

  test("of a named set: no sample changes its split; limits and shuffling come after", async () => {
    for (const source of ["digits", "factors:5"]) {
      const load = async (options: object) =>
        everything(await loadDataset(platform, source, { split: "validation", ...options }));
      const whole = await load({ limit: 60 });
      const some = whole.filter(({ label }) => label < 3);
      expect(await load({ classes: 3, limit: some.length })).toEqual(some);
      expect(await load({ classes: 10, limit: 60 })).toEqual(whole);
      expect((await load({ classes: 3, shuffle: 1, limit: 20 })).every(({ label }) => label < 3)).toBe(true);
    }
  });

  test("a column of words: the classes are in the order of their names", async () => {
    const source = file("kinds.csv", "u,kind\n1,dog\n2,cat\n3,ape\n");
    const samples = await loadDataset(platform, source, { label: "kind", classes: 2 });
    expect(samples).toMatchObject({ count: 2, classes: ["ape", "cat"] });
    expect(samples.gather([0, 1])).toEqual(Float32Array.of(2, 3));
    await expect(loadDataset(platform, file("bare.csv", "u\n1\n2\n"), { classes: 1 })).rejects.toThrow(
      /--classes 1: expected labels.*got none.*--label/,
    );
  });

  test.each([0, -1, 2.5, 6])("%d of five is refused", async (classes) => {
    await expect(loadDataset(platform, await mixed(), { classes })).rejects.toThrow(/--classes.*from 1 to 5/);
  });

  test("a limit is of what is left, and may be as many as there are", async () => {
    const source = await mixed();
    const { count } = await loadDataset(platform, source, { classes: 2 });
    expect(count).toBeLessThan(90);
    await expect(loadDataset(platform, source, { classes: 2, limit: 90 })).rejects.toThrow(`from 1 to ${count}`);
    expect(await loadDataset(platform, source, { classes: 2, limit: { atMost: 90 } })).toMatchObject({ count });
    expect(await loadDataset(platform, source, { limit: { atMost: 7 } })).toMatchObject({ count: 7 });
  });
});
