import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EdjmResult } from "../src/analyses/index.ts";
import { commands } from "../src/cli/commands/index.ts";
import { generalHelp } from "../src/cli/help.ts";
import { describeCommand, parseCommand } from "../src/cli/parseCommand.ts";
import { readNpz } from "../src/formats/index.ts";
import { readJson, run, runHere, start, temporaryFolder, writeNetwork, writeSamples } from "./cli.ts";

const folder = temporaryFolder();
const { file } = folder;
beforeAll(async () => {
  await writeNetwork(file("a.onnx"), 12, [16, 16], 3);
  await writeNetwork(file("b.onnx"), 12, [32], 3, 1);
  await writeSamples(file("x.npz"), 40, 12);
});
afterAll(folder.close);

const names = Object.keys(commands);

describe("every command", () => {
  test("is there", () => {
    expect(names).toEqual(
      expect.arrayContaining([
        "demo",
        "train",
        "inspect",
        "jacobian",
        "edjm",
        "density",
        "correlation",
        "merge",
        "reproduce",
        "datasets",
      ]),
    );
  });

  test.each(names)("%s has help for each flag and word, and examples that parse", async (name) => {
    const command = await commands[name]!.load();
    for (const [key, { help, group }] of Object.entries(command.flags)) {
      expect(help, key).toMatch(/^[a-zL].{5,}[^.]$/);
      expect(group, key).toBeTruthy();
    }
    for (const { help } of command.positionals) expect(help.length).toBeGreaterThan(5);
    expect(Object.keys(command.flags)).toEqual(expect.arrayContaining(["json", "quiet", "debug"]));
    expect(command.examples.length).toBeGreaterThan(1);
    for (const { command: line, about } of command.examples) {
      const [word = "", ...given] = line.split(" ");
      expect(word).toBe(name);
      expect(about.length).toBeGreaterThan(10);
      parseCommand(name, command, given);
    }
  });

  test.each(names)("%s: help as it was agreed", async (name) => {
    const { summary, load } = commands[name]!;
    await expect(describeCommand(name, summary, await load())).toMatchFileSnapshot(`golden/help/${name}.txt`);
  });

  test("the general help", async () => {
    await expect(generalHelp()).toMatchFileSnapshot("golden/help/netspectra.txt");
  });
});

