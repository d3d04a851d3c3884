import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InformationResult, RepresentationResult } from "../src/analyses/index.ts";
import { readNpz } from "../src/formats/index.ts";
import { readJson, runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
beforeAll(async () => {
  await writeNetwork(file("a.onnx"), 12, [16, 9], 3);
  await writeSamples(file("x.npz"), 40, 12);
});
afterAll(folder.close);
const data = () => ["--data", file("x.npz")];

test("representation: the keys of the contract, the same in the folder, with figures of units", async () => {
  const out = file("representation");
  const asked = ["--units", "3,5", "--class-wise"];
  const { code, stdout } = await runHere("representation", file("a.onnx"), ...data(), ...asked, "--json", "--out", out);
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as RepresentationResult;
  expect(document).toMatchObject({
    analysis: "representation",
    seed: 0,
    data: { samples: 40 },
    activations: "positive",
  });
  expect(document.layers.map(({ units }) => units)).toEqual([16, 9]);
  const number = expect.any(Number);
  const keys = { layer: expect.any(String), activationAmplitude: number, covariance: number, correlation: number };
  for (const layer of document.layers) {
    expect(layer).toMatchObject({ ...keys, sparsity: number, deadUnit: number, rank: number, status: "ok" });
    expect(layer.classes!.map((own) => own.class)).toEqual([0, 1, 2]);
  }
  expect(await readJson(`${out}/result.json`)).toEqual(document);
  expect(readdirSync(out)).toEqual(
    "arrays.npz histograms.svg histograms.vl.json pairs.svg pairs.vl.json report.html result.json".split(" "),
  );
  const arrays = await readNpz(await readFile(`${out}/arrays.npz`));
  expect(arrays.get("eigenvalues_1")!.shape).toEqual([9]);
  const text = await runHere("representation", file("a.onnx"), ...data(), "--quiet");
  expect(text.stdout).toMatch(/layer +units +amplitude[\s\S]*stable rank/);
});

test("information: the keys of the contract, the same in the folder, with the sweep", async () => {
  const out = file("information");
  const asked = ["--noise", "relative:0.5", "--compat", "ibsgd"];
  const { code, stdout } = await runHere("information", file("a.onnx"), ...data(), ...asked, "--json", "--out", out);
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as InformationResult;
  expect(document).toMatchObject({ analysis: "information", maximum: Math.log2(40), labelStatus: "ok" });
  const number = expect.any(Number);
  for (const layer of document.layers) {
    expect(layer).toMatchObject({
      ...{ layer: expect.any(String), inputUpper: number, inputLower: number, labelUpper: number, labelLower: number },
      ...{ labelUpperRigorous: number, labelLowerRigorous: number, binned: { size: 0.5 } },
      ibsgd: { MI_XM_upper: layer.inputUpper, MI_YM_lower: layer.labelLower },
    });
    expect(layer.sweep).toHaveLength(13);
  }
  expect(await readJson(`${out}/result.json`)).toEqual(document);
  const figures = "sweep-labels.svg sweep-labels.vl.json sweep.svg sweep.vl.json";
  expect(readdirSync(out)).toEqual(`arrays.npz report.html result.json ${figures}`.split(" "));
  const text = await runHere("information", file("a.onnx"), ...data(), "--quiet", "--no-sweep");
  expect(text.stdout).toMatch(/I\(T;X\) +I\(T;Y\)/);
});

test.each<[string, string[], RegExp]>([
  ["no data", ["representation"], /--data: expected SRC/],
  [
    "a layer that is not there",
    ["representation", "--data", "X", "--layer", "dense_9"],
    /--layer dense_9: expected a tensor/,
  ],
  [
    "a unit that is not there",
    ["representation", "--data", "X", "--units", "9", "--out", "O"],
    /--units: expected units of .* from 0 to 8, got 9/,
  ],
  [
    "a figure of another layer",
    ["representation", "--data", "X", "--figure-layer", "q", "--out", "O"],
    /--figure-layer q: expected one of/,
  ],
  ["no noise", ["information", "--data", "X", "--noise", "0"], /--noise 0: expected a variance above 0/],
  ["negative noise", ["information", "--data", "X", "--noise", "-0.1"], /--noise/],
  ["no bins", ["information", "--data", "X", "--bin-size", "0"], /--bin-size: expected a width above 0/],
])("%s is refused in a paragraph, and nothing is written", async (_, [command = "", ...rest], message) => {
  const places: Record<string, string> = { X: file("x.npz"), O: file("refused") };
  const { code, stdout, stderr } = await runHere(command, file("a.onnx"), ...rest.map((word) => places[word] ?? word));
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(message);
  expect(
    stderr
      .trim()
      .split("\n")
      .filter((line) => line.startsWith("error:")),
  ).toHaveLength(1);
  expect(readdirSync(folder.path)).not.toContain("refused");
});
