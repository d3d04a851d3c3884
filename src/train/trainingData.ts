import { fail, type Samples } from "../base/index.ts";

/** What a network learns from and is judged by. */
export interface TrainingData {
  readonly train: Samples;
  /** Decides on the learning rate, the best epoch and when to stop; without it the training accuracy and the last epoch do. */
  readonly validation?: Samples;
  /** Looked at once, in the end. */
  readonly test?: Samples;
  /** Soft labels: probabilities, n × classes, one row per training sample (a teacher's; Hinton et al. 2015). */
  readonly targets?: Float32Array;
}

/** Labels of samples. @throws NetspectraError when there are none or one is no class */
export function requireLabels({ labels, source, split, count }: Samples, classes: number): Int32Array {
  const subject = `${source}, ${split}`;
  if (!labels || count === 0) {
    return fail({ subject, expected: "samples with labels", got: count === 0 ? "no samples" : "no labels" });
  }
  const bad = labels.findIndex((label) => label < 0 || label >= classes);
  if (bad < 0) return labels;
  return fail({
    subject: `${subject}: sample ${bad}`,
    expected: `a label from 0 to ${classes - 1}`,
    got: `${labels[bad]}`,
  });
}

/** Soft labels. @throws NetspectraError when there are none, or they are no probabilities */
export function requireProbabilities({ train, targets }: TrainingData, classes: number): Float32Array {
  const subject = "soft labels";
  if (targets?.length !== train.count * classes) {
    return fail({
      subject,
      expected: `${train.count} × ${classes} probabilities`,
      got: targets ? `${targets.length} numbers` : "none",
    });
  }
  for (let i = 0; i < train.count; i++) {
    const row = targets.subarray(i * classes, (i + 1) * classes);
    const sum = row.reduce((total, p) => total + p, 0);
    if (row.every((p) => p >= 0) && Math.abs(sum - 1) < 1e-3) continue;
    fail({ subject: `${subject} of sample ${i}`, expected: "numbers from 0 up that add up to 1", got: `[${row}]` });
  }
  return targets;
}
