import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { IdenticalOutputResult, SimilarityResult } from "../src/analyses/index.ts";
import { float64 } from "../src/base/index.ts";
import { writeNpz } from "../src/formats/index.ts";
import { readModel } from "../src/graph/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import type { ComparableOutputResult } from "../src/train/index.ts";
import { readJson, runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
const platform = createNodePlatform({ quiet: true });
beforeAll(async () => {
  await writeNetwork(file("a.onnx"), 12, [10, 8], 3);
  await writeNetwork(file("b.onnx"), 12, [9], 3, 1);
  await writeSamples(file("x.npz"), 40, 12);
  const twice = Float64Array.from({ length: 64 }, (_, at) => (at % 9 === 0 ? 2 : 0));
  await platform.files.write(file("Q.npz"), await writeNpz({ Q: float64([8, 8], twice) }));
});
afterAll(async () => {
  await platform.close();
  folder.close();
});
const data = () => ["--data", file("x.npz"), "--json", "--quiet"];

test("ion writes a network that is there as a file, and says what it is like", async () => {
  const [made, out] = [file("made.onnx"), file("ion")];
  const given = ["--layer", "dense_2", "--transform", file("Q.npz"), "--save", made, "--out", out];
  const { code, stdout } = await runHere("ion", file("a.onnx"), ...data(), ...given);
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as IdenticalOutputResult;
  expect(document).toMatchObject({
    analysis: "ion",
    seed: 0,
    layer: "dense_2",
    transform: "given",
    units: 8,
    condition: 1,
  });
  expect(document.maxOutputDifference).toBeLessThan(1e-6);
  expect(document.after.activationAmplitude).toBeCloseTo(2 * document.before.activationAmplitude!, 5);
  expect(await readJson(`${out}/result.json`)).toEqual(document);
  expect(readdirSync(out)).toEqual(["correlations.svg", "correlations.vl.json", "report.html", "result.json"]);
  expect(readModel(await readFile(made)).metadata).toHaveProperty("identical-output");
});

test("cpn fine-tunes on the samples that there are", async () => {
  const given = ["--layer", "dense_2", "--transform", "whitening", "--save", file("cpn.onnx"), "--epochs", "1"];
  const { code, stdout, stderr } = await runHere("cpn", file("a.onnx"), ...data(), ...given);
  expect(code).toBe(0);
  expect(stderr).toContain("has no splits");
  const document = JSON.parse(stdout) as ComparableOutputResult;
  expect(document).toMatchObject({ analysis: "cpn", epochs: 1, trainingSamples: 40 });
  expect(document.after.correlation).toBeLessThan(document.before.correlation!);
  expect(existsSync(file("cpn.onnx"))).toBe(true);
});

test("compare draws a map for each measure", async () => {
  const out = file("compare");
  const { code, stdout } = await runHere("compare", file("a.onnx"), file("b.onnx"), ...data(), "--out", out);
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as SimilarityResult;
  expect(document.networks.map(({ layers }) => layers.length)).toEqual([2, 1]);
  expect(document.linearCka).toHaveLength(2);
  expect(readdirSync(out)).toContain("linear-cka.svg");
  expect(readdirSync(out)).toContain("procrustes.vl.json");
});

test.each([
  ["ion", ["--transform", "random", "--save", "n.onnx"], /--layer: expected the name of a layer/],
  ["ion", ["--layer", "dense_2", "--transform", "random"], /--save: expected a file/],
  ["ion", ["--layer", "dense_2", "--save", "n.onnx"], /--transform: expected whitening/],
  ["ion", ["--layer", "dense_3", "--transform", "random", "--save", "n.onnx"], /no tensor has.*dense_/],
  ["ion", ["--layer", "dense_2", "--transform", "nothing.npz", "--save", "n.onnx"], /nothing\.npz/],
  ["cpn", ["--layer", "dense_2", "--transform", "nothing", "--save", "n.onnx"], /shifted-ones, got nothing/],
  ["ion", ["--layer", "dense_2", "--transform", "whiten", "--save", "n.onnx"], /Did you mean whitening/],
  ["compare", ["--layer", "dense_7"], /--layer dense_7/],
  ["compare", ["--bandwidth", "0"], /--bandwidth: expected a number above 0/],
])("%s %j is refused in one paragraph, and nothing is written", async (command, given, message) => {
  const { code, stdout, stderr } = await runHere(command, file("a.onnx"), ...data(), ...given);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(message);
  expect(stderr.split("\n").filter((line) => line.startsWith("error: "))).toHaveLength(1);
  expect(stderr).not.toContain("    at ");
  expect(existsSync("n.onnx")).toBe(false);
});
