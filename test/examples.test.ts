import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { transformWithOxc } from "vite";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder, writeNetwork } from "./cli.ts";

/** Node 20 runs no TypeScript, and `import … from "netspectra"` must be inside the package: hence a folder of its own. */
const folder = mkdtempSync(path.resolve(".examples-"));
const models = temporaryFolder();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  models.close();
});

async function runExample(name: string, ...args: string[]): Promise<string> {
  const source = readFileSync(`examples/${name}`, "utf8");
  const { code } = await transformWithOxc(source, name);
  const script = path.join(folder, name.replace(/\.ts$/, ".mjs"));
  writeFileSync(script, code);
  // The time limit is a test of its own: a program must end by itself when its work is done.
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { timeout: 50_000 });
  return stdout;
}

/** What each example needs, and what it prints. */
const examples: Readonly<Record<string, () => Promise<void>>> = {
  "score.ts": async () => {
    const model = models.file("model.onnx");
    await writeNetwork(model, 784, [8], 10);
    expect(await runExample("score.ts", model)).toMatch(/^\d+\.\d+ \[ \d+\.\d+, \d+\.\d+ \]\n$/);
  },
};

test("every example is run", () => {
  expect(readdirSync("examples").sort()).toEqual(Object.keys(examples).sort());
});

test.each(Object.entries(examples))("%s", (_, check) => check());

test("the README's program is the first example", () => {
  const [, block] = /```ts\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
  expect(block).toBe(
    readFileSync("examples/score.ts", "utf8").replace('process.argv[2] ?? "model.onnx"', '"model.onnx"'),
  );
});
