import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { createReporter } from "../src/platform/node/reporter.ts";
import { packageVersions } from "../src/platform/web/versions.ts";
import { platformSpec } from "./platform.spec.ts";
import { type CaseName, cases } from "./platformCases.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "netspectra-platform-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("node", () => {
  const platform = createNodePlatform({ quiet: true });
  afterAll(() => platform.close());

  platformSpec(async (name: CaseName, argument = "") => {
    if (name === "files") return cases.files(platform, folder);
    if (name === "cancel") {
      const controller = new AbortController();
      const own = createNodePlatform({ signal: controller.signal });
      const result = await cases.cancel(own, () => controller.abort());
      await own.close();
      return result;
    }
    return cases[name](platform, argument);
  });

  test("a worker that ends is told, and another takes its place", async () => {
    await expect(platform.call({ module: "node:process", name: "exit" }, 3)).rejects.toThrow(
      "exit: the worker ended before it answered (exit code 3).",
    );
    expect(await platform.call({ module: "node:path", name: "join" }, "a", "b")).toBe("a/b");
  });

  test("a module that was not built is told, with the way out", async () => {
    const call = platform.call({ module: import.meta.url, name: "f" });
    await expect(call).rejects.toThrow(/platform\.test\.ts: expected a built file .* Run npm run build\./);
  });

  test("the versions are there for every result", () => {
    expect(platform.versions).toMatchObject({ ...packageVersions, node: process.version });
    expect(platform.versions.cpu).toBeTruthy();
    expect(platform.cores).toBeGreaterThan(0);
  });
});

test("what a page says of the package is what package.json says", async () => {
  const { version, dependencies } = JSON.parse(await readFile("package.json", "utf8"));
  expect(packageVersions).toEqual({ netspectra: version, onnxruntime: dependencies["onnxruntime-node"] });
});

