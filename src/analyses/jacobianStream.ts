import { type Cost, costOf, type Jacobian, jacobian, jacobianTemplate, newGraph } from "../autodiff/index.ts";
import { fail, type Samples, throwIfCancelled } from "../base/index.ts";
import { createModel, type Graph, int } from "../graph/index.ts";
import { type OpenModelOptions, openCached, type Platform, type Session } from "../platform/index.ts";
import { feedSamples } from "./feedSamples.ts";
import type { LoadedModel } from "./loadModel.ts";
import { probabilityRows } from "./probabilityRows.ts";
import { samplesPerRun } from "./samplesPerRun.ts";
import type { SelectedOutput } from "./selectOutput.ts";

/** Input gradients of a batch of samples. */
export interface JacobianBatch {
  /** Which samples of the data. */
  readonly indices: readonly number[];
  /** The differentiated tensor, N × k, as the network gives it (before a probability head). */
  readonly outputs: Float32Array | Float64Array;
  /** One N × d matrix per column asked for, row i = ∂ output / ∂ x at sample i. */
  readonly rows: readonly (Float32Array | Float64Array)[];
  /** Per column, Σ |∂ output / ∂ x| over the samples of the batch: d numbers. */
  readonly absoluteSums: readonly (Float32Array | Float64Array)[];
}

export interface JacobianStream {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly columns: readonly number[];
  /** Samples that one run of the session takes. */
  readonly batch: number;
  /** Element type of the rows: that of the model; float64 for probabilities. */
  readonly rowType: "float32" | "float64";
  /**
   * Differentiate at these samples, in runs of at most `batch`. Where it is known which samples come `next`, in the call
   * after this one, the first run of these starts before the last rows of this call are handed out.
   */
  run(indices: readonly number[], next?: readonly number[]): AsyncGenerator<JacobianBatch>;
  close(): Promise<void>;
}

export interface JacobianStreamOptions extends OpenModelOptions {
  /** Columns of the output; default all. */
  columns?: readonly number[];
  /** Samples per run; default: as many as take about a third of a second. */
  batch?: number;
}

/** Sizes of a Jacobian, from its graph alone. */
export interface JacobianSizes {
  /** d */
  readonly inputSize: number;
  readonly outputSize: number;
  readonly columns: readonly number[];
  readonly rowType: "float32" | "float64";
}

/** What a stream would say of its sizes; no session is opened. @throws NetspectraError for columns that are not there */
export function jacobianSizes(
  model: LoadedModel,
  { graph, output, head }: SelectedOutput,
  columns?: readonly number[],
): JacobianSizes {
  const { inputSize, outputSize } = jacobianTemplate(graph, { output, ...derivativeOf(model) });
  const outside = columns?.find((j) => j >= outputSize);
  if (outside !== undefined) {
    fail({ subject: "--outputs", expected: `columns from 0 to ${outputSize - 1}`, got: `${outside}` });
  }
  const all = columns ?? Array.from({ length: outputSize }, (_, j) => j);
  const rowType = head || newGraph(graph).value(model.wrt).type === "float64" ? "float64" : "float32";
  return { inputSize, outputSize, columns: all, rowType };
}

/** A graph that is only run at one batch size may still have an open batch axis. */
export function derivativeOf({ graph, input, wrt, batch }: LoadedModel) {
  const [first] = graph.inputs.find(({ name }) => name === input)?.shape ?? [];
  return { wrt, ...(batch !== "any" && typeof first === "number" && { samples: batch }) };
}

/** The graph that computes these columns; probabilities need those of all logits. */
function jacobianOf(
  model: LoadedModel,
  { graph, output, head }: SelectedOutput,
  columns?: readonly number[],
): Jacobian {
  return jacobian(graph, { output, ...derivativeOf(model), ...(columns && !head && { columns }) });
}

/** What a stream of these columns costs per sample, and how many samples its runs take; no session is opened. */
export function jacobianCost(
  platform: Platform,
  model: LoadedModel,
  selected: SelectedOutput,
  data: Samples,
  { columns, batch }: Pick<JacobianStreamOptions, "columns" | "batch">,
): Cost & { readonly batch: number } {
  const { graph } = jacobianOf(model, selected, columns);
  return { ...costOf(graph), batch: samplesPerRun(platform, model, graph, data.count, batch) };
}

