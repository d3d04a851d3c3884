import { fail, type Samples } from "../base/index.ts";

/** Counts right answers while an analysis passes over the data. */
export interface Accuracy {
  /** `outputs`: N × k logits; one output means class 1 where it is positive. */
  add(indices: readonly number[], outputs: ArrayLike<number>): void;
  /** What has been counted so far, to be kept, and added again. */
  counts(): AccuracyCounts;
  /** Add what was counted elsewhere. */
  include(counts: AccuracyCounts): void;
  result(): { accuracy?: number; warnings?: string[] };
}

export interface AccuracyCounts {
  /** Samples whose largest output is their label. */
  readonly right: number;
  /** Samples of each class. */
  readonly classes: readonly number[];
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
  const counts = new Array<number>(labels ? classes : 0).fill(0);
  let right = 0;
  return {
    add(indices, outputs) {
      if (!labels) return;
      indices.forEach((sample, n) => {
        const label = labels[sample]!;
        const predicted = k === 1 ? Number(outputs[n]! > 0) : largest(outputs, n * k, k);
        if (predicted === label) right++;
        counts[label]!++;
      });
    },
    counts: () => ({ right, classes: [...counts] }),
    include(other) {
      right += other.right;
      other.classes.forEach((count, label) => {
        counts[label]! += count;
      });
    },
    result: () => accuracyOf({ right, classes: counts }),
  };
}

/** Nothing for data without labels. A network at chance level gets a warning: most often the preprocessing is wrong. */
export function accuracyOf({ right, classes }: AccuracyCounts): { accuracy?: number; warnings?: string[] } {
  const seen = classes.reduce((sum, count) => sum + count, 0);
  if (seen === 0) return {};
  const accuracy = right / seen;
  const chance = Math.max(...classes) / seen;
  if (seen < 20 || accuracy > chance * 1.1) return { accuracy };
  const warning =
    `The accuracy, ${(100 * accuracy).toFixed(1)} %, is no better than guessing the commonest class: is the ` +
    "preprocessing that of the training (--mean, --std, --raw), and are the labels in the network's order?";
  return { accuracy, warnings: [warning] };
}

function largest(values: ArrayLike<number>, at: number, k: number): number {
  let best = 0;
  for (let i = 1; i < k; i++) if (values[at + i]! > values[at + best]!) best = i;
  return best;
}
