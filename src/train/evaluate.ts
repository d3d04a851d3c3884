import type { LoadedModel } from "../analyses/loadModel.ts";
import { newGraph } from "../autodiff/index.ts";
import { fail, type Samples } from "../base/index.ts";
import { createModel, writeModel } from "../graph/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { type LogitSource, logitRows, openLogits, samplesPerRun } from "./logitRows.ts";
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
  options: SessionOptions = {},
): Promise<Evaluator> {
  const g = newGraph();
  const x = g.input("run:x", "float32", ["N", ...input]);
  const built = network(g, {
    mode: "inference",
    x,
    parameter: ({ name, shape }) => g.input(name, "float32", shape),
  });
  const graph = g.finish([built.logits]);
  const session = await platform.openSession(writeModel(createModel(graph)), { ...options, transfer: true });
  const chunk = samplesPerRun(graph);
  const weights = graph.inputs.filter(({ name }) => name !== x.name).map(({ name }) => name);
  return {
    evaluate: (state, samples) => {
      const feeds = Object.fromEntries(weights.map((name) => [name, state.get(name)!]));
      return measure({ session, feeds, input: x.name, output: built.logits.name, chunk }, samples);
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
export async function evaluateModel(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: SessionOptions = {},
): Promise<Evaluation> {
  const { source, matched } = await openLogits(platform, model, samples, options);
  try {
    return await measure(source, matched);
  } finally {
    await source.session.release();
  }
}

async function measure(source: LogitSource, samples: Samples): Promise<Evaluation> {
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
  for await (const rows of logitRows(source, samples)) {
    for (const { sample, logits } of rows) {
      const answer = judge(logits, labels[sample]!, `${samples.source}, sample ${sample}`);
      loss += answer.loss;
      right += answer.right;
    }
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
