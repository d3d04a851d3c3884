import { afterAll, describe, expect, test } from "vitest";
import { type EdjmOptions, type EdjmResult, edjm, prepareModel } from "../src/analyses/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import type { Platform } from "../src/platform/types.ts";
import { createMemoryFiles } from "../src/platform/web/files.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

const node = createNodePlatform({ quiet: true });
afterAll(() => node.close());

const d = 6;
const model = prepareModel(smallNetwork([d, 9, 3]).model, "small.onnx", "0");
const cases: readonly (readonly [string, number, EdjmOptions])[] = [
  ["inputs side", 21, { groups: 5, curve: true }],
  ["inputs side, one group", 9, { groups: 1 }],
  ["inputs side, an output at a time", 12, { groups: 2, outputsPerPass: 1 }],
  ["samples side", 5, { groups: 5, curve: true }],
  ["samples side in passes", 6, { groups: 4, side: "samples", samplesPerPass: 2, outputsPerPass: 2 }],
  ["probabilities", 8, { groups: 4, output: "probabilities", outputs: [2, 0] }],
  ["accurate, inputs side", 9, { groups: 3, accurate: true, curve: true }],
  ["accurate, samples side", 5, { groups: 5, accurate: true, outputsPerPass: 2 }],
  ["lanczos", 8, { groups: 2, method: "lanczos", values: 4 }],
  ["randomized", 5, { groups: 2, method: "randomized", values: 2 }],
];

/** One machine throughout, so that sessions are opened once. */
const machine: Platform = { ...node };

/** The machine, to be switched off when so many files were written; what it says is kept. */
function mortal(files: Platform["files"], life: { writes: number }, said: string[] = []): Platform {
  const write: typeof files.write = async (path, content) => {
    if (life.writes-- <= 0) throw new Error("switched off");
    await files.write(path, content);
  };
  const info = (text: string) => void said.push(text);
  return Object.assign(machine, { files: { ...files, write }, reporter: { ...node.reporter, info } });
}

const timeless = (result: EdjmResult) =>
  JSON.stringify({ ...result, meanAbsoluteGradient: Array.from(result.meanAbsoluteGradient) }, (key, value) =>
    /seconds/i.test(key) ? undefined : value,
  );

/** All of 0 … count − 1, or some of them where there are many. */
const spread = (count: number, most: number) =>
  Array.from({ length: Math.min(count, most) }, (_, i) => Math.floor((i * count) / Math.min(count, most)));

describe.each(cases)("%s", (_, n, options) => {
  const data = normalSamples(n, [d], 3);
  const checkpoint = { folder: "/run", seconds: 0 };
  const run = async (platform: Platform) =>
    timeless(await edjm(platform, await model, data, { ...options, checkpoint }));

  test("cut off at any write, it goes on to the same result, to the last bit", async () => {
    const expected = timeless(await edjm(node, await model, data, options));
    const life = { writes: Number.MAX_SAFE_INTEGER };
    expect(await run(mortal(createMemoryFiles(), life))).toBe(expected);
    const writes = Number.MAX_SAFE_INTEGER - life.writes;
    expect(writes).toBeGreaterThan(4);
    let resumed = 0;
    for (const cut of spread(writes, process.env["NETSPECTRA_KILLS"] ? writes : 5)) {
      const files = createMemoryFiles();
      await expect(run(mortal(files, { writes: cut }))).rejects.toThrow("switched off");
      const said: string[] = [];
      expect(await run(mortal(files, { writes: Number.POSITIVE_INFINITY }, said))).toBe(expected);
      if (said.some((text) => /^going on from sample \d+ of \d+$/.test(text))) resumed++;
    }
    expect(resumed).toBeGreaterThan(1);
  });

  test("a checkpoint of another run is refused", async () => {
    const files = createMemoryFiles();
    const platform = mortal(files, { writes: Number.POSITIVE_INFINITY });
    await edjm(platform, await model, data, { ...options, checkpoint });
    const again = (other: EdjmOptions, samples = data) =>
      edjm(platform, prepared, samples, { ...options, checkpoint, ...other });
    const prepared = await model;
    await expect(again({ seed: 1 })).rejects.toThrow(/\/run: expected one of the same seed \(1\), got 0\. Remove/);
    await expect(again({ epsilonPercentile: 50 })).rejects.toThrow(/same percentile \(50\), got 90/);
    await expect(again({}, normalSamples(n, [d], 3, 1))).rejects.toThrow(/one of the same data/);
    const other = await prepareModel(smallNetwork([d, 9, 3], { seed: 1 }).model, "other.onnx", "1");
    await expect(edjm(platform, other, data, { ...options, checkpoint })).rejects.toThrow(/same model \(1\), got 0/);
    const weights = { ...other, sha256: "0" };
    await expect(edjm(platform, weights, data, { ...options, checkpoint })).rejects.toThrow(/the same network/);
  });
});
