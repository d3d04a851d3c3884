import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, expect, test } from "vitest";
import { loadModel, selectOutput } from "../src/analyses/index.ts";
import { openJacobian } from "../src/analyses/jacobianStream.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { createModel, encodeModel, readModel, writeModel, writeModelFiles } from "../src/graph/index.ts";
import { mlp, network } from "../src/models/index.ts";
import { readModelFile } from "../src/platform/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { temporaryFolder } from "./cli.ts";
import { normalSamples } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
const folder = temporaryFolder();
afterAll(async () => {
  await platform.close();
  folder.close();
});

const g = newGraph();
const { logits } = network(g, { input: [20], layers: mlp([40, 30]), classes: 4, seed: 7 });
const model = createModel(g.finish({ logits }));

/** Write the model with its large weights in files of `size` bytes beside it, one tensor behind another. */
function writeScattered(name: string, change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes): string {
  const path = folder.file(`${name}/model.onnx`);
  mkdirSync(folder.file(`${name}/weights`), { recursive: true });
  const { bytes, externalData } = writeModelFiles(model, { largestFile: 0 });
  writeFileSync(path, bytes);
  for (const [location, content] of externalData) writeFileSync(folder.file(`${name}/${location}`), change(content));
  return path;
}

/** Jacobians of the model that lies at a path. */
async function jacobiansOf(path: string, largestFile?: number): Promise<readonly number[][]> {
  const loaded = await loadModel(platform, path);
  const data = normalSamples(3, [20]);
  const options = { columns: [0, 3], ...(largestFile !== undefined && { largestFile }) };
  const stream = await openJacobian(platform, loaded, selectOutput(loaded), data, options);
  const rows: number[][] = [];
  for await (const batch of stream.run([0, 1, 2])) rows.push(...batch.rows.map((row) => Array.from(row)));
  await stream.close();
  return rows;
}

test("weights beside the model, and weights handed to the runtime beside the graph, give the same Jacobians", async () => {
  writeFileSync(folder.file("whole.onnx"), writeModel(model));
  const whole = await jacobiansOf(folder.file("whole.onnx"));
  const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("netspectra-model-")).length;
  const before = leftovers();
  expect(whole[0]).toHaveLength(60);
  expect(await jacobiansOf(writeScattered("scattered"))).toEqual(whole);
  expect(await jacobiansOf(writeScattered("both ways"), 1000)).toEqual(whole);
  expect(leftovers()).toBe(before);
});

test("what is written in several files is read back the same; small tensors and small models stay in one", () => {
  const { bytes, externalData } = writeModelFiles(model, { largestFile: 0 });
  expect(readModel(bytes, { externalData })).toEqual(readModel(writeModel(model)));
  expect([...externalData.values()].every(({ length }) => length >= 1024)).toBe(true);
  expect(externalData.size).toBe(2);
  expect(writeModelFiles(model).externalData.size).toBe(0);
  expect(writeModelFiles(model).bytes).toEqual(writeModel(model));
});

test("one file for all weights, at offsets, is read in parts; places that overlap are read once", async () => {
  const { externalData } = writeModelFiles(model, { largestFile: 0 });
  const parts = [...externalData.values()];
  const files: Record<string, number> = {};
  const reading = {
    ...platform,
    files: {
      ...platform.files,
      read: (path: string) => {
        files[path] = (files[path] ?? 0) + 1;
        return platform.files.read(path);
      },
    },
  };
  mkdirSync(folder.file("one"));
  writeFileSync(folder.file("one/all.bin"), Buffer.concat([new Uint8Array(5), ...parts]));
  const plain = encodeModel(model, ({ data }) => ((data as Float32Array).byteLength >= 1024 ? "all.bin" : undefined));
  writeFileSync(folder.file("one/same.onnx"), plain);
  // Without offsets both tensors lie at the beginning of the file, one over the other.
  await expect(readModelFile(reading, folder.file("one/same.onnx"))).resolves.toBeDefined();
  expect(files[folder.file("one/all.bin")]).toBeUndefined();
  writeFileSync(folder.file("one/all.bin"), Buffer.concat(parts).subarray(0, Math.max(...parts.map((p) => p.length))));
  await readModelFile(reading, folder.file("one/same.onnx"));
  expect(files[folder.file("one/all.bin")]).toBe(1);
});

test("the hash of a model tells other weights beside it apart", async () => {
  const same = await readModelFile(platform, writeScattered("first"));
  const again = await readModelFile(platform, writeScattered("second"));
  const other = await readModelFile(
    platform,
    writeScattered("third", (bytes) => Uint8Array.from(bytes, (byte, i) => (i === 0 ? byte ^ 1 : byte))),
  );
  expect(again.sha256).toBe(same.sha256);
  expect(other.sha256).not.toBe(same.sha256);
});

test("absent and short files are named, with what to do", async () => {
  const short = writeScattered("short", (bytes) => bytes.subarray(0, 100));
  await expect(readModelFile(platform, short)).rejects.toThrow(
    /model\.onnx: expected 3200 bytes from byte 0 of "weights_0\.bin", got a file of 100 bytes\. The file may be incomplete/,
  );
  const absent = folder.file("absent.onnx");
  writeFileSync(absent, writeModelFiles(model, { largestFile: 0 }).bytes);
  await expect(readModelFile(platform, absent)).rejects.toThrow(/"weights_0\.bin" beside it, got no such file/);
  const outside = encodeModel(model, () => "../elsewhere.bin");
  await expect(readModelFile(platform, outside, "bytes.onnx")).rejects.toThrow(/own folder.*\.\.\/elsewhere/);
});

test("a graph whose values no machine holds is refused before it runs", async () => {
  const huge = newGraph();
  const x = huge.input("x", "float32", ["N", 3]);
  const shape = huge.indices([2 ** 19, 2 ** 18]);
  const sum = huge.reduceSum(huge.op("ConstantOfShape", [shape]));
  const y = huge.add(huge.mul(x, x), huge.reshape(sum, [1, 1]));
  const bytes = writeModel(createModel(huge.finish({ y })));
  const loaded = await loadModel(platform, bytes, { name: "huge.onnx" });
  const opened = openJacobian(platform, loaded, selectOutput(loaded), normalSamples(2, [3]));
  await expect(opened).rejects.toThrow(
    /huge\.onnx: expected Jacobians of one sample to fit into [\d.]+ GiB, got values/,
  );
});