/** Open a session for the Jacobian of `selected` around `data`. */
export async function openJacobian(
  platform: Platform,
  model: LoadedModel,
  selected: SelectedOutput,
  data: Samples,
  options: JacobianStreamOptions = {},
): Promise<JacobianStream> {
  const { head } = selected;
  const wanted = jacobianOf(model, selected, options.columns);
  const { inputSize, outputSize, columns, rowType } = jacobianSizes(model, selected, options.columns);
  const graph = head || model.batch !== "any" ? wanted.graph : withAbsoluteSums(wanted);
  if (options.batch !== undefined && options.batch > data.count) {
    fail({ subject: "--batch", expected: `at most ${data.count}, the number of samples`, got: `${options.batch}` });
  }
  const batch = samplesPerRun(platform, model, graph, data.count, options.batch);
  const { batch: _, columns: __, ...sessionOptions } = options;
  const session = await openCached(platform, createModel(graph), sessionOptions);

  const start = (chosen: readonly number[]) => {
    const results = session.run(feedSamples(model, data, chosen), { transfer: true });
    // Whoever gives up early never asks for these results; their failure must not end the process.
    results.catch(() => {});
    return results;
  };
  const sizeFor = (count: number) => (model.batch === "any" ? Math.ceil(count / Math.ceil(count / batch)) : batch);
  /** The first run of the samples that were said to come next. */
  let ahead: { readonly samples: readonly number[]; readonly results: ReturnType<typeof start> } | undefined;

  async function* run(indices: readonly number[], following: readonly number[] = []): AsyncGenerator<JacobianBatch> {
    // The next run starts before the rows of this one are handed out, so that the runtime never waits for the caller.
    const size = sizeFor(indices.length);
    let next = ahead?.samples === indices ? ahead.results : start(indices.slice(0, size));
    ahead = undefined;
    for (let from = 0; from < indices.length; from += size) {
      throwIfCancelled(platform.signal, "the Jacobian");
      const chosen = indices.slice(from, from + size);
      const results = await next;
      if (from + size < indices.length) next = start(indices.slice(from + size, from + 2 * size));
      else if (following.length > 0) {
        ahead = { samples: following, results: start(following.slice(0, sizeFor(following.length))) };
      }
      const real = (name: string, width: number) =>
        (results[name]!.data as Float32Array | Float64Array).subarray(0, chosen.length * width);
      const outputs = real(wanted.output, outputSize);
      const logitRows = wanted.rows.map((name) => real(name, inputSize));
      requireFinite(outputs, outputSize, chosen, (column) => `output ${column}`);
      const rows = head ? probabilityRows(head, outputs, logitRows, columns, chosen.length, inputSize) : logitRows;
      const absoluteSums = rows.map((matrix, j) =>
        head || model.batch !== "any"
          ? absoluteSum(matrix, inputSize)
          : (results[sumName(j)]!.data as Float32Array | Float64Array),
      );
      absoluteSums.forEach((sums, j) => {
        // Where a sum over samples is finite, so are its terms.
        if (sums.every(Number.isFinite)) return;
        requireFinite(rows[j]!, inputSize, chosen, () => `the gradient of output ${columns[j]}`);
      });
      yield { indices: chosen, outputs, rows, absoluteSums };
    }
  }
  return { inputSize, outputSize, columns, batch, rowType, run, close: () => session.release() };
}

const sumName = (j: number) => `absolute_sum_${j}`;

/** The Jacobian graph with Σ |row| over the batch beside each row: the runtime does it while the rows are at hand. */
function withAbsoluteSums({ graph, output, rows }: Jacobian): Graph {
  const g = newGraph(graph);
  const sums = rows.map((name, j) => [
    sumName(j),
    g.op("ReduceL1", [g.value(name), g.indices([0])], { keepdims: int(0) }),
  ]);
  const outputs = [output, ...rows].map((name) => [name, g.value(name)]);
  return g.finish(Object.fromEntries([...outputs, ...sums]));
}

function absoluteSum(rows: Float32Array | Float64Array, d: number): Float64Array {
  const sum = new Float64Array(d);
  for (let i = 0; i < rows.length; i += d) for (let a = 0; a < d; a++) sum[a]! += Math.abs(rows[i + a]!);
  return sum;
}

/** @throws NetspectraError that names the first sample with a number that is not finite */
function requireFinite(
  values: Float32Array | Float64Array,
  width: number,
  indices: readonly number[],
  what: (column: number) => string,
): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  fail({
    subject: `sample ${indices[Math.floor(bad / width)]}`,
    expected: `finite numbers in ${what(bad % width)}`,
    got: `${values[bad]}`,
    todo: "Check the scale of the data against what the network was trained on (--mean, --std, --raw).",
  });
}

/** A session that computes `graph`, for services like Gram products. */
export function openGraph(platform: Platform, graph: Graph, options: OpenModelOptions = {}): Promise<Session> {
  return openCached(platform, createModel(graph), options);
}
