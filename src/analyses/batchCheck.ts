import { costOf } from "../autodiff/index.ts";
import { type ElementType, random, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import { createModel, type Graph } from "../graph/index.ts";
import { openCached, type Platform, type Session } from "../platform/index.ts";

/** A run of more than this is not made for a check; the proof from the graph has to do. */
const mostFlops = 4e10;
const mostBytes = 2 ** 28;
/** Of the largest output: what rounding in another order of summation may change in float32. */
const tolerance = 1e-4;

/** A graph, the input that is varied, and the shape of a sample of it. */
export interface Checked {
  readonly graph: Graph;
  readonly input: string;
  readonly type: ElementType;
  readonly sampleShape: readonly number[];
}

/** A graph as it was exported. */
export interface Exported {
  readonly graph: Graph;
  /** Samples that it takes at a time. */
  readonly size: number;
  /** Whether its input has an axis for them. */
  readonly hasBatchAxis: boolean;
}

/** Whether a run of a graph with `size` samples is small enough to be made for a check. */
export function isCheap(graph: Graph, size: number): boolean {
  const { flops, peakBytes } = costOf(graph);
  return flops * size <= mostFlops && peakBytes * size <= mostBytes;
}

/**
 * Run a network both ways: as it was exported, for a fixed number of samples at a time, and with the batch opened, for
 * other numbers of samples.
 *
 * @returns whether the first outputs agree
 */
export async function agreesWhenOpened(platform: Platform, exported: Exported, open: Checked): Promise<boolean> {
  const { size, hasBatchAxis } = exported;
  const count = size === 1 ? 3 : size;
  const x = noise(open, count);
  const [whole, parts] = [await openGraph(platform, exported.graph), await openGraph(platform, open.graph)];
  try {
    const expected = await inChunks(whole, open, x, size, hasBatchAxis);
    const together = await inChunks(parts, open, x, count);
    const apart = await inChunks(parts, open, x, Math.max(1, Math.floor(count / 3)));
    return isClose(together, expected) && isClose(apart, expected);
  } finally {
    await whole.release();
    await parts.release();
  }
}

/**
 * Whether samples pass a graph of a fixed batch size on their own: the others' outputs stay the same when one changes.
 *
 * @param frozen its first output has the batch on its first axis
 */
export async function keepsSamplesApart(platform: Platform, frozen: Checked, size: number): Promise<boolean> {
  const session = await openGraph(platform, frozen.graph);
  try {
    const x = noise(frozen, size);
    const changed = { ...x, data: x.data.slice() as Float32Array } as Tensor;
    const sample = sizeOf(frozen.sampleShape);
    (changed.data as Float32Array).subarray(0, sample).reverse();
    (changed.data as Float32Array)[0]! += 1;
    const before = await inChunks(session, frozen, x, size);
    const after = await inChunks(session, frozen, changed, size);
    const own = before.length / size;
    return isClose(before.subarray(own), after.subarray(own));
  } finally {
    await session.release();
  }
}

const openGraph = (platform: Platform, graph: Graph) => openCached(platform, createModel(graph));

function noise({ input, type, sampleShape }: Checked, count: number): Tensor {
  const stream = random(0, "batch check", input);
  const shape = [count, ...sampleShape];
  return tensorOf(type, shape, Float64Array.from({ length: sizeOf(shape) }, stream.uniform));
}

/** The first output for all samples, `size` of them at a time. */
async function inChunks(
  session: Session,
  { input, type, sampleShape }: Checked,
  x: Tensor,
  size: number,
  hasBatchAxis = true,
): Promise<Float64Array> {
  const sample = sizeOf(sampleShape);
  const count = x.shape[0]!;
  const parts: number[] = [];
  for (let from = 0; from < count; from += size) {
    const chunk = Math.min(size, count - from);
    const data = (x.data as Float32Array).subarray(from * sample, (from + chunk) * sample);
    const feeds = { [input]: tensorOf(type, hasBatchAxis ? [chunk, ...sampleShape] : sampleShape, data) };
    const [output = ""] = session.outputs;
    const result = await session.run(feeds, { fetches: [output] });
    for (const value of result[output]!.data as Float32Array) parts.push(value);
  }
  return Float64Array.from(parts);
}

function isClose(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-30);
  return a.every((value, i) => Math.abs(value - b[i]!) <= tolerance * scale);
}
