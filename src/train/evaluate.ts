import { type LoadedModel, selectOutput } from "../analyses/loadModel.ts";
import { costOf, newGraph } from "../autodiff/index.ts";
import { fail, matchInput, type Samples, tensor } from "../base/index.ts";
import { createModel, type Graph, writeModel } from "../graph/index.ts";
import type { Platform, Session } from "../platform/index.ts";
import type { TrainableNetwork } from "./trainableNetwork.ts";
import type { TrainingState } from "./trainingState.ts";

/** How well a network does on labelled data. */
export interface Evaluation {
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** Share of samples whose largest logit is their label. */
  readonly accuracy: number;
  readonly samples: number;
}

/** Evaluates states of one network, without opening a session for each. */
export interface Evaluator {
  evaluate(state: TrainingState, samples: Samples): Promise<Evaluation>;
  release(): Promise<void>;
}

/** An evaluator of a network in inference mode; parameters and statistics are its inputs. */
export async function createEvaluator(
  platform: Platform,
  network: TrainableNetwork,
  input: readonly number[],
): Promise<Evaluator> {
  const g = newGraph();
  const x = g.input("run:x", "float32", ["N", ...input]);
  const built = network(g, {
    mode: "inference",
    x,
    parameter: ({ name, shape }) => g.input(name, "float32", shape),
  });
  const graph = g.finish([built.logits]);
  const session = await platform.openSession(writeModel(createModel(graph)));
  const chunk = chunkOf(graph);
  const weights = graph.inputs.filter(({ name }) => name !== x.name).map(({ name }) => name);
  return {
    evaluate: (state, samples) => {
      const feeds = Object.fromEntries(weights.map((name) => [name, state.get(name)!]));
      return measure(session, feeds, x.name, built.logits.name, samples, chunk);
    },
    release: () => session.release(),
  };
}

/**
 * Loss and accuracy of a model from a file. A final Softmax, LogSoftmax or Sigmoid is removed; a single output z means
 * the logits 0 and z.
 *
 * @throws NetspectraError when the samples do not fit the model or have no labels
 */
export async function evaluateModel(platform: Platform, model: LoadedModel, samples: Samples): Promise<Evaluation> {
  const { graph, output } = selectOutput(model);
  const shape = graph.inputs.find(({ name }) => name === model.input)?.shape?.slice(1) ?? [];
  const matched = matchInput(samples, shape as readonly number[]);
  const session = await platform.openSession(writeModel(createModel(graph)), { transfer: true });
  try {
    return await measure(session, {}, model.input, output, matched, chunkOf(graph));
  } finally {
    await session.release();
  }
}

/**
 * Samples per run: about a quarter of a second at 50 GFLOP/s, and 256 MiB of values. It follows from the graph alone, so
 * that the numbers do not depend on the machine's load.
 */
function chunkOf(graph: Graph): number {
  const { flops, bytes } = costOf(graph);
  return Math.max(1, Math.min(5000, Math.floor(1.25e10 / (flops + 1)), Math.floor(2 ** 28 / (bytes + 1))));
}

async function measure(
  session: Session,
  feeds: Parameters<Session["run"]>[0],
  input: string,
  output: string,
  samples: Samples,
  chunk: number,
): Promise<Evaluation> {
  const { labels, count } = samples;
  if (!labels || count === 0) {
    return fail({
      subject: `${samples.source}, ${samples.split}`,
      expected: "samples with labels",
      got: labels ? "none" : "no labels",
    });
  }
  let loss = 0;
  let right = 0;
  for (let at = 0; at < count; at += chunk) {
    const indices = Array.from({ length: Math.min(chunk, count - at) }, (_, i) => at + i);
    const x = tensor("float32", [indices.length, ...samples.shape], samples.gather(indices));
    const outputs = await session.run({ ...feeds, [input]: x }, { fetches: [output] });
    const { data } = outputs[output]!;
    const logits = data as Float32Array;
    const k = logits.length / indices.length;
    indices.forEach((sample, i) => {
      const row = k === 1 ? [0, logits[i]!] : logits.subarray(i * k, (i + 1) * k);
      const answer = judge(row, labels[sample]!, `${samples.source}, sample ${sample}`);
      loss += answer.loss;
      right += answer.right;
    });
  }
  return { loss: loss / count, accuracy: right / count, samples: count };
}

function judge(logits: ArrayLike<number>, label: number, subject: string): { loss: number; right: number } {
  const z = logits[label];
  if (z === undefined) {
    return fail({ subject, expected: `a label from 0 to ${logits.length - 1}`, got: `${label}` });
  }
  let best = 0;
  for (let j = 1; j < logits.length; j++) if (logits[j]! > logits[best]!) best = j;
  let sum = 0;
  for (let j = 0; j < logits.length; j++) sum += Math.exp(logits[j]! - logits[best]!);
  return { loss: logits[best]! + Math.log(sum) - z, right: Number(best === label) };
}
