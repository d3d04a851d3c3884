import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LandscapeResult, PathResult } from "../src/analyses/index.ts";
import { readNpz } from "../src/formats/index.ts";
import { readJson, runHere, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
beforeAll(async () => {
  for (const [seed, name] of ["a", "b", "c"].entries()) await writeNetwork(file(`${name}.onnx`), 6, [8], 3, seed);
  await writeNetwork(file("wide.onnx"), 6, [9], 3);
  await writeSamples(file("x.npz"), 30, 6);
});
afterAll(folder.close);
const models = (names: string) => [...names].map((name) => file(`${name}.onnx`));
const run = (names: string, ...args: string[]) =>
  runHere("landscape", ...models(names), "--data", file("x.npz"), "--steps", "5", "--quiet", ...args);

test("one network: the keys of the contract, arrays and figures", async () => {
  const out = file("out");
  const { code, stdout } = await run("a", "--json", "--out", out);
  expect(code).toBe(0);
  const result = JSON.parse(stdout) as LandscapeResult;
  expect(result).toMatchObject({ analysis: "landscape", status: "ok", seed: 0, data: { samples: 30 }, steps: 5 });
  expect(result.alpha).toEqual([-1, -0.5, 0, 0.5, 1]);
  for (const grid of [result.loss, result.accuracy]) {
    expect(grid.map((row) => row.filter((value) => typeof value === "number").length)).toEqual([5, 5, 5, 5, 5]);
  }
  expect(result.loss[2]![2]).toBe(result.centre.loss);
  expect(readdirSync(out)).toEqual(
    expect.arrayContaining([
      "accuracy-contours.svg",
      "loss-contours.svg",
      "loss-surface.svg",
      "report.html",
      "result.json",
    ]),
  );
  const arrays = await readNpz(await readFile(`${out}/arrays.npz`));
  expect([...(arrays.get("loss")!.data as Float64Array)]).toEqual(result.loss.flat());
  expect(await readFile(`${out}/report.html`, "utf8")).toMatch(/Li, H., Xu/);
});

test("two networks: the line between them; three: also a plane", async () => {
  const line = JSON.parse((await run("ab", "--json", "--margin", "0")).stdout) as PathResult;
  expect(line.line.alpha).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(line.line.barrier.loss).toBeGreaterThanOrEqual(0);
  expect(line).not.toHaveProperty("plane");
  expect(line.networks.map(({ loss }) => loss)).toEqual([line.line.loss[0], line.line.loss[4]]);
  const out = file("three");
  const { code, stdout } = await run("abc", "--out", out);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Landscape between a, b and c.*barrier/s);
  const three = await readJson<PathResult>(`${out}/result.json`);
  expect(three.plane?.beside).toBe("network");
  expect(three.networks[2]).toMatchObject({ name: "c", beta: 1 });
  expect(readdirSync(out)).toEqual(expect.arrayContaining(["line.svg", "loss-contours.svg", "loss-surface.vl.json"]));
});

test.each<[string, string, string[], RegExp]>([
  ["four networks", "abca", [], /expected one to three networks, got 4/],
  ["a plane that is there anyway", "a", ["--plane"], /--plane: expected two networks/],
  ["no radius", "a", ["--radius", "0"], /--radius/],
  ["one step", "a", ["--steps", "1"], /--steps/],
  ["the same twice", "aa", [], /zero length/],
])("%s: exit code 2, nothing written", async (_, names, args, message) => {
  const out = file("never");
  const { code, stderr } = await run(names, ...args, "--out", out);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  expect(existsSync(out)).toBe(false);
});

test("another architecture: the first difference is named", async () => {
  const { code, stderr } = await runHere("landscape", ...models("a"), file("wide.onnx"), "--data", file("x.npz"));
  expect(code).toBe(2);
  expect(stderr).toMatch(/wide.onnx beside .*a.onnx: expected the same architecture: .*6×8.*6×9|8×6.*9×6/);
});
