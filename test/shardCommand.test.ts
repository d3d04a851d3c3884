import { existsSync, readdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EdjmResult, MergedEdjm } from "../src/analyses/index.ts";
import { readNpz } from "../src/formats/index.ts";
import { readJson, runHere, start, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
beforeAll(async () => {
  await writeNetwork(file("net.onnx"), 12, [16, 16], 3);
  await writeNetwork(file("other.onnx"), 12, [8], 3, 1);
  await writeSamples(file("x.npz"), 40, 12);
});
afterAll(folder.close);

const edjm = (out: string, ...flags: string[]) =>
  runHere("edjm", file("net.onnx"), "--data", file("x.npz"), "--quiet", "--out", file(out), ...flags);
const shard = (part: string) => edjm(part.replace("/", "-"), "--shard", part);
const refused = (message: RegExp) => ({ code: 2, stdout: "", stderr: expect.stringMatching(message) });

describe("shards", () => {
  beforeAll(async () => {
    for (const part of ["1/3", "2/3", "3/3"]) expect(await shard(part)).toMatchObject({ code: 0, stderr: "" });
    expect(await edjm("whole")).toMatchObject({ code: 0 });
  });
  const parts = ["1-3", "2-3", "3-3"].map((name) => file(name));

  test("say what they are", async () => {
    expect(readdirSync(file("2-3"))).toEqual(["result.json", "shard"]);
    const result = await readJson(file("2-3/result.json"));
    expect(result).toMatchObject({
      analysis: "edjm",
      status: "shard",
      shard: { index: 2, of: 3, samples: 12 },
      model: { path: file("net.onnx") },
      data: { samples: 40 },
      seconds: expect.any(Number),
    });
  });

  test("merged are the run that was not divided: document, arrays, figures, report", async () => {
    const { code, stdout } = await runHere("merge", ...parts, "--out", file("merged"), "--json", "--quiet");
    expect(code).toBe(0);
    const merged = JSON.parse(stdout) as MergedEdjm;
    expect(await readJson(file("merged/result.json"))).toEqual(merged);
    const whole = await readJson<EdjmResult>(file("whole/result.json"));
    expect(
      Object.keys(merged)
        .filter((key) => key !== "shards")
        .toSorted(),
    ).toEqual(Object.keys(whole).toSorted());
    expect(merged.score).toBeCloseTo(whole.score!, 10);
    expect(merged).toMatchObject({ model: whole.model, data: whole.data, accuracy: whole.accuracy });
    expect(merged.shards.map(({ folder: from, index }) => [index, from])).toEqual(
      parts.map((part, i) => [i + 1, path.join(part, "shard")]),
    );
    expect(readdirSync(file("merged"))).toEqual(readdirSync(file("whole")));
    const [ours, theirs] = [
      await readNpz(await readFile(file("merged/arrays.npz"))),
      await readNpz(await readFile(file("whole/arrays.npz"))),
    ];
    for (const [name, { shape, data }] of theirs) {
      expect(ours.get(name)?.shape).toEqual(shape);
      (data as Float64Array).forEach((value, i) => {
        expect((ours.get(name)!.data as Float64Array)[i]).toBeCloseTo(value, 10);
      });
    }
    const text = (await runHere("merge", ...parts, "--quiet")).stdout;
    expect(text).toContain("EDJM of");
    expect(text).toMatch(/2\/3 +12 /);
  });

  test("are refused where they do not make a whole; nothing is written", async () => {
    const never = ["--out", file("never"), "--quiet"];
    expect(await runHere("merge", parts[0]!, parts[2]!, ...never)).toEqual(
      refused(/all 3 shards, got 2: 2\/3 missing/),
    );
    expect(await runHere("merge", parts[0]!, ...parts, ...never)).toEqual(
      refused(/got 1\/3 again\. Name each shard once/),
    );
    expect(await runHere("merge", file("whole"), ...never)).toEqual(
      refused(/whole: expected a folder written by edjm --sh/),
    );
    expect(await runHere("merge", file("gone"), ...never)).toEqual(refused(/gone: .*got no such folder/));
    expect(existsSync(file("never"))).toBe(false);
  });

  test("need a folder, one model, and a part that there is", async () => {
    const run = (...flags: string[]) => runHere("edjm", file("net.onnx"), "--data", file("x.npz"), "--quiet", ...flags);
    expect(await run("--shard", "1/2")).toEqual(refused(/--shard 1\/2: expected a folder to write to/));
    expect(await run("--shard", "3/2")).toEqual(refused(/--shard: expected a part such as 1\/4/));
    expect(await run(file("other.onnx"), "--shard", "1/2", "--out", file("never"))).toEqual(
      refused(/one MODEL, got 2/),
    );
    expect(await run("--shard", "1/99", "--out", file("never"))).toEqual(refused(/at most 10 shards.*got 99/));
    expect(await edjm("1-3", "--shard", "2/3")).toEqual(
      refused(/the same shard \(2\/3\), got 1\/3\. Remove the folder/),
    );
    expect(await edjm("1-3", "--shard", "1/3", "--seed", "1")).toEqual(refused(/one of the same seed \(1\), got 0/));
    expect(existsSync(file("never"))).toBe(false);
  });
});

describe("checkpoints", () => {
  test("need a folder", async () => {
    const given = ["edjm", file("net.onnx"), "--data", file("x.npz"), "--checkpoint", "5"];
    expect(await runHere(...given, "--quiet")).toEqual(refused(/--checkpoint: expected a folder to keep them in/));
  });

  test("Ctrl-C leaves one, from which the same command goes on; another command does not", async () => {
    await writeNetwork(file("large.onnx"), 300, [400, 400], 10);
    await writeSamples(file("many.npz"), 1200, 300);
    const out = file("stopped");
    const given = ["edjm", file("large.onnx"), "--data", file("many.npz"), "--groups", "60", "--out", out];
    const checkpoint = path.join(out, "checkpoint", "1", "checkpoint.json");
    const running = start([...given, "--checkpoint", "0.01"]);
    while (!existsSync(checkpoint)) await new Promise((resolve) => setTimeout(resolve, 5));
    running.process.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining("the same command goes on from") });
    expect(existsSync(path.join(out, "result.json"))).toBe(false);

    const other = given.map((word) => (word === "60" ? "50" : word));
    expect(await runHere(...other, "--quiet")).toEqual(refused(/the same groups \(50\), got 60\. Remove the folder/));
    const text = await readFile(checkpoint, "utf8");
    await writeFile(checkpoint, text.slice(0, -20));
    expect(await runHere(...given, "--quiet")).toEqual(refused(/checkpoint\.json: expected the manifest .* cut off/));
    await writeFile(checkpoint, text);

    const resumed = await runHere(...given);
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/going on from sample [\d,]+ of 1,200/) });
    expect(existsSync(path.join(out, "checkpoint"))).toBe(false);
    await rm(out, { recursive: true });
  });
});
