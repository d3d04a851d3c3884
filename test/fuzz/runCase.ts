import { derivativeOf, openJacobian } from "../../src/analyses/jacobianStream.ts";
import { loadModel } from "../../src/analyses/loadModel.ts";
import { selectOutput } from "../../src/analyses/selectOutput.ts";
import {
  elementsAsked,
  jacobian,
  lower,
  newGraph,
  normalizeModel,
  refuseInteraction,
} from "../../src/autodiff/index.ts";
import {
  float32,
  isFloat,
  NetspectraError,
  type Samples,
  sizeOf,
  type Tensor,
  tensorOf,
} from "../../src/base/index.ts";
import { createModel, type Graph, readModel, writeModel } from "../../src/graph/index.ts";
import type { Files, Platform } from "../../src/platform/index.ts";
import type { Case } from "./makeCase.ts";

/** What became of a case. */
export interface Outcome {
  readonly kind: "ran" | "refused" | "too large to run" | "failed";
  /** The refusal without its names and numbers, or the failure with its stack. */
  readonly reason?: string;
  /** Bytes that running it may take beside the file. */
  readonly estimate: number;
}

const path = "/models/model.onnx";
const count = 2;
/** Models that say themselves that a run takes more are not run here. */
const largestRun = 2 ** 26;

/** Take a file through the whole way from its bytes to a run of its Jacobian. Never throws. */
export async function runCase(platform: Platform, files: Files, wanted: Case): Promise<Outcome> {
  let estimate = 0;
  const note: Note = (graph, samples, most = Number.POSITIVE_INFINITY) => {
    const bytes = bytesToRun(graph, samples);
    estimate = Math.max(estimate, Math.min(bytes, most));
    return bytes <= largestRun;
  };
  try {
    await files.remove("/models");
    await files.makeFolder("/models");
    await files.write(path, wanted.bytes);
    for (const [name, bytes] of Object.entries(wanted.beside)) await files.write(`/models/${name}`, bytes);
    const own = { ...platform, files };
    if (wanted.sample) estimate = bytesToAsk(wanted);
    const ran = wanted.sample
      ? await runNetwork(own, wanted, wanted.sample, note)
      : await runOperator(own, wanted.bytes, note);
    return { kind: ran ? "ran" : "too large to run", estimate };
  } catch (error) {
    return { ...judge(error), estimate };
  }
}

/** Bytes of the run that the loader makes to learn shapes that it cannot follow. */
function bytesToAsk(wanted: Case): number {
  try {
    return 8 * elementsAsked(read(wanted));
  } catch {
    return 0;
  }
}

const read = ({ bytes, beside }: Case) => readModel(bytes, { externalData: new Map(Object.entries(beside)) });

/** Notes what a run of a graph takes, `most` bytes at most; false where that is too much to be tried here. */
type Note = (graph: Graph, samples: number, most?: number) => boolean;

async function runNetwork(platform: Platform, wanted: Case, sample: readonly number[], note: Note): Promise<boolean> {
  const model = await loadModel(platform, path, { sampleShape: sample });
  const selected = selectOutput(model);
  const columns = [0];
  const [declared] = read(wanted).graph.inputs[0]?.shape ?? [];
  // A batch that the file fixes is opened, and the loader has run the graph both ways if that is cheap.
  if (typeof declared === "number") note(selected.graph, declared, 2 ** 28);
  const { graph } = jacobian(selected.graph, { output: selected.output, ...derivativeOf(model), columns });
  if (!note(graph, count)) return false;
  const stream = await openJacobian(platform, model, selected, samplesOf(model.sampleShape), { columns, threads: 1 });
  try {
    for await (const { rows } of stream.run([0, 1])) if (rows.length !== 1) throw new Error("no row for the column");
  } finally {
    await stream.close();
  }
  return true;
}

async function runOperator(platform: Platform, bytes: Uint8Array, note: Note): Promise<boolean> {
  const model = readModel(bytes, { source: path });
  const graph = lower(normalizeModel(model, { source: path }));
  if (!note(graph, count)) return false;
  const session = await platform.openSession(writeModel(createModel(graph)), { threads: 1 });
  try {
    const feeds = graph.inputs.map(({ name, type = "float32", shape = [] }): [string, Tensor] => {
      const sizes = shape.map((size) => (typeof size === "number" ? size : count));
      return [name, tensorOf(type, sizes, Array(sizeOf(sizes)).fill(isFloat(type) ? 0.5 : 1))];
    });
    await session.run(Object.fromEntries(feeds));
  } finally {
    await session.release();
  }
  refuseInteraction(graph);
  jacobian(graph, { columns: [0] });
  return true;
}

function samplesOf(shape: readonly number[]): Samples {
  const size = sizeOf(shape);
  const row = (index: number) => Array.from({ length: size }, (_, i) => Math.sin(1 + index + 2 * i));
  return {
    source: "generated",
    split: "test",
    count,
    shape,
    gather: (indices) => float32([indices.length, ...shape], Array.from(indices, row).flat()).data,
  };
}

/** All values of a graph at this many samples, eight bytes an element. */
function bytesToRun(graph: Graph, samples: number): number {
  const g = newGraph(graph);
  const size = (d: number | string): number =>
    typeof d === "number" ? d : d.split("*").reduce((product, part) => product * (Number(part) || samples), 1);
  const names = [...graph.inputs.map(({ name }) => name), ...g.nodes.flatMap(({ outputs }) => outputs)];
  const values = names.filter((name) => name !== "").map((name) => g.value(name));
  return values.reduce((sum, { shape }) => sum + 8 * sizeOf(shape.map(size)), 0);
}

/** Refusals are made for people: four parts, an exit code that says whose fault it is, no stack, nothing endless. */
function judge(error: unknown): Pick<Outcome, "kind" | "reason"> {
  if (!(error instanceof NetspectraError)) {
    return { kind: "failed", reason: error instanceof Error ? `${error.stack}` : String(error) };
  }
  const { exitCode, complaint, message } = error;
  const { subject, expected, got } = complaint;
  const faults = [
    ...(exitCode === 2 || exitCode === 3 ? [] : [`exit code ${exitCode}`]),
    ...(subject && expected && typeof got === "string" ? [] : ["an empty part"]),
    ...(/\n\s+at |undefined|\[object |\p{Cc}/u.test(message) ? ["a stack or a value that is no word"] : []),
    ...(message.length <= longestMessage ? [] : [`a message of ${message.length} characters`]),
  ];
  if (faults.length > 0) return { kind: "failed", reason: `${faults}: ${message.slice(0, 500)}\n${error.stack}` };
  return { kind: "refused", reason: `exit code ${exitCode}: expected ${plain(expected)}, got ${plain(got)}` };
}

const longestMessage = 20_000;

/** The kind of a complaint: without names and numbers. */
function plain(text: string): string {
  return text
    .replace(/"[^"]*"/g, '"…"')
    .replace(/-?\d[\d.e+×*N,-]*/g, "#")
    .slice(0, 100);
}
