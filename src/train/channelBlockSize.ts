import { channelBlockDomain, channelBlocks, newGraph } from "../autodiff/index.ts";
import { float32, NetspectraError, numbers, sizeOf, type Tensor } from "../base/index.ts";
import { createModel, type Graph, ints, writeModel } from "../graph/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";

/** A multiple of every block, and more than the largest. */
const channels = 64;

/**
 * How many channels the runtime's convolutions hold side by side on this machine (see `channelBlocks`): 16 or 8; undefined
 * where it has no such convolutions, as in browsers, or where they do not compute what its others do. Small models ask it.
 */
export async function channelBlockSize(platform: Platform, options: SessionOptions = {}): Promise<number | undefined> {
  if ((options.device ?? "cpu") !== "cpu") return undefined;
  try {
    const counted = ramp([1, channels, 1, 2]);
    const reordered = await runOnce(platform, reorderGraph(counted.shape), { x: counted }, options);
    // The second element of the first channel comes behind the first elements of a block.
    const size = numbers(reordered).indexOf(1);
    if (size <= 1 || channels % size !== 0) return undefined;
    const plain = convolutionGraph();
    const feeds = { x: wave([2, channels, 5, 9]), w: wave([channels, channels, 3, 3]) };
    const [expected, got] = [
      await runOnce(platform, plain, feeds, options),
      await runOnce(platform, channelBlocks(plain, size), feeds, options),
    ].map(numbers) as [number[], number[]];
    return expected.every((value, i) => Math.abs(value - got[i]!) < 1e-3) ? size : undefined;
  } catch (error) {
    if (error instanceof NetspectraError) return undefined;
    throw error;
  }
}

async function runOnce(
  platform: Platform,
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
  options: SessionOptions,
): Promise<Tensor> {
  const session = await platform.openSession(writeModel(createModel(graph)), options);
  try {
    return (await session.run(feeds))["y"]!;
  } finally {
    await session.release();
  }
}

function reorderGraph(shape: readonly number[]): Graph {
  const info = { type: "float32", shape } as const;
  const node = { name: "reorder", operator: "ReorderInput", domain: channelBlockDomain, attributes: {} };
  return {
    name: "reorder",
    inputs: [{ name: "x", ...info }],
    outputs: [{ name: "y", ...info }],
    nodes: [{ ...node, inputs: ["x"], outputs: ["y"] }],
    initializers: new Map(),
    valueInfo: [],
  };
}

function convolutionGraph(): Graph {
  const g = newGraph();
  const [x, w] = [g.input("x", "float32", [2, channels, 5, 9]), g.input("w", "float32", [channels, channels, 3, 3])];
  return g.finish({ y: g.op("Conv", [x, w], { pads: ints([1, 1, 1, 1]) }) });
}

const ramp = (shape: readonly number[]) =>
  float32(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => i),
  );
const wave = (shape: readonly number[]) =>
  float32(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i * 1.7) / 8),
  );
