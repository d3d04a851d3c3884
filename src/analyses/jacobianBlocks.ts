import { fail, matchInput, type Samples, throwIfCancelled } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { countAccuracy } from "./accuracy.ts";
import { blockedNotes, withNotes } from "./blockedNotes.ts";
import { type JacobianStream, jacobianSizes, openJacobian } from "./jacobianStream.ts";
import type { LoadedModel } from "./loadModel.ts";
import { selectOutput } from "./selectOutput.ts";

export interface JacobianBlocksOptions extends SessionOptions {
  /** `logits` (default), `probabilities`, or the name of a tensor. */
  output?: string;
  /** Columns of the output; default all. */
  outputs?: readonly number[];
  /** Samples per run of the network. */
  batch?: number;
}

/** Jacobians of some samples in a row. */
export interface JacobianBlock {
  /** Row-major b × k × d. */
  readonly jacobian: Float32Array | Float64Array;
  /** The differentiated tensor at these samples, row-major b × all of its elements (before a probability head). */
  readonly values: Float32Array | Float64Array;
  readonly count: number;
}

/** The Jacobians of all samples, to be read in order without ever being held. */
export interface JacobianBlocks {
  /** Name of the differentiated tensor (before a probability head). */
  readonly output: string;
  readonly samples: Samples;
  /** k columns that were asked for, of `outputSize` that there are. */
  readonly columns: readonly number[];
  readonly outputSize: number;
  /** d */
  readonly inputSize: number;
  readonly type: "float32" | "float64";
  /** Bytes of n × k × d elements. */
  readonly bytes: number;
  /**
   * The Jacobians of all samples, or of some. Where it is known which samples come `next`, in the call after this one, their
   * first run starts before the last block of this call is handed out.
   */
  blocks(samples?: readonly number[], next?: readonly number[]): AsyncGenerator<JacobianBlock>;
  /** Of the samples that have gone by, the share whose largest output is their label; what a reader should know. */
  found(): { accuracy?: number; warnings?: string[] };
  close(): Promise<void>;
}

/** So many reverse passes share one graph and one forward pass. */
const columnsPerGraph = 64;

/**
 * The per-sample Jacobians ∂ output[column] / ∂ wrt of a network around samples, in order of the samples (Wang et al. 2016,
 * equation 8, one block per sample).
 *
 * @throws NetspectraError for data that do not fit the model, columns that are not there, values that are not finite
 */
export async function openJacobianBlocks(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: JacobianBlocksOptions = {},
): Promise<JacobianBlocks> {
  const selected = selectOutput(model, options.output);
  const data = matchInput(samples, model.sampleShape, model.layout);
  if (data.count === 0) fail({ subject: data.source, expected: "at least one sample", got: "none" });
  const { outputs, ...rest } = options;
  const { columns, inputSize, outputSize, rowType: type } = jacobianSizes(model, selected, outputs);
  // The rows of probabilities need those of all logits.
  const chunks = selected.head ? [columns] : split(columns, columnsPerGraph);
  const streams: JacobianStream[] = [];
  const close = async () => {
    for (const stream of streams) await stream.close();
  };
  try {
    for (const chunk of chunks) {
      // The first chunk is the largest, so its batch suits them all.
      const batch = streams[0]?.batch ?? rest.batch;
      streams.push(
        await openJacobian(platform, model, selected, data, { ...rest, columns: chunk, ...(batch && { batch }) }),
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  const perSample = columns.length * inputSize;
  const right = countAccuracy(data, outputSize, selected.predicts);

  async function* blocks(
    chosen: readonly number[] = Array.from({ length: data.count }, (_, i) => i),
    next: readonly number[] = [],
  ): AsyncGenerator<JacobianBlock> {
    const runs = streams.map((stream) => stream.run(chosen, next));
    for await (const batch of runs[0]!) {
      throwIfCancelled(platform.signal, "the Jacobian");
      const count = batch.indices.length;
      right.add(batch.indices, batch.outputs);
      const rows = [...batch.rows];
      for (const run of runs.slice(1)) {
        const { value } = await run.next();
        if (value) rows.push(...value.rows);
      }
      yield { jacobian: interleaved(rows, count, inputSize, type), values: batch.outputs, count };
    }
  }
  const found = () => withNotes(right.result(), [...model.notes, ...blockedNotes(model, selected.output)]);
  const bytes = data.count * perSample * (type === "float64" ? 8 : 4);
  const { output } = selected;
  return { output, samples: data, columns, outputSize, inputSize, type, bytes, blocks, found, close };
}

function split(columns: readonly number[], size: number): (readonly number[])[] {
  return Array.from({ length: Math.ceil(columns.length / size) }, (_, i) => columns.slice(i * size, (i + 1) * size));
}

/** k matrices b × d as one b × k × d. */
function interleaved(
  rows: readonly (Float32Array | Float64Array)[],
  count: number,
  d: number,
  type: "float32" | "float64",
): Float32Array | Float64Array {
  const size = count * rows.length * d;
  const jacobian = type === "float64" ? new Float64Array(size) : new Float32Array(size);
  rows.forEach((row, c) => {
    for (let i = 0; i < count; i++) jacobian.set(row.subarray(i * d, (i + 1) * d), (i * rows.length + c) * d);
  });
  return jacobian;
}
