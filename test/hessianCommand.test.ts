import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HessianResult } from "../src/analyses/index.ts";
import { readNpz } from "../src/formats/index.ts";
import { readJson, runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
const [d, k, n] = [6, 3, 20];
const order = (d + 1) * 5 + (5 + 1) * k;
beforeAll(async () => {
  await writeNetwork(file("a.onnx"), d, [5], k);
  await writeNetwork(file("b.onnx"), d, [4], k, 1);
  await writeSamples(file("x.npz"), n, d);
});
afterAll(folder.close);
const data = () => ["--data", file("x.npz"), "--quiet"];

test("the document has the keys of the contract", async () => {
  const { code, stdout, stderr } = await runHere("hessian", file("a.onnx"), ...data(), "--exact", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  const result = JSON.parse(stdout) as HessianResult;
  expect(result).toMatchObject({
    analysis: "hessian",
    seed: 0,
    status: "ok",
    of: "hessian",
    lossFunction: "cross-entropy",
    parameters: order,
    trace: expect.any(Number),
    negative: { count: expect.any(Number), fraction: expect.any(Number) },
    data: { samples: n },
  });
  const { density, eigenvalues } = result;
  expect(eigenvalues).toHaveLength(order);
  expect(density!.nodes).toEqual([eigenvalues]);
  expect(density!.grid).toHaveLength(density!.density.length);
  const step = density!.grid[1]! - density!.grid[0]!;
  expect(step * density!.density.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
});

test("several networks: one figure, arrays and a report", async () => {
  const out = file("out");
  const method = ["--method", "slq", "--probes", "3", "--steps", "8", "--values", "2", "--smallest", "1"];
  const { code, stdout } = await runHere("hessian", file("a.onnx"), file("b.onnx"), ...data(), ...method, "--out", out);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Hessian of the cross-entropy loss around .*, by .*weight/);
  expect(stdout).toMatch(/ ± /);
  expect(readdirSync(out)).toEqual(
    expect.arrayContaining(["hessian-density.svg", "hessian-density.vl.json", "report.html", "result.json"]),
  );
  const { networks } = await readJson<{ networks: (HessianResult & { name: string })[] }>(`${out}/result.json`);
  expect(networks.map(({ name, status }) => [name, status])).toEqual([
    ["a", "estimated"],
    ["b", "estimated"],
  ]);
  const arrays = await readNpz(await readFile(`${out}/arrays.npz`));
  expect(arrays.get("network2_eigenvalues")?.shape).toEqual([2]);
  expect(await readFile(`${out}/report.html`, "utf8")).toMatch(/negative eigenvalues/);
});

test("by the input, and --plan", async () => {
  const { stdout } = await runHere("hessian", file("a.onnx"), ...data(), "--wrt", "input", "--limit", "4", "--json");
  const { samples, parameters } = JSON.parse(stdout) as HessianResult;
  expect([samples!.length, parameters]).toEqual([4, d]);
  const plan = await runHere("hessian", file("a.onnx"), ...data(), "--plan");
  expect(plan.stdout).toMatch(new RegExp(`plan: exact .* order ${order}`));
});

test.each<[string, string[], RegExp]>([
  ["a layer that is not there", ["--layer", "dens_1"], /--layer dens_1: expected a layer .* Did you mean dense_1/],
  ["two methods", ["--exact", "--method", "slq"], /--exact: expected no other method/],
  ["a batch beyond the data", ["--batch", "21"], /--batch: expected at most 20/],
])("%s: exit code 2, nothing written", async (_, args, message) => {
  const out = file("never");
  const { code, stderr } = await runHere("hessian", file("a.onnx"), ...data(), ...args, "--out", out);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(existsSync(out)).toBe(false);
});
