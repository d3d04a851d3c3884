import { type LoadedModel, logitRows, openLogits } from "netspectra/analyses";
import type { Samples } from "netspectra/base";
import type { Platform, SessionOptions } from "netspectra/platform";

/** How far the answers of two networks are apart. */
export interface AnswerDifference {
  /** The largest difference of a logit, as a share of the range of the first network's logits. */
  readonly outputDifference: number;
  /** Share of samples to which they answer differently. */
  readonly changedAnswers: number;
}

/** Lets the same samples go through two networks. */
export async function answerDifference(
  platform: Platform,
  models: readonly [LoadedModel, LoadedModel],
  samples: Samples,
  session: SessionOptions,
): Promise<AnswerDifference> {
  const [first, second] = [await allLogits(models[0]), await allLogits(models[1])];
  let [low, high, farthest, changed] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  first.forEach((logits, n) => {
    const others = second[n]!;
    logits.forEach((value, i) => {
      low = Math.min(low, value);
      high = Math.max(high, value);
      farthest = Math.max(farthest, Math.abs(others[i]! - value));
    });
    if (answerOf(logits) !== answerOf(others)) changed++;
  });
  return { outputDifference: farthest / (high - low), changedAnswers: changed / samples.count };

  async function allLogits(model: LoadedModel): Promise<readonly (readonly number[])[]> {
    const { source, matched } = await openLogits(platform, model, samples, session);
    const found: number[][] = [];
    try {
      for await (const rows of logitRows(source, matched)) {
        for (const { logits } of rows) found.push(Array.from(logits));
      }
    } finally {
      await source.session.release();
    }
    return found;
  }
}

const answerOf = (logits: readonly number[]) => logits.indexOf(Math.max(...logits));