describe("a write that fails leaves nothing behind", () => {
  const { files } = createNodePlatform();

  test("a disk that is full", async () => {
    await expect(files.write("/dev/full", "x")).rejects.toThrow(/\/dev\/full: .* a disk that is full/);
  });

  test("an aborted writer, and a target that turned into a folder", async () => {
    const target = path.join(folder, "target");
    const writer = await files.create(target);
    await writer.write(Uint8Array.of(1));
    await mkdir(target);
    await expect(writer.close()).rejects.toThrow(`${target}: expected a file that can be written, got`);
    await expect(files.create(path.join(folder, "gone")).then((w) => w.abort())).resolves.toBeUndefined();
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("links are followed, and a device stays a device", async () => {
    const [real, link] = [path.join(folder, "real"), path.join(folder, "link")];
    await writeFile(real, "old");
    await symlink(real, link);
    await files.write(link, "new");
    expect(await readFile(real, "utf8")).toBe("new");
    await files.write("/dev/null", "x");
    expect((await readFile("/dev/null")).length).toBe(0);
  });
});

describe("progress", () => {
  const lines: string[] = [];
  const show = (isTTY: boolean, quiet: boolean) => {
    lines.length = 0;
    let time = 0;
    const reporter = createReporter({ write: (text) => lines.push(text), isTTY, columns: 60 }, quiet, () => time);
    const progress = reporter.progress("edjm", 100, "samples");
    for (let done = 0; done <= 100; done += 10, time += 1000) progress.update(done);
    progress.finish();
    reporter.info("fact");
    reporter.warn("care");
    return lines;
  };

  test("elsewhere: a line every few seconds with rate and time left, and one at the end", () => {
    expect(show(false, false)).toEqual([
      "edjm  50 % · 50/100 samples · 10 samples/s · 0:05 left\n",
      "edjm  100 % · 100/100 samples · 10 samples/s · 0:00 left\n",
      "edjm  done in 0:11\n",
      "fact\n",
      "warning: care\n",
    ]);
  });

  test("on a terminal: one line that is redrawn, no wider than the terminal, and gone in the end", () => {
    const [first, ...rest] = show(true, false);
    expect(first).toContain("\r\u001b[2Kedjm  0 %");
    expect(rest.every((line) => line.length < 66)).toBe(true);
    expect(rest.slice(-4)).toEqual(["\r\u001b[2K", "edjm  done in 0:11\n", "fact\n", "warning: care\n"]);
  });

  test("quiet: warnings only", () => {
    expect(show(true, true)).toEqual(["warning: care\n"]);
  });
});

describe("a script", () => {
  const run = async (body: string, onLine: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined) => {
    const file = path.join(folder, `script-${Math.random()}.mjs`);
    const from = (module: string) => JSON.stringify(pathToFileURL(path.resolve("dist", module)).href);
    await writeFile(
      file,
      `import { createNodePlatform, interruptSignal } from ${from("platform/node/index.js")};
       import { createModel, writeModel } from ${from("graph/index.js")};
       const square = (name, n) => ({ name, type: "float32", shape: [n, n] });
       const model = (n, steps) => writeModel(createModel({ name: "slow", inputs: [square("h0", n)], outputs: [square("h" + steps, n)],
         nodes: Array.from({ length: steps }, (_, i) => ({ name: "m" + i, operator: "MatMul", domain: "", inputs: ["h" + i, "h0"], outputs: ["h" + (i + 1)], attributes: {} })),
         initializers: new Map(), valueInfo: [] }));
       const feed = (n) => ({ h0: { type: "float32", shape: [n, n], data: new Float32Array(n * n) } });
       ${body}`,
    );
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      onLine((signal) => child.kill(signal));
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on("exit", (...end) => resolve(end));
    });
    return { code, signal, output };
  };

  test("that forgets close() exits by itself, idle workers and all", async () => {
    const result = await run(`
      const platform = createNodePlatform();
      const session = await platform.openSession(model(4, 1));
      await session.run(feed(4));
      await platform.call({ module: ${JSON.stringify(pathToFileURL(path.resolve("dist/base/shape.js")).href)}, name: "sizeOf" }, [2]);
      console.log("end");`);
    expect(result).toEqual({ code: 0, signal: null, output: "end\n" });
  });

  test("that keeps many workers busy is not suspected of a leak", async () => {
    const module = JSON.stringify(pathToFileURL(path.resolve("dist/base/shape.js")).href);
    const result = await run(`
      const platform = createNodePlatform({ taskWorkers: 12 });
      const calls = Array.from({ length: 12 }, (_, i) => platform.call({ module: ${module}, name: "sizeOf" }, [i, 2]));
      console.log((await Promise.all(calls)).at(-1));`);
    expect(result).toEqual({ code: 0, signal: null, output: "22\n" });
  });

  test("that is interrupted in a run ends in order with 130, also when it exits at once", async () => {
    const result = await run(
      `const platform = createNodePlatform({ signal: interruptSignal() });
       const session = await platform.openSession(model(512, 150));
       const running = session.run(feed(512));
       console.log("running");
       await running.catch((error) => { console.log(error.name); process.exit(error.exitCode); });`,
      (kill) => kill("SIGINT"),
    );
    expect(result).toEqual({ code: 130, signal: null, output: "running\nCancelledError\n" });
  });

  test("that is interrupted twice does not wait for a long run", async () => {
    const begin = performance.now();
    const result = await run(
      `const platform = createNodePlatform({ signal: interruptSignal() });
       const session = await platform.openSession(model(1024, 3000));
       const running = session.run(feed(1024));
       setTimeout(() => console.log("running"), 100);
       await running.catch(() => console.log("cancelled"));
       await platform.close();
       console.log("closed");`,
      (kill) => kill("SIGINT"),
    );
    expect(result).toEqual({ code: null, signal: "SIGINT", output: "running\ncancelled\n" });
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});