describe("without a command", () => {
  test("help and version are quick", async () => {
    const before = performance.now();
    const help = await run("--help");
    const seconds = (performance.now() - before) / 1000;
    if (seconds > 0.3)
      console.warn(`netspectra --help took ${seconds.toFixed(2)} s; 0.3 s on an idle machine is the aim.`);
    expect(help).toEqual({ code: 0, stdout: generalHelp(), stderr: "" });
    const { version } = await readJson<{ version: string }>("package.json");
    expect(await run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("an unknown word is named, with a guess", async () => {
    const message = `expected one of the commands ${names.join(", ")}, got edjn. Did you mean edjm?`;
    expect(await run("edjn", "--json")).toEqual({ code: 2, stdout: "", stderr: `error: netspectra: ${message}\n` });
    expect(await run("--json", "edjm")).toMatchObject({ code: 2, stdout: "", stderr: /a command .*, then its flags/ });
  });
});

describe("bad usage and bad input: exit code 2, one paragraph, nothing written", () => {
  beforeAll(async () => {
    await writeFile(file("picture.onnx"), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3));
    await writeFile(file("empty.onnx"), "");
    await writeFile(file("cut.onnx"), (await readFile(file("a.onnx"))).subarray(0, 900));
    await writeFile(file("text.json"), "hidden: 3");
    await writeFile(file("keys.json"), '{"network": "mlp-deep", "epoch": 3}');
    await writeSamples(file("nan.npz"), 8, 12, (x) => {
      x[3 * 12 + 5] = Number.NaN;
    });
    await writeSamples(file("narrow.npz"), 8, 11);
  });

  const data = ["--data", "X"];
  test.each<[string, string[], RegExp]>([
    ["an unknown flag", ["edjm", "a.onnx", ...data, "--lmit", "3"], /got --lmit\. Did you mean --limit\?/],
    ["a missing model", ["edjm", "none.onnx", ...data], /none\.onnx: expected a file .*, got no such file or folder/],
    ["a picture", ["edjm", "picture.onnx", ...data], /expected an ONNX model, got a PNG image/],
    ["an empty file", ["edjm", "empty.onnx", ...data], /expected an ONNX model, got an empty file/],
    ["a file that was cut off", ["edjm", "cut.onnx", ...data], /cut\.onnx: expected an ONNX model/],
    ["no data", ["edjm", "a.onnx"], /--data: expected SRC.*, got nothing\. Add --data SRC\./],
    ["unknown data", ["edjm", "a.onnx", "--data", "minst"], /data "minst": expected a data set/],
    ["values that are not finite", ["edjm", "a.onnx", "--data", "nan.npz"], /sample 3: expected finite numbers.*NaN/],
    ["samples of another size", ["edjm", "a.onnx", "--data", "narrow.npz"], /input shape 12.*, got 11/],
    ["no samples", ["edjm", "a.onnx", ...data, "--limit", "0"], /--limit: expected a whole number from 1 up/],
    ["more samples than there are", ["edjm", "a.onnx", ...data, "--limit", "41"], /--limit 41: expected .* to 40/],
    ["a batch larger than the data", ["edjm", "a.onnx", ...data, "--batch", "41"], /--batch: expected at most 40/],
    ["a split of a file", ["edjm", "a.onnx", ...data, "--split", "validation"], /--split validation: expected a named/],
    ["a label column of no table", ["edjm", "a.onnx", ...data, "--label", "y"], /--label y: expected a \.csv file/],
    [
      "a column that is not there",
      ["edjm", "a.onnx", ...data, "--outputs", "3"],
      /--outputs: expected columns from 0 to 2, got 3/,
    ],
    ["a tensor that is not there", ["edjm", "a.onnx", ...data, "--output", "z"], /--output z: expected .*a tensor of/],
    ["too little memory", ["edjm", "a.onnx", ...data, "--memory", "1k"], /--memory: expected at least/],
    ["an unknown network", ["train", "mlp-depe", ...data], /network: expected a preset/],
    ["a configuration that is none", ["train", "text.json", ...data], /text\.json: expected .* JSON/],
    ["an unknown key", ["train", "keys.json", ...data], /keys\.json: expected only the keys .*, got "epoch"/],
    ["two batch sizes", ["train", "mlp:4", ...data, "--batch", "4", "--batch-size", "5"], /expected one number/],
    ["nothing to resume", ["train", "mlp:4", ...data, "--resume"], /--resume: expected a checkpoint/],
    [
      "an unknown regulariser",
      ["train", "mlp:4", ...data, "--regulariser", "ridge:1"],
      /name": expected .*got "ridge"/,
    ],
    ["a regulariser without weight", ["train", "mlp:4", ...data, "--regulariser", "jacobianNorm"], /NAME:WEIGHT/],
    ["no SVD layers", ["train", "mlp:4", ...data, "--regulariser", "layerSpectrum:1"], /with SVD layers, got none/],
    ["a diverging training", ["train", "mlp:4", ...data, "--learning-rate", "1e30"], /lower the learning rate/],
    ["weights of a picture", ["weights", "picture.onnx"], /expected an ONNX model, got a PNG image/],
    ["weights that are not there", ["weights", "a.onnx", "--layer", "fc"], /--layer fc: expected a weight matrix of/],
    ["an unknown data set", ["datasets", "info", "minst"], /data set "minst": expected one of digits, .*mnist/],
  ])("%s", async (_, args, message) => {
    const placed = args.map((arg) => (arg === "X" ? file("x.npz") : /\.(onnx|npz|json)$/.test(arg) ? file(arg) : arg));
    const out = args[0] === "datasets" ? [] : ["--out", file("never")];
    const { code, stdout, stderr } = await runHere(...placed, ...out, "--json", "--quiet");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error: [^\n]*: expected [^\n]*, got [^\n]*\n$/);
    expect(existsSync(file("never"))).toBe(false);
  });

  test("folders that cannot be written to, or are other people's, are refused at once", async () => {
    const model = ["edjm", file("none.onnx"), "--data", "digits", "--out"];
    expect(await runHere(...model, file("x.npz/sub"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("expected a folder that can be written to, got a path that leads through a file"),
    });
    expect(await runHere(...model, folder.path)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "or one with an earlier result of netspectra, got a folder that holds a.onnx and",
      ),
    });
  });
});

