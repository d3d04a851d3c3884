import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CorrelationResult } from "../src/analyses/index.ts";
import { readNpz } from "../src/formats/index.ts";
import { readJson, runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
beforeAll(async () => {
  await writeNetwork(file("a.onnx"), 12, [16, 16], 3);
  await writeNetwork(file("b.onnx"), 12, [32], 3, 1);
  await writeSamples(file("x.npz"), 40, 12);
});
afterAll(folder.close);
const data = () => ["--data", file("x.npz")];

test("one JSON document with the keys of the contract, the same in the folder, with M and the map", async () => {
  const out = file("one");
  const { code, stdout } = await runHere("correlation", file("a.onnx"), ...data(), "--json", "--out", out);
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as CorrelationResult;
  expect(document).toMatchObject({
    analysis: "correlation",
    output: "probabilities",
    seed: 0,
    data: { samples: 40 },
    status: "ok",
    zeroRows: 0,
    withinClass: expect.any(Number),
    betweenClass: expect.any(Number),
    accuracy: expect.any(Number),
    labelAlignment: { matrix: { status: expect.any(String) }, cosine: { debiased: expect.any(Number) } },
  });
  expect(document.eigenvalues).toHaveLength(36);
  expect(document).not.toHaveProperty("cosines");
  expect(await readJson(`${out}/result.json`)).toEqual(document);
  expect(readdirSync(out)).toEqual("arrays.npz cosines.svg cosines.vl.json report.html result.json".split(" "));
  const arrays = await readNpz(await readFile(`${out}/arrays.npz`));
  expect([...arrays].map(([name, { shape }]) => [name, shape])).toEqual([
    ["M", [40, 40]],
    ["order", [40]],
    ["norms", [40]],
    ["eigenvalues", [36]],
    ["class_means", [3, 3]],
  ]);
  const matrix = arrays.get("M")!.data as Float64Array;
  const trace = Array.from({ length: 40 }, (_, i) => matrix[i * 41]!).reduce((sum, value) => sum + value, 0);
  expect(document.trace).toBeCloseTo(trace, 12);
});

test("two networks are compared; each is like itself", async () => {
  const models = [file("a.onnx"), file("b.onnx"), file("a.onnx")];
  const { code, stdout } = await runHere("correlation", ...models, ...data(), "--json", "--quiet");
  expect(code).toBe(0);
  const { networks, comparisons } = JSON.parse(stdout) as {
    networks: { name: string }[];
    comparisons: { networks: string[]; cosine: { value: number; debiased: number } }[];
  };
  const names = networks.map(({ name }) => name);
  expect(comparisons.map((one) => one.networks)).toEqual([
    [names[0], names[1]],
    [names[0], names[2]],
    [names[1], names[2]],
  ]);
  expect(comparisons[1]!.cosine.value).toBeCloseTo(1, 10);
  expect(comparisons[0]!.cosine.value).toBeLessThan(0.9);
  expect(comparisons[0]!.cosine.value).toBeCloseTo(comparisons[2]!.cosine.value, 10);
  const text = await runHere("correlation", ...models.slice(0, 2), ...data(), "--quiet");
  expect(text.stdout).toMatch(/within class.*\na +[\d.-]+[\s\S]*networks +cosine +M\na – b/);
});

test("a plan takes no work", async () => {
  const planned = await runHere("correlation", file("a.onnx"), ...data(), "--plan", "--json", "--quiet");
  expect(JSON.parse(planned.stdout)).toMatchObject({ status: "planned", plan: { samples: 40, outputs: 3, passes: 1 } });
});

test.each<[string, string[], RegExp]>([
  ["no data", [], /--data: expected SRC/],
  ["a column that is not there", ["X", "--outputs", "3"], /--outputs: expected columns from 0 to 2, got 3/],
  ["a tensor that is not there", ["X", "--output", "z"], /--output z: expected .*a tensor of/],
  ["too little memory", ["X", "--memory", "1k"], /--memory: expected at least .* for the matrix of 40 × 40/],
])("%s: refused in words, and nothing is written", async (_, args, message) => {
  const placed = args.flatMap((arg) => (arg === "X" ? data() : [arg]));
  const ended = await runHere("correlation", file("a.onnx"), ...placed, "--out", file("never"), "--json", "--quiet");
  expect(ended).toMatchObject({ code: 2, stdout: "" });
  expect(ended.stderr).toMatch(message);
  expect(existsSync(file("never"))).toBe(false);
});
