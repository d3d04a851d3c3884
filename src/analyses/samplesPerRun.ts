import { costOf } from "../autodiff/index.ts";
import { fail } from "../base/index.ts";
import type { Graph } from "../graph/index.ts";
import type { Platform } from "../platform/index.ts";
import type { LoadedModel } from "./loadModel.ts";

/** Work of one run, so that Ctrl-C is obeyed within a second on two cores (about 130 GFLOP/s). */
const flopsPerRun = 4e10;
const bytesPerRun = 3e8;

/** What is computed, as messages say it, and what to do where it does not fit. */
export interface RunSubject {
  readonly what: string;
  readonly todo: string;
}

const jacobians: RunSubject = { what: "Jacobians", todo: "Choose fewer columns (--outputs)" };

/**
 * Samples per run of a graph: what was asked for, else as many as take a fraction of a second; a fixed size is not to be
 * chosen.
 *
 * @throws NetspectraError for another size than the fixed one, and for runs that the machine has no memory for
 */
export function samplesPerRun(
  platform: Platform,
  model: LoadedModel,
  graph: Graph,
  count: number,
  wanted: number | undefined,
  subject = jacobians,
): number {
  if (model.batch !== "any") {
    requireMemory(platform, graph, model, subject);
    if (wanted === undefined || wanted === model.batch) return model.batch;
    return fail({ subject: "--batch", expected: `${model.batch}, which the model is fixed to`, got: `${wanted}` });
  }
  const { flops, bytes, peakBytes, fixedBytes } = costOf(graph);
  const { memory } = platform;
  if (memory !== undefined && peakBytes + fixedBytes > memory) {
    fail({
      subject: model.path,
      expected: `${subject.what} of one sample to fit into ${gibibytes(memory)}`,
      got: `values of ${gibibytes(peakBytes + fixedBytes)}`,
      todo: `${subject.todo}, or smaller sizes of open axes.`,
    });
  }
  const fitting = Math.floor(Math.min(flopsPerRun / Math.max(flops, 1), bytesPerRun / Math.max(bytes, 1), 1024));
  return Math.max(1, Math.min(wanted ?? fitting, count));
}

const gibibytes = (size: number) => `${(size / 2 ** 30).toFixed(1)} GiB`;

/** @throws NetspectraError where what goes into one run of a fixed size and comes out of it is more than the machine has */
function requireMemory(
  { memory }: Platform,
  graph: Graph,
  { path, batch }: LoadedModel,
  { what, todo }: RunSubject,
): void {
  const sizes = [...graph.inputs, ...graph.outputs].map(({ type, shape = [] }) => {
    const elements = shape.reduce<number>((size, length) => size * (typeof length === "number" ? length : 1), 1);
    return elements * (type === "float64" ? 8 : 4);
  });
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (memory === undefined || bytes <= memory) return;
  fail({
    subject: path,
    expected: `a run of its fixed batch of ${batch} samples to fit into ${gibibytes(memory)}`,
    got: `${what} of ${gibibytes(bytes)}`,
    todo: `${todo}, or export the model with an open batch axis.`,
  });
}