describe("edjm", () => {
  test("one JSON document with the keys of the contract, and the same in the folder", async () => {
    const out = file("one");
    const result = await runHere(
      "edjm",
      file("a.onnx"),
      "--data",
      file("x.npz"),
      "--json",
      "--out",
      out,
      "--seed",
      "5",
    );
    expect(result.code).toBe(0);
    const document = JSON.parse(result.stdout) as EdjmResult;
    expect(document).toMatchObject({
      analysis: "edjm",
      netspectra: expect.any(String),
      seed: 5,
      model: { path: file("a.onnx"), sha256: expect.stringMatching(/^[\da-f]{64}$/), input: "x", output: "logits" },
      data: { source: file("x.npz"), split: "all", samples: 40 },
      seconds: expect.any(Number),
      accuracy: expect.any(Number),
      inputs: 12,
      outputs: 3,
      epsilonPercentile: 90,
      status: "ok",
    });
    expect(
      document.perOutput.map(({ output, computed, singularValues }) => [output, computed, singularValues.length]),
    ).toEqual([0, 1, 2].map((output) => [output, 12, 12]));
    expect(document.normalizedSpectrum).toHaveLength(12);
    const mean = document.perOutput.reduce((sum, { score }) => sum + score! / 3, 0);
    expect(document.score).toBeCloseTo(mean, 12);
    expect(document.scoreInterval![0]).toBeLessThanOrEqual(document.score!);
    expect(document).not.toHaveProperty("meanAbsoluteGradient");
    expect(await readJson(`${out}/result.json`)).toEqual(document);
    expect(readdirSync(out)).toEqual(
      "arrays.npz outputs.svg outputs.vl.json report.html result.json spectrum.svg spectrum.vl.json".split(" "),
    );
    const arrays = await readNpz(await readFile(`${out}/arrays.npz`));
    expect([...arrays].map(([name, { shape }]) => [name, shape])).toEqual([
      ["singular_values", [3, 12]],
      ["normalized_spectrum", [12]],
      ["mean_absolute_gradient", [3, 12]],
    ]);
    expect((await readFile(`${out}/report.html`, "utf8")).includes("<span>--seed</span> <span>5</span>")).toBe(true);
  });

  test("several models in one figure; an earlier result is replaced, other files stay", async () => {
    const out = file("two");
    const args = ["edjm", file("a.onnx"), file("b.onnx"), "--data", file("x.npz"), "--batch", "3", "--out", out];
    const { code, stdout, stderr } = await runHere(...args);
    expect({ code, stderr: stderr.includes("network 2 of 2: b") }).toEqual({ code: 0, stderr: true });
    expect(stdout).toMatch(/network +score[^\n]*\na +[\d.]+ [^\n]*\nb +[\d.]+ /);
    const document = await readJson<{ networks: (EdjmResult & { name: string })[] }>(`${out}/result.json`);
    expect(document.networks.map(({ name, inputs, analysis }) => [name, inputs, analysis])).toEqual([
      ["a", 12, "edjm"],
      ["b", 12, "edjm"],
    ]);
    expect(readdirSync(out)).toContain("outputs-2.svg");
    await writeFile(`${out}/notes.txt`, "mine");
    expect(await runHere("edjm", file("b.onnx"), "--data", file("x.npz"), "--out", out, "--quiet")).toMatchObject({
      code: 0,
    });
    expect((await readJson<EdjmResult>(`${out}/result.json`)).model.path).toBe(file("b.onnx"));
    expect(readdirSync(out)).toContain("notes.txt");
    expect(readdirSync(out)).not.toContain("outputs-2.svg");
  });

  test("a fault is one paragraph too, on stderr", async () => {
    const { code, stdout, stderr } = await run("edjm", file("none.onnx"), "--data", "digits", "--json");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`error: ${file("none.onnx")}: expected a file that can be read, got no such file or folder.\n`);
    expect((await runHere("edjm", file("none.onnx"), "--data", "digits", "--debug")).stderr).toContain("\n    at ");
  });

  test("a reader that goes away is no error", async () => {
    const running = start(["edjm", file("a.onnx"), "--data", file("x.npz"), "--json", "--out", file("piped")]);
    running.process.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(existsSync(file("piped/result.json"))).toBe(true);
  });

  test("Ctrl-C stops within a second or so; what was finished is kept", async () => {
    await writeNetwork(file("small.onnx"), 784, [4], 3);
    await writeNetwork(file("large.onnx"), 784, [800, 800, 800], 40);
    await writeSamples(file("many.npz"), 1500, 784);
    const models = [file("small.onnx"), file("large.onnx")];
    const out = file("stopped");
    const running = start(["edjm", ...models, "--data", file("many.npz"), "--groups", "1", "--json", "--out", out]);
    await running.saw("network 2 of 2");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = performance.now();
    running.process.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(performance.now() - asked).toBeLessThan(4000);
    expect(stderr).toContain("error: netspectra edjm: expected to run to the end, got a request to stop.");
    expect(JSON.parse(stdout)).toMatchObject({ status: "cancelled", networks: [{ name: "small" }] });
    expect(await readJson(`${out}/result.json`)).toEqual(JSON.parse(stdout));
  });
});

