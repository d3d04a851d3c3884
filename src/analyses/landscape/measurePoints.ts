import { float32, type Samples } from "../../base/index.ts";
import { createModel, writeModel } from "../../graph/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import { evaluateLogits } from "../logits/evaluateLogits.ts";
import { feedingOf } from "../logits/logitRows.ts";
import { combinationGraph, type Weights } from "./combinationGraph.ts";
import { heldSamples } from "./heldSamples.ts";

/** Loss and accuracy at some points; null where the loss is no finite number. */
export interface MeasuredPoints {
  readonly loss: readonly (number | null)[];
  readonly accuracy: readonly (number | null)[];
  readonly notFinite: number;
}

/**
 * Mean cross-entropy and accuracy of a network whose weights are Σᵢ cᵢ termᵢ, at each of the given c.
 *
 * @param points coefficients of all terms, for each point
 * @throws NetspectraError when the samples have no labels, or some that the network does not know
 */
export async function measurePoints(
  platform: Platform,
  model: LoadedModel,
  terms: readonly Weights[],
  points: readonly (readonly number[])[],
  samples: Samples,
  { batch, ...session }: SessionOptions & { readonly batch?: number } = {},
): Promise<MeasuredPoints> {
  const { graph, output, coefficients } = combinationGraph(model, terms);
  const feeding = feedingOf(model, graph);
  const chunk = model.batch === "any" && batch !== undefined ? batch : feeding.chunk;
  const held = heldSamples(samples);
  const opened = await platform.openSession(writeModel(createModel(graph)), { ...session, transfer: true });
  const progress = platform.reporter.progress("landscape", points.length, "points");
  const loss: (number | null)[] = [];
  const accuracy: (number | null)[] = [];
  try {
    for (const point of points) {
      const feeds = Object.fromEntries(coefficients.map((name, i) => [name, float32([], [point[i]!])]));
      const found = await evaluateLogits({ session: opened, feeds, output, ...feeding, chunk }, held);
      const sound = Number.isFinite(found.loss);
      loss.push(sound ? found.loss : null);
      accuracy.push(sound ? found.accuracy : null);
      progress.update(loss.length);
    }
  } finally {
    progress.finish();
    await opened.release();
  }
  return { loss, accuracy, notFinite: loss.filter((value) => value === null).length };
}
