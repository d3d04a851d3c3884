import { costOf } from "../../autodiff/index.ts";
import { type ElementType, matchInput, type Samples, type Tensor, tensorOf } from "../../base/index.ts";
import { createModel, type Graph, writeModel } from "../../graph/index.ts";
import type { Platform, Session, SessionOptions } from "../../platform/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import { selectOutput } from "../selectOutput.ts";

/** A session that computes logits. */
export interface LogitSource {
  readonly session: Session;
  /** Inputs other than the samples. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Name of the input that takes the samples, and what it takes; default float32. */
  readonly input: string;
  readonly type?: ElementType;
  /** How samples are fed, where that is not as values of this type. */
  readonly feed?: (indices: readonly number[]) => Tensor;
  readonly output: string;
  /** Samples per run. */
  readonly chunk: number;
  /** The graph runs at this size of the batch alone: the last sample is fed again where some are missing. */
  readonly exactly?: boolean;
}

/** The logits of one sample; a single output z is the pair 0 and z. */
export interface LogitRow {
  readonly sample: number;
  readonly logits: ArrayLike<number>;
}

/**
 * A model from a file, ready to compute logits (a final Softmax, LogSoftmax or Sigmoid is removed), and the samples in
 * the shape that it takes.
 *
 * @throws NetspectraError when the samples do not fit the model
 */
export async function openLogits(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: SessionOptions = {},
): Promise<{ source: LogitSource; matched: Samples }> {
  const { graph, output } = selectOutput(model);
  const matched = matchInput(samples, model.sampleShape, model.layout);
  const session = await platform.openSession(writeModel(createModel(graph)), { ...options, transfer: true });
  return { source: { session, feeds: {}, output, ...feedingOf(model, graph) }, matched };
}

/** How samples are fed to a model's graph, or to one with the same input. */
export function feedingOf(
  { input, batch }: LoadedModel,
  graph: Graph,
): Pick<LogitSource, "input" | "type" | "chunk" | "exactly"> {
  const type = graph.inputs.find(({ name }) => name === input)?.type ?? "float32";
  return { input, type, ...(batch === "any" ? { chunk: samplesPerRun(graph) } : { chunk: batch, exactly: true }) };
}

/** The logits of all samples in their order, some at a time. */
export async function* logitRows(
  { session, feeds, input, type = "float32", feed, output, chunk, exactly = false }: LogitSource,
  samples: Samples,
): AsyncGenerator<readonly LogitRow[]> {
  for (let at = 0; at < samples.count; at += chunk) {
    const count = Math.min(chunk, samples.count - at);
    const fed = exactly ? chunk : count;
    const indices = Array.from({ length: fed }, (_, i) => at + Math.min(i, count - 1));
    const x = feed?.(indices) ?? tensorOf(type, [fed, ...samples.shape], samples.gather(indices));
    const outputs = await session.run({ ...feeds, [input]: x }, { fetches: [output] });
    const values = outputs[output]!.data as Float32Array;
    const k = values.length / fed;
    yield Array.from({ length: count }, (_, i) => ({
      sample: at + i,
      logits: k === 1 ? [0, values[i]!] : values.subarray(i * k, (i + 1) * k),
    }));
  }
}

/**
 * About a quarter of a second at 50 GFLOP/s, and 256 MiB of values. It follows from the graph alone, so that the numbers
 * do not depend on the machine's load.
 */
export function samplesPerRun(graph: Graph): number {
  const { flops, bytes } = costOf(graph);
  return Math.max(1, Math.min(5000, Math.floor(1.25e10 / (flops + 1)), Math.floor(2 ** 28 / (bytes + 1))));
}
