import type { LoadedModel } from "../analyses/loadModel.ts";
import { selectOutput } from "../analyses/selectOutput.ts";
import { costOf } from "../autodiff/index.ts";
import { matchInput, type Samples, type Tensor, tensor } from "../base/index.ts";
import { createModel, type Graph, writeModel } from "../graph/index.ts";
import type { Platform, Session, SessionOptions } from "../platform/index.ts";

/** A session that computes logits. */
export interface LogitSource {
  readonly session: Session;
  /** Inputs other than the samples. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Name of the input that takes the samples. */
  readonly input: string;
  readonly output: string;
  /** Samples per run. */
  readonly chunk: number;
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
  const shape = graph.inputs.find(({ name }) => name === model.input)?.shape?.slice(1) ?? [];
  const matched = matchInput(samples, shape as readonly number[]);
  const session = await platform.openSession(writeModel(createModel(graph)), { ...options, transfer: true });
  return { source: { session, feeds: {}, input: model.input, output, chunk: samplesPerRun(graph) }, matched };
}

/** The logits of all samples in their order, some at a time. */
export async function* logitRows(
  { session, feeds, input, output, chunk }: LogitSource,
  samples: Samples,
): AsyncGenerator<readonly LogitRow[]> {
  for (let at = 0; at < samples.count; at += chunk) {
    const indices = Array.from({ length: Math.min(chunk, samples.count - at) }, (_, i) => at + i);
    const x = tensor("float32", [indices.length, ...samples.shape], samples.gather(indices));
    const outputs = await session.run({ ...feeds, [input]: x }, { fetches: [output] });
    const values = outputs[output]!.data as Float32Array;
    const k = values.length / indices.length;
    yield indices.map((sample, i) => ({
      sample,
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