describe("train", () => {
  const train = (network: string, epochs: number, out: string) =>
    `train ${network} --data ${file("labelled.npz")} --epochs ${epochs} --batch 20 --out ${out}`.split(" ");
  type Document = Record<"accuracy" | "model", Record<string, unknown>>;
  beforeAll(() => writeSamples(file("labelled.npz"), 300, 12));

  test("writes a model; the same call goes on from where it was killed, with the same numbers", async () => {
    const [whole, killed] = [file("whole"), file("killed")];
    const result = await runHere(...train("mlp:8", 3, whole), "--json");
    expect(result.code).toBe(0);
    const document = JSON.parse(result.stdout) as Document;
    expect(document).toMatchObject({
      analysis: "train",
      seed: 0,
      accuracy: { train: expect.any(Number), validation: expect.any(Number), test: expect.any(Number) },
      epochs: 3,
      parameters: 12 * 8 + 8 + 8 * 3 + 3,
      model: { path: `${whole}/model.onnx`, sha256: expect.any(String), input: "x", output: "logits" },
      data: { source: file("labelled.npz"), split: "train", samples: 240 },
    });
    expect(readdirSync(whole)).toEqual(
      "checkpoint.onnx config.json history.json model.onnx report.html result.json training-curves.svg training-curves.vl.json".split(
        " ",
      ),
    );
    expect((await readJson<{ epochs: unknown[] }>(`${whole}/history.json`)).epochs).toHaveLength(3);

    // An interrupted training leaves its checkpoint; here it is one of two epochs.
    await runHere(...train("mlp:8", 2, killed), "--quiet");
    const resumed = await runHere(...train("mlp:8", 3, killed), "--json", "--resume");
    expect(resumed.stderr).toContain(`going on from ${killed}/checkpoint.onnx`);
    const again = JSON.parse(resumed.stdout) as Document;
    expect(again.accuracy).toEqual(document.accuracy);
    expect(again.model["sha256"]).toBe(document.model["sha256"]);

    const other = await runHere(...train("mlp:9", 3, whole), "--quiet");
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("expected one of this training") });
    expect(await readJson(`${whole}/result.json`)).toEqual(document);
  });

  test("regularisers and SVD layers are written into config.json and history.json", async () => {
    const out = file("spectrum");
    const flags =
      "--svd --regulariser layerSpectrum:0.001,epsilon=0.01 --regulariser jacobianNorm:0.1 --project-every 5";
    expect(await runHere(...train("mlp:8", 2, out), ...flags.split(" "), "--quiet")).toMatchObject({ code: 0 });
    const read = async (name: string) => JSON.parse(await readFile(`${out}/${name}`, "utf8"));
    expect(await read("config.json")).toMatchObject({
      network: [{ kind: "svd", name: "dense_1", units: 8 }],
      regularisers: [
        { name: "layerSpectrum", weight: 0.001, epsilon: 0.01 },
        { name: "jacobianNorm", weight: 0.1, projections: 1 },
      ],
      projection: { everySteps: 5 },
    });
    const { epochs } = await read("history.json");
    expect(Object.keys(epochs[1].penalties)).toEqual(["layerSpectrum", "layerSpectrum.clipped", "jacobianNorm"]);
  });

  test("its config.json makes the same training again", async () => {
    const [first, second] = [file("whole"), file("again")];
    expect(await runHere(...train(`${first}/config.json`, 3, second), "--quiet")).toMatchObject({ code: 0 });
    const accuracy = async (out: string) => (await readJson<Document>(`${out}/result.json`)).accuracy;
    expect(await accuracy(second)).toEqual(await accuracy(first));
  });
});

test("demo compares two networks", async () => {
  const args = ["demo", "--limit", "400", "--epochs", "1", "--samples", "30", "--out", file("demo"), "--json"];
  const { code, stdout, stderr } = await runHere(...args);
  expect(code).toBe(0);
  expect(stderr).toContain("2 of 2: mlp-deep");
  const { networks, report } = JSON.parse(stdout) as { networks: object[]; report: string };
  expect(networks).toEqual([
    expect.objectContaining({ name: "mlp-shallow", accuracy: expect.any(Number), score: expect.any(Number) }),
    expect.objectContaining({ name: "mlp-deep", accuracy: expect.any(Number), score: expect.any(Number) }),
  ]);
  expect((await readFile(report, "utf8")).includes("A shallow and a deep network")).toBe(true);
  expect(readdirSync(file("demo"))).toEqual(expect.arrayContaining(["mlp-deep.onnx", "spectrum.svg", "scores.svg"]));
});

test("datasets are listed and described", async () => {
  const list = await runHere("datasets", "--json", "--data-dir", folder.path);
  const { datasets } = JSON.parse(list.stdout) as { datasets: { name: string; state: string }[] };
  expect(datasets[0]).toMatchObject({ name: "digits", state: "generated" });
  expect(datasets.map(({ name }) => name)).toContain("mnist");
  const info = await runHere("datasets", "info", "digits");
  expect(info).toMatchObject({ code: 0, stdout: expect.stringMatching(/licence +MIT/) });
});
