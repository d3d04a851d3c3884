import { fail, type Samples } from "../base/index.ts";

/** What a network learns from and is judged by. */
export interface TrainingData {
  readonly train: Samples;
  /** Decides on the learning rate, the best epoch and when to stop; without it the training accuracy and the last epoch do. */
  readonly validation?: Samples;
  /** Looked at once, in the end. */
  readonly test?: Samples;
  /**
   * What is learned instead of the labels, n × classes, one row per training sample: probabilities at the temperature of
   * the training, or logits (`teacherTargets`).
   */
  readonly targets?: Float32Array;
  /**
   * What the targets follow from, where that is known: a training that is resumed compares this instead of their bits,
   * of which the last depend on the number of threads.
   */
  readonly targetsOf?: string;
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

/** Targets beside the labels. @throws NetspectraError when there are none, or they are not what they should be */
export function requireTargets(
  { train, targets }: TrainingData,
  kind: "soft" | "logits",
  classes: number,
): Float32Array {
  const subject = kind === "soft" ? "soft labels" : "logits to be learned";
  if (targets?.length !== train.count * classes) {
    return fail({
      subject,
      expected: `${train.count} × ${classes} ${kind === "soft" ? "probabilities" : "logits"}`,
      got: targets ? `${targets.length} numbers` : "none",
      todo: "They are the answers of a teacher to the training samples, with as many classes.",
    });
  }
  if (kind === "soft") return requireProbabilities(train, targets, classes);
  const bad = targets.findIndex((z) => !Number.isFinite(z));
  if (bad < 0) return targets;
  return fail({
    subject: `${subject}: sample ${Math.floor(bad / classes)}`,
    expected: "finite numbers",
    got: `${targets[bad]}`,
  });
}

function requireProbabilities(train: Samples, targets: Float32Array, classes: number): Float32Array {
  for (let i = 0; i < train.count; i++) {
    const row = targets.subarray(i * classes, (i + 1) * classes);
    const sum = row.reduce((total, p) => total + p, 0);
    if (row.every((p) => p >= 0) && Math.abs(sum - 1) < 1e-3) continue;
    fail({ subject: `soft labels of sample ${i}`, expected: "numbers from 0 up that add up to 1", got: `[${row}]` });
  }
  return targets;
}
