import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { random, type Samples } from "../src/base/index.ts";
import { type Layer, mlp, network } from "../src/models/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import type { TrainableNetwork } from "../src/train/index.ts";

/** Points of the plane in three arms of a spiral: no linear map tells them apart. */
export function spiral(count: number, split: string, seed = 0): Samples {
  const stream = random(seed, "spiral", split);
  const values = new Float32Array(count * 2);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const radius = 0.15 + stream.uniform();
    const angle = 3 * radius + (2 * Math.PI * (i % 3)) / 3 + 0.1 * stream.normal();
    labels[i] = i % 3;
    values.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * i);
  }
  return {
    source: "spiral",
    split,
    count,
    shape: [2],
    labels,
    sha256: `spiral ${seed} ${split} ${count}`,
    gather: (indices) =>
      Float32Array.from({ length: indices.length * 2 }, (_, i) => values[2 * indices[i >> 1]! + (i & 1)]!),
  };
}

/** A network as the command line would pass it in. */
export function classifier(
  layers: readonly Layer[] = mlp([32, 32]),
  input: readonly number[] = [2],
  seed = 0,
): TrainableNetwork {
  return (g, options) => network(g, { input, layers, classes: 3, seed, ...options });
}

/** A platform without output, and a folder for files. */
export async function quietPlatform(signal?: AbortSignal) {
  const platform = createNodePlatform({ quiet: true, threads: 1, ...(signal && { signal }) });
  const folder = await mkdtemp(path.join(tmpdir(), "netspectra-train-"));
  return { platform, folder };
}
