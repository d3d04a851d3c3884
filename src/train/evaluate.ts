import type { LoadedModel } from "../analyses/loadModel.ts";
import { type Evaluation, evaluateLogits, openLogits, samplesPerRun } from "../analyses/logits/index.ts";
import { newGraph } from "../autodiff/index.ts";
import type { Samples } from "../base/index.ts";
import { createModel, writeModel } from "../graph/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { type FedSamples, fedType, fedValues, gatherFed } from "./fedSamples.ts";
import type { TrainableNetwork } from "./trainableNetwork.ts";
import type { TrainingState } from "./trainingState.ts";

export type { Evaluation };

/** Evaluates states of one network, without opening a session for each. */
export interface Evaluator {
  evaluate(state: TrainingState, samples: Samples): Promise<Evaluation>;
  release(): Promise<void>;
}

/** An evaluator of a network in inference mode; parameters and statistics are its inputs. All samples are fed as `fed` says. */
export async function createEvaluator(
  platform: Platform,
  network: TrainableNetwork,
  input: readonly number[],
  fed: FedSamples,
  options: SessionOptions = {},
): Promise<Evaluator> {
  const g = newGraph();
  const x = g.input("run:x", fedType(fed), ["N", ...input]);
  const built = network(g, {
    mode: "inference",
    x: fedValues(g, x, fed),
    parameter: ({ name, shape }) => g.input(name, "float32", shape),
  });
  const graph = g.finish([built.logits]);
  const session = await platform.openSession(writeModel(createModel(graph)), { ...options, transfer: true });
  const chunk = samplesPerRun(graph);
  const weights = graph.inputs.filter(({ name }) => name !== x.name).map(({ name }) => name);
  return {
    evaluate: (state, samples) => {
      const feeds = Object.fromEntries(weights.map((name) => [name, state.get(name)!]));
      const feed = (indices: readonly number[]) => gatherFed(samples.gather, indices, [indices.length, ...input], fed);
      return evaluateLogits({ session, feeds, input: x.name, feed, output: built.logits.name, chunk }, samples);
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
    return await evaluateLogits(source, matched);
  } finally {
    await source.session.release();
  }
}
