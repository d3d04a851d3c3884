import * as v from "valibot";
import { fail, NetspectraError, type Tensor } from "../base/index.ts";
import { createModel, readModel, writeModel } from "../graph/index.ts";
import type { Platform } from "../platform/index.ts";
import type { TrainingState } from "./trainingState.ts";

const row = v.strictObject({
  epoch: v.number(),
  trainingLoss: v.number(),
  trainingAccuracy: v.number(),
  /** The weighted sum of the penalties. */
  trainingPenalty: v.exactOptional(v.number()),
  /** Each penalty without its weight, and what it counts: "layerSpectrum", "layerSpectrum.clipped". */
  penalties: v.exactOptional(v.record(v.string(), v.number())),
  validationLoss: v.exactOptional(v.number()),
  validationAccuracy: v.exactOptional(v.number()),
  /** What the tracked analyses found, by name: `status` "ok" or "failed" (with a `reason`), and numbers or null. */
  tracked: v.exactOptional(v.record(v.string(), v.record(v.string(), v.nullable(v.union([v.number(), v.string()]))))),
  learningRate: v.number(),
  seconds: v.number(),
});

/** One epoch of a training. Training values are means over the epoch's steps, while the weights were moving. */
export type EpochRow = Readonly<v.InferOutput<typeof row>>;

const content = v.strictObject({
  version: v.literal(1),
  identity: v.record(v.string(), v.string()),
  history: v.array(row),
});

/** All that a training needs to go on: with the same data and configuration the numbers come out the same. */
export interface Checkpoint {
  /** What the training is of, by what it depends on; a checkpoint of another one is refused. */
  readonly identity: Readonly<Record<string, string>>;
  readonly history: readonly EpochRow[];
  /** Parameters, running statistics and the optimiser's memory after the last row. */
  readonly state: TrainingState;
  /** Parameters and running statistics of the best epoch so far. */
  readonly best: TrainingState;
}

const [statePrefix, bestPrefix] = ["state/", "best/"];

/** Write a checkpoint: an ONNX file without nodes that holds the tensors. It replaces the one before in one moment. */
export async function saveCheckpoint(platform: Platform, path: string, checkpoint: Checkpoint): Promise<void> {
  const { identity, history, state, best } = checkpoint;
  const tensors = new Map<string, Tensor>();
  for (const [name, tensor] of state) tensors.set(statePrefix + name, tensor);
  for (const [name, tensor] of best) tensors.set(bestPrefix + name, tensor);
  const graph = { name: "checkpoint", inputs: [], outputs: [], nodes: [], initializers: tensors, valueInfo: [] };
  const metadata = { checkpoint: JSON.stringify({ version: 1, identity, history }) };
  await platform.files.write(path, writeModel(createModel(graph, { metadata })));
}

/**
 * The checkpoint in a file, or undefined where there is none.
 *
 * @throws NetspectraError when the file is no checkpoint, or one of a training with another `identity`
 */
export async function loadCheckpoint(
  platform: Platform,
  path: string,
  identity: Readonly<Record<string, string>>,
): Promise<Checkpoint | undefined> {
  if (!(await platform.files.stat(path))) return undefined;
  const { graph, metadata } = readCheckpoint(await platform.files.read(path), path);
  const { history, identity: found } = parseContent(metadata["checkpoint"], path);
  for (const key of new Set([...Object.keys(identity), ...Object.keys(found)])) {
    if (found[key] === identity[key]) continue;
    fail({
      subject: `the checkpoint ${path}`,
      expected: `one of this training (${key}: ${identity[key] ?? "none"})`,
      got: `one of another (${key}: ${found[key] ?? "none"})`,
      todo: startAnew,
    });
  }
  const select = (prefix: string) =>
    new Map(
      [...graph.initializers].flatMap(([name, t]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), t]] : [])),
    );
  return { identity: found, history, state: select(statePrefix), best: select(bestPrefix) };
}

const startAnew = "Remove the file to start anew, or choose another folder.";

function readCheckpoint(bytes: Uint8Array, path: string) {
  try {
    return readModel(bytes, { source: path });
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
    throw new NetspectraError({ ...error.complaint, todo: startAnew });
  }
}

function parseContent(text: string | undefined, path: string): v.InferOutput<typeof content> {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), content), text);
  if (result.success) return result.output;
  return fail({
    subject: path,
    expected: "a checkpoint of a training",
    got: text === undefined ? "a file of another kind" : "a checkpoint of another version",
    todo: startAnew,
  });
}
