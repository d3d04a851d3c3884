import { costOf } from "../autodiff/index.ts";
import { batch, type ElementType, isFloat, random, sizeOf, type Tensor, tensorOf } from "../base/index.ts";
import { createModel, type Graph } from "../graph/index.ts";
import { openCached, type Platform, type Session } from "../platform/index.ts";

/** A run of more than this is not made for a check; the proof from the graph has to do. */
const mostFlops = 4e10;
const mostBytes = { perRun: 2 ** 28, fixed: 2 ** 31 } as const;
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

/** Samples are made and compared here, one element after another: a second of work. */
const mostSamples = 10_000;

/** Whether a run of a graph with `size` samples is small enough to be made for a check. */
export function isCheap(graph: Graph, size: number): boolean {
  const { flops, fixedFlops, peakBytes, fixedBytes } = costOf(graph);
  const light = size <= mostSamples && flops * size + fixedFlops <= mostFlops;
  return light && peakBytes * size <= mostBytes.perRun && fixedBytes <= mostBytes.fixed;
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
  const axis = open.graph.outputs[0]?.shape?.findIndex((length) => `${length}`.split("*").includes(batch)) ?? -1;
  if (axis < 0) return false;
  const x = testSamples(open, count);
  const [whole, parts] = [await openGraph(platform, exported.graph), await openGraph(platform, open.graph)];
  try {
    const expected = await inChunks(whole, open, x, { size, axis, hasBatchAxis });
    const together = await inChunks(parts, open, x, { size: count, axis });
    const apart = await inChunks(parts, open, x, { size: Math.max(1, Math.floor(count / 3)), axis });
    return isClose(together, expected) && isClose(apart, expected);
  } finally {
    await whole.release();
    await parts.release();
  }
}

/**
 * Whether samples pass a graph of a fixed batch size on their own, as far as a run shows it: the others' outputs stay the
 * same when one sample changes.
 */
export async function keepsSamplesApart(platform: Platform, frozen: Checked, size: number): Promise<boolean> {
  const shape = frozen.graph.outputs[0]?.shape ?? [];
  const axis = shape.includes(size) ? shape.indexOf(size) : 0;
  if (Number(shape[axis]) % size !== 0) return true;
  const session = await openGraph(platform, frozen.graph);
  try {
    const x = testSamples(frozen, size);
    const before = await inChunks(session, frozen, x, { size, axis });
    const after = await inChunks(session, frozen, x.toSpliced(0, 1, x[1]!), { size, axis });
    const own = before.length / size;
    return isClose(after.subarray(own), before.subarray(own));
  } finally {
    await session.release();
  }
}

const openGraph = (platform: Platform, graph: Graph) => openCached(platform, createModel(graph));

/** Uniform noise, normal noise, and smooth waves as in pictures, in turn; whole numbers from 0 to 255 for integers. */
function testSamples({ type, input, sampleShape }: Checked, count: number): Float64Array[] {
  const stream = random(0, "batch check", input);
  const size = sizeOf(sampleShape);
  const kinds = [stream.uniform, stream.normal, undefined];
  return Array.from({ length: count }, (_, n) => {
    const phase = stream.uniform();
    const wave = (i: number) => 0.5 + 0.5 * Math.sin((i * 12) / size + 6 * phase);
    const kind = kinds[n % kinds.length];
    const values = Float64Array.from({ length: size }, (__, i) => kind?.() ?? wave(i));
    return isFloat(type) ? values : values.map((value) => Math.min(255, Math.floor(Math.abs(value) * 255)));
  });
}

interface Chunks {
  /** Samples at a time. */
  readonly size: number;
  /** Axis of the output that holds them. */
  readonly axis: number;
  readonly hasBatchAxis?: boolean;
}

/** The first output for all samples, sample by sample. */
async function inChunks(
  session: Session,
  { input, type, sampleShape }: Checked,
  samples: readonly Float64Array[],
  { size, axis, hasBatchAxis = true }: Chunks,
): Promise<Float64Array> {
  const parts: number[] = [];
  for (let from = 0; from < samples.length; from += size) {
    const chunk = samples.slice(from, from + size);
    const data = Float64Array.from(chunk.flatMap((sample) => [...sample]));
    const feeds = { [input]: tensorOf(type, hasBatchAxis ? [chunk.length, ...sampleShape] : sampleShape, data) };
    const [output = ""] = session.outputs;
    const result = (await session.run(feeds, { fetches: [output] }))[output]!;
    for (const value of bySample(result, axis, chunk.length)) parts.push(value);
  }
  return Float64Array.from(parts);
}

/** The elements of a tensor with the samples of one axis turned to the front. */
function bySample({ shape, data }: Tensor, axis: number, count: number): number[] {
  const outer = count === 1 ? 1 : sizeOf(shape.slice(0, axis));
  const inner = data.length / outer / count;
  const values: number[] = [];
  for (let n = 0; n < count; n++) {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) values.push(Number(data[(o * count + n) * inner + i]));
    }
  }
  return values;
}

function isClose(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  const scale = b.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 1e-30);
  return a.every((value, i) => Object.is(value, b[i]) || Math.abs(value - b[i]!) <= tolerance * scale);
}
