import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random, sizeOf, tensor } from "../src/base/index.ts";
import type { Host } from "../src/cli/host.ts";
import { main } from "../src/cli/main.ts";
import { writeNpz } from "../src/formats/index.ts";
import { createModel, writeModel } from "../src/graph/index.ts";
import { mlp, network } from "../src/models/index.ts";

const program = path.resolve("bin/netspectra.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Resolves when stderr has shown `text`. */
  saw(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Start the command line as users do. */
export function start(
  args: readonly string[],
  { cwd, env }: { cwd?: string; env?: Record<string, string> } = {},
): Running {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const waiting: { text: string; resolve: () => void }[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const { text: wanted, resolve } of waiting) if (stderr.includes(wanted)) resolve();
  });
  const saw = (text: string) =>
    new Promise<void>((resolve, reject) => {
      if (stderr.includes(text)) resolve();
      waiting.push({ text, resolve });
      void ended.then(() => reject(new Error(`it ended without "${text}": ${stderr}`)));
    });
  return { process: child, saw, ended };
}

/** Run the command line to its end. */
export function run(...args: string[]): Promise<Ended> {
  return start(args).ended;
}

/** Run the command line in this process: what it prints and sets is the same, and nothing is loaded twice. */
export async function runHere(...args: string[]): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write(text: string, done?: () => void) {
      written[name] += text;
      done?.();
    },
    on: () => undefined,
  });
  const host: Host = {
    argv: [process.execPath, program, ...args],
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    exitCode: 0,
    on: () => undefined,
    exit: (code) => process.exit(code),
    signal: new AbortController().signal,
  };
  await main(host);
  return { code: Number(host.exitCode), ...written };
}

/** A folder for a test file; `close` removes it. */
export function temporaryFolder(): { path: string; file(name: string): string; close(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "netspectra-cli-"));
  return {
    path: folder,
    file: (name) => path.join(folder, name),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Write an untrained perceptron with these hidden layers. */
export async function writeNetwork(file: string, input: number, hidden: readonly number[], classes: number, seed = 0) {
  const g = newGraph();
  const { logits } = network(g, { input: [input], layers: mlp(hidden), classes, seed });
  await writeFile(file, writeModel(createModel(g.finish({ logits }))));
}

/** Write normal samples, with labels, as .npz. `change` may spoil them. */
export async function writeSamples(
  file: string,
  count: number,
  shape: number | readonly number[],
  change: (x: Float32Array) => void = () => undefined,
) {
  const stream = random(0, "cli samples");
  const sizes = [count, shape].flat();
  const x = Float32Array.from({ length: sizeOf(sizes) }, stream.normal);
  change(x);
  const y = tensor(
    "int32",
    [count],
    Int32Array.from({ length: count }, () => stream.integer(3)),
  );
  await writeFile(file, await writeNpz({ x: float32(sizes, x), y }));
}

/** A JSON document in a file. */
export async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}
