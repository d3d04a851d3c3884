import { fail, type Samples } from "../../base/index.ts";
import { type LogitSource, logitRows } from "./logitRows.ts";

/** How well a network does on labelled data. */
export interface Evaluation {
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** Share of samples whose largest logit is their label. */
  readonly accuracy: number;
  readonly samples: number;
}

/**
 * Mean cross-entropy, in float64 from the logits, and share of right answers. The loss is no finite number where a logit is
 * none.
 *
 * @throws NetspectraError when there are no labels, or a label is no class of the network
 */
export async function evaluateLogits(source: LogitSource, samples: Samples): Promise<Evaluation> {
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
