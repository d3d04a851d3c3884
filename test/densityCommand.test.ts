import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DensityResult } from "../src/analyses/index.ts";
import { readNpz } from "../src/formats/index.ts";
import { readJson, runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
const [d, k, n] = [12, 3, 40];
beforeAll(async () => {
  await writeNetwork(file("a.onnx"), d, [16, 16], k);
  await writeNetwork(file("b.onnx"), d, [32], k, 1);
  await writeSamples(file("x.npz"), n, d);
});
afterAll(folder.close);
const data = () => ["--data", file("x.npz"), "--replicates", "20", "--quiet"];

/** Every number of a document, but those that may be null, is finite. */
function expectFinite(value: unknown): void {
  if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
  else if (value && typeof value === "object") for (const part of Object.values(value)) expectFinite(part);
}

test("the document has the keys of the contract", async () => {
  const { code, stdout, stderr } = await runHere("density", file("a.onnx"), ...data(), "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  const result = JSON.parse(stdout) as DensityResult;
  expectFinite(result);
  expect(result).toMatchObject({
    analysis: "density",
    seed: 0,
    status: "ok",
    output: "probabilities",
    rows: n,
    columns: k * d,
    computed: k * d,
    data: { samples: n },
    diagonal: { max: expect.any(Number), fit: { status: expect.any(String) } },
  });
  expect(result.eigenvalues).toHaveLength(k * d);
  expect(result.eigenvalues).toEqual(result.eigenvalues.toSorted((a, b) => b - a));
  expect(result.zeroEigenvalues).toBe(k * d - result.hardRank!);
  expect(result.hardRank).toBeLessThanOrEqual((k - 1) * d);
  for (const fit of [result.fit, result.diagonal.fit]) {
    if (fit.status !== "ok") continue;
    expect(fit.comparisons.map(({ alternative }) => alternative)).toContain("lognormal");
    expect(["heavy-tailed", "not-heavy-tailed", "inconclusive"]).toContain(fit.verdict);
  }
  const again = JSON.parse((await runHere("density", file("a.onnx"), ...data(), "--json")).stdout) as DensityResult;
  expect([again.eigenvalues, again.fit]).toEqual([result.eigenvalues, result.fit]);
});

test("several networks: figures, arrays and a report", async () => {
  const out = file("out");
  const models = [file("a.onnx"), file("b.onnx")];
  const { code, stdout } = await runHere("density", ...models, ...data(), "--shuffled", "--out", out);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Spectral density of the stacked Jacobian of probabilities/);
  expect(stdout).toMatch(/shuffled entries/);
  expect(readdirSync(out)).toEqual(
    expect.arrayContaining([
      "bulk.svg",
      "density.svg",
      "density.vl.json",
      "diagonal.svg",
      "report.html",
      "result.json",
    ]),
  );
  const { networks } = await readJson<{ networks: (DensityResult & { name: string })[] }>(`${out}/result.json`);
  expect(networks.map(({ name }) => name)).toEqual(["a", "b"]);
  const arrays = await readNpz(await readFile(`${out}/arrays.npz`));
  expect(arrays.get("network2_diagonal")?.shape).toEqual([k, d]);
  expect(Array.from(arrays.get("network2_eigenvalues")?.data as Float64Array)).toEqual(networks[1]!.eigenvalues);
  expect(arrays.get("network1_shuffled_eigenvalues")?.shape).toEqual([k * d]);
  expect(await readFile(`${out}/report.html`, "utf8")).toMatch(/Stacked Jacobian/);
});

/** Integral of the density that is drawn, by the place of its dots: the middle of bins of which six are a decade. */
async function drawnMass(folder: string): Promise<number> {
  interface Dot {
    readonly x: number;
    readonly y: number;
    readonly high?: number;
  }
  const { layer } = await readJson<{ layer: { data: { values: Dot[] }; mark: { type: string } }[] }>(
    `${folder}/density.vl.json`,
  );
  const dots = layer.find(({ mark }) => mark.type === "point")!.data.values;
  return dots.reduce((sum, { x, y }) => sum + y * x * (10 ** (1 / 12) - 10 ** (-1 / 12)), 0);
}

test.each<[string, string[], number, RegExp]>([
  ["exact", [], 1, /lie above those of a Gaussian/],
  ["slq", ["--probes", "3", "--steps", "3"], 1, /and the density of all was estimated: there is no comparison/],
  ["lanczos", ["--values", "9"], 9 / (k * d), /only the largest eigenvalues were computed \(9\): there is no/],
])("%s: the figure shows the share of all eigenvalues that is known", async (method, args, mass, text) => {
  const out = file(`drawn-${method}`);
  const asked = ["--output", "logits", "--method", method, ...args, "--out", out];
  const { code, stdout } = await runHere("density", file("a.onnx"), ...data(), ...asked);
  expect(code).toBe(0);
  expect(stdout).toMatch(text);
  expect(await drawnMass(out)).toBeCloseTo(mass, 2);
  const arrays = await readNpz(await readFile(`${out}/arrays.npz`));
  expect(arrays.has("density_nodes")).toBe(method === "slq");
  if (method === "slq") {
    const weights = arrays.get("density_weights")!;
    expect(weights.shape).toEqual([3, arrays.get("density_nodes")!.shape[0]]);
  }
});

test("--plan weighs the ways and computes nothing", async () => {
  const { code, stdout } = await runHere("density", file("a.onnx"), ...data(), "--plan");
  expect(code).toBe(0);
  expect(stdout).toMatch(/side of the samples/);
  expect(stdout).toMatch(/← this one/);
});

test.each<[string, string[], RegExp]>([
  ["too little memory", ["--memory", "1k"], /--memory: expected at least \d+ MiB/],
  ["a tensor that is not there", ["--output", "z"], /--output z: expected/],
  ["more values than there are", ["--method", "lanczos", "--values", "99"], /--values: expected .* 1 to 36/],
])("%s: exit code 2, nothing written", async (_, args, message) => {
  const out = file("never");
  const { code, stderr } = await runHere("density", file("a.onnx"), ...data(), ...args, "--out", out);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(existsSync(out)).toBe(false);
});
