import { existsSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { random } from "../src/base/index.ts";
import { type Ended, readJson, run, start, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

/** `node scripts/kills.js --count 50 --seed 3` asks for more of them, and for others. */
const kills = Number(process.env["NETSPECTRA_KILLS"] ?? 3);
const stream = random(Number(process.env["NETSPECTRA_KILLS_SEED"] ?? 0), "kills");

const folder = temporaryFolder();
const { file } = folder;
beforeAll(async () => {
  await writeNetwork(file("net.onnx"), 40, [64, 64], 4);
  await writeSamples(file("many.npz"), 600, 40);
  await writeSamples(file("few.npz"), 36, 40);
});
afterAll(folder.close);

const cases = [
  ["inputs side", ["--data", file("many.npz"), "--groups", "24", "--curve"]],
  ["matrix-free", ["--data", file("few.npz"), "--method", "lanczos", "--values", "9"]],
  ["a shard", ["--data", file("many.npz"), "--groups", "30", "--shard", "2/3"]],
  ["samples side", ["--data", file("few.npz"), "--groups", "12", "--samples-per-pass", "12"]],
  ["a few outputs at a time", ["--data", file("many.npz"), "--groups", "8", "--outputs-per-pass", "1"]],
] as const;

const edjm = (flags: readonly string[], out: string) => [
  ...["edjm", file("net.onnx"), ...flags, "--checkpoint", "0.001", "--out", out],
];

/** All that a run has written, but for what tells time. */
async function written(out: string): Promise<unknown> {
  const arrays = existsSync(path.join(out, "arrays.npz")) && (await readFile(path.join(out, "arrays.npz")));
  const timeless = (key: string, value: unknown) => (/seconds/i.test(key) ? undefined : value);
  const result = JSON.parse(JSON.stringify(await readJson(path.join(out, "result.json")), timeless));
  const shard = path.join(out, "shard");
  // The names of a shard's arrays are checksums of what they hold.
  const tensors = existsSync(shard) && readdirSync(shard).filter((name) => name.endsWith(".npy"));
  return { result, arrays, tensors };
}

const ended = async (work: Promise<Ended>) => {
  const { code, stderr } = await work;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  return stderr;
};

/** How many of the kills came when something was saved. */
let resumed = 0;
afterAll(() => {
  if (kills > 8) expect(resumed).toBeGreaterThan(kills / 3);
});

const expected = new Map<string, Promise<{ content: unknown; milliseconds: number }>>();
const uninterrupted = (name: string, flags: readonly string[]) => {
  const work = async () => {
    const out = file(`${name} whole`);
    const before = performance.now();
    await ended(run(...edjm(flags, out)));
    return { content: await written(out), milliseconds: performance.now() - before };
  };
  expected.set(name, expected.get(name) ?? work());
  return expected.get(name)!;
};

test.each(Array.from({ length: kills }, (_, index) => [index + 1, ...cases[index % cases.length]!] as const))(
  "kill %i, of %s: the same command goes on, and the result is the same to the last bit",
  async (index, name, flags) => {
    const { content, milliseconds } = await uninterrupted(name, flags);
    const out = file(`killed ${index}`);
    const running = start(edjm(flags, out));
    const timer = setTimeout(() => running.process.kill("SIGKILL"), milliseconds * (0.3 + 0.7 * stream.uniform()));
    await running.ended;
    clearTimeout(timer);
    const saved = ["checkpoint/1", "shard"].some((name) => existsSync(path.join(out, name, "checkpoint.json")));
    const stderr = await ended(run(...edjm(flags, out)));
    // Anything else than going on, where something was saved, would be a waste.
    if (saved) resumed++;
    if (saved) expect(stderr).toMatch(/going on from sample|this shard is finished/);
    expect(await written(out)).toEqual(content);
    expect(existsSync(path.join(out, "checkpoint"))).toBe(false);
    rmSync(out, { recursive: true });
  },
);
