import { afterAll, expect, test } from "vitest";
import { random } from "../../base/index.ts";
import { svd } from "../../kernels/index.ts";
import { createNodePlatform } from "../../platform/node/index.ts";
import type { GeneratedDataset } from "../define/defineDataset.ts";
import { pcaLimited } from "../define/pcaLimited.ts";
import { datasetLot } from "./datasetLot.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

const side = 7;
const size = side * side;

/** Blots, of which half the pixels are not written. */
const few: GeneratedDataset = {
  kind: "generated",
  name: "blots",
  title: "",
  citation: "",
  licence: "",
  example: { shape: [1, side, side], layout: "CHW", classes: ["0", "1"] },
  count: { train: 120, test: 20 },
  validation: 20,
  generate: (part, indices) => {
    const data = Uint8Array.from({ length: indices.length * size }, (_, at) => {
      const stream = random(1, part, indices[Math.floor(at / size)]!);
      const [x, y] = [stream.uniform(), stream.uniform()].map((place) => place * side);
      const distance = Math.hypot(((at % size) % side) - x!, Math.floor((at % size) / side) - y!);
      return Math.max(0, 255 - 70 * distance + 9 * random(2, part, at).normal());
    });
    const y = Int32Array.from(indices as ArrayLike<number>, (index) => index % 2);
    return { x: { type: "uint8", shape: [indices.length, 1, side, side], data }, y };
  },
  labelOf: (_, index) => index % 2,
};

/** Images as numbers from 0 to 1, or what became of them. */
async function load(form: "pixels" | "coordinates", dimensions: number, part: "train" | "test" = "train") {
  const dataset = pcaLimited(few, { name: "few-pca", form }).parameter!.of(dimensions);
  if (dataset.kind === "corpus") throw new Error("a corpus");
  const { count, shape, classes, pick, labels: labelsOf } = await datasetLot(platform, dataset, part);
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  const { data, labels } = await pick(all);
  expect(labelsOf!(all)).toEqual(labels);
  return { rows: rowsOf(data, count), shape, classes, labels };
}

const rowsOf = (data: ArrayLike<number>, count: number) =>
  Array.from({ length: count }, (_, i) =>
    Array.from(data).slice((i * data.length) / count, ((i + 1) * data.length) / count),
  );
const imagesOf = (part: "train" | "test") => {
  const { x } = few.generate(
    part,
    Uint32Array.from({ length: few.count[part] }, (_, i) => i),
  );
  return rowsOf(
    Float64Array.from(x.data, (byte) => byte / 255),
    few.count[part],
  );
};
const squared = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

const train = imagesOf("train");
const mean = train[0]!.map((_, j) => total(train.map((row) => row[j]!)) / train.length);
const centred = Float64Array.from(train.flatMap((row) => row.map((value, j) => value - mean[j]!)));
/** Variances along the principal components, times the number of samples. */
const variances = [...svd(centred, train.length, size).values].map((value) => value ** 2);

test.each([2, 7, 30])(
  "what %i components leave out of the training images is the rest of their variance",
  async (d) => {
    const { rows, shape, labels } = await load("pixels", d);
    expect(shape).toEqual([1, side, side]);
    expect(labels!.length).toBe(train.length);
    const left = total(rows.map((row, i) => squared(row, train[i]!)));
    expect(left).toBeCloseTo(total(variances.slice(d)), 4);
  },
);

test("all components give test images back", async () => {
  const test = imagesOf("test");
  const { rows } = await load("pixels", size, "test");
  for (const [i, row] of rows.entries()) expect(Math.sqrt(squared(row, test[i]!))).toBeLessThan(1e-5);
});

test("coordinates have those variances, and the lengths of what is mapped back", async () => {
  const [{ rows, shape, classes }, images] = [await load("coordinates", 20), await load("pixels", 20)];
  expect(shape).toEqual([20]);
  expect(classes).toEqual(few.example.classes);
  for (const k of [0, 1, 19]) expect(total(rows.map((row) => row[k]! ** 2))).toBeCloseTo(variances[k]!, 4);
  expect(total(rows.map((row) => row[0]! * row[1]!))).toBeCloseTo(0, 4);
  for (const i of [0, 50]) expect(squared(images.rows[i]!, mean)).toBeCloseTo(total(rows[i]!.map((c) => c ** 2)), 4);
});
