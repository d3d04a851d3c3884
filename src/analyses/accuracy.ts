import { fail, type Samples } from "../base/index.ts";

/** Counts right answers while an analysis passes over the data. */
export interface Accuracy {
  /** `outputs`: N × k logits; one output means class 1 where it is positive. */
  add(indices: readonly number[], outputs: ArrayLike<number>): void;
  /** Nothing for data without labels. A network at chance level gets a warning: most often the preprocessing is wrong. */
  result(): { accuracy?: number; warnings?: string[] };
}

/**
 * @param predicts whether the outputs are scores of classes; nothing is counted otherwise
 * @throws NetspectraError when a label is no class of a network with `k` outputs
 */
export function countAccuracy(data: Samples, k: number, predicts = true): Accuracy {
  const labels = predicts ? data.labels : undefined;
  const classes = Math.max(k, 2);
  const bad = labels?.findIndex((label) => label < 0 || label >= classes) ?? -1;
  if (bad >= 0) {
    fail({
      subject: `${data.source}, sample ${bad}`,
      expected: `a label from 0 to ${classes - 1} (the network has ${k} outputs)`,
      got: `${labels?.[bad]}`,
    });
  }
  const counts = new Float64Array(classes);
  let right = 0;
  let seen = 0;
  return {
    add(indices, outputs) {
      if (!labels) return;
      indices.forEach((sample, n) => {
        const label = labels[sample]!;
        const predicted = k === 1 ? Number(outputs[n]! > 0) : largest(outputs, n * k, k);
        if (predicted === label) right++;
        counts[label]!++;
        seen++;
      });
    },
    result() {
      if (seen === 0) return {};
      const accuracy = right / seen;
      const chance = Math.max(...counts) / seen;
      if (seen < 20 || accuracy > chance * 1.1) return { accuracy };
      const warning =
        `The accuracy, ${(100 * accuracy).toFixed(1)} %, is no better than guessing the commonest class: is the ` +
        "preprocessing that of the training (--mean, --std, --raw), and are the labels in the network's order?";
      return { accuracy, warnings: [warning] };
    },
  };
}

function largest(values: ArrayLike<number>, at: number, k: number): number {
  let best = 0;
  for (let i = 1; i < k; i++) if (values[at + i]! > values[at + best]!) best = i;
  return best;
}
