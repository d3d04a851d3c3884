import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readModel } from "../src/graph/index.ts";
import { readJson, runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
beforeAll(async () => {
  await writeNetwork(file("teacher.onnx"), 12, [16], 3);
  await writeNetwork(file("other.onnx"), 12, [16], 4);
  await writeSamples(file("labelled.npz"), 200, 12);
});
afterAll(folder.close);

const train = (out: string, flags: string, network = "mlp:8", data = file("labelled.npz")) =>
  runHere(
    ...`train ${network} --data ${data} --epochs 2 --batch 20 --quiet --out ${file(out)}`.split(" "),
    ...flags.split(" "),
  );

type Config = Record<string, unknown>;
const configOf = (out: string) => readJson<Config>(file(`${out}/config.json`));
const accuracyOf = async (out: string) => (await readJson<{ accuracy: object }>(file(`${out}/result.json`))).accuracy;
const weightsOf = async (out: string) => {
  const { graph } = readModel(new Uint8Array(await readFile(file(`${out}/model.onnx`))));
  return [...graph.initializers].map(([name, { data }]) => [name, [...(data as Float32Array)]]);
};

describe("train with a teacher", () => {
  const teacher = `--teacher ${file("teacher.onnx")}`;

  test("learns its probabilities at a temperature; the configuration says so, and makes it again", async () => {
    expect(await train("soft", `${teacher} --temperature 3`)).toMatchObject({ code: 0 });
    expect(await configOf("soft")).toMatchObject({ labels: "soft", temperature: 3 });
    expect(await train("again", teacher, file("soft/config.json"))).toMatchObject({ code: 0 });
    expect(await weightsOf("again")).toEqual(await weightsOf("soft"));
    expect(await accuracyOf("again")).toEqual(await accuracyOf("soft"));
  });

  test("learns its logits, which are other weights", async () => {
    expect(await train("plain", teacher)).toMatchObject({ code: 0 });
    expect(await train("logits", `${teacher} --teacher-target logits`)).toMatchObject({ code: 0 });
    expect(await configOf("logits")).toMatchObject({ labels: "logits", temperature: 1 });
    const all = await Promise.all(["plain", "logits", "soft"].map(async (out) => JSON.stringify(await weightsOf(out))));
    expect(new Set(all).size).toBe(3);
  });

  test.each([
    ["--temperature 2", /--temperature: expected --teacher MODEL.onnx/],
    ["--teacher-target logits", /--teacher-target: expected --teacher MODEL.onnx/],
    [`${teacher} --teacher-target logits --temperature 2`, /"temperature": expected 1 where "labels" is "logits"/],
    [`--teacher ${file("other.onnx")}`, /soft labels: expected 160 × 3 probabilities, got 640 numbers/],
    [`--teacher ${file("none.onnx")}`, /none.onnx: expected a file that can be read/],
  ])("%s is refused, and nothing is written", async (flags, message) => {
    const { code, stderr } = await train("refused", flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    await expect(readFile(file("refused/config.json"))).rejects.toThrow();
  });
});

test("train --classes: a network of the first classes, judged by their samples", async () => {
  expect(await train("two", "--classes 2")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/edjm .*--data .* --classes 2$/m),
  });
  const { data } = await readJson<{ data: { samples: number } }>(file("two/result.json"));
  expect(data.samples).toBeLessThan(160);
  expect(readModel(new Uint8Array(await readFile(file("two/model.onnx")))).graph.outputs).toMatchObject([
    { shape: ["N", 2] },
  ]);
  expect(await train("four", "--classes 4")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /--classes 4: expected a whole number from 1 to 3, the number of classes of .*labelled/,
    ),
  });
});

describe("train with augmentation", () => {
  test("is in the configuration, and changes the weights", async () => {
    await writeSamples(file("images.npz"), 60, [1, 8, 8]);
    expect(await train("shifted", "--shift 3 --flip", "mlp:8", file("images.npz"))).toMatchObject({ code: 0 });
    expect(await train("unshifted", "--quiet", "mlp:8", file("images.npz"))).toMatchObject({ code: 0 });
    expect(await configOf("shifted")).toMatchObject({ augmentation: { shift: 3, flip: true } });
    expect(await configOf("unshifted")).not.toHaveProperty("augmentation");
    expect(await weightsOf("shifted")).not.toEqual(await weightsOf("unshifted"));
  });

  test("is for images", async () => {
    expect(await train("no-images", "--flip")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/augmentation of .*labelled.npz: expected images/),
    });
  });
});
