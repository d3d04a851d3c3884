import { tensorOf } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";

/** Appends the loss of each sample: `logits` N × k (k = 1: the pair 0 and z) and labels (N; int32) to N numbers. */
type SampleLoss = (g: Builder, logits: Value, labels: Value) => Value;

/** −log p of the label; LogSoftmax subtracts the largest logit before it exponentiates. */
const crossEntropy: SampleLoss = (g, logits, labels) => {
  const pair = logits.shape[1] === 1 ? g.concat([g.mul(logits, 0), logits], 1) : logits;
  return g.neg(g.reduceSum(g.mul(oneHotLabels(g, labels, pair), g.op("LogSoftmax", [pair])), [1], false));
};

/** (1/k) Σ_j (z_j − y_j)² with y the label as a unit vector, or as a number where there is one output. */
const squaredError: SampleLoss = (g, logits, labels) => {
  const single = logits.shape[1] === 1;
  const wanted = single ? g.cast(g.unsqueeze(labels, [1]), logits.type) : oneHotLabels(g, labels, logits);
  const difference = g.sub(logits, wanted);
  return g.reduceMean(g.mul(difference, difference), [1], false);
};

/** Losses of a network's logits on labelled samples, by the word of `--loss`. */
export const sampleLosses = { "cross-entropy": crossEntropy, mse: squaredError } as const satisfies Record<
  string,
  SampleLoss
>;

export type LossName = keyof typeof sampleLosses;

export const lossNames = Object.keys(sampleLosses) as readonly LossName[];

/** 1 in the column of the label, N × k, of the type of `logits`. */
function oneHotLabels(g: Builder, labels: Value, logits: Value): Value {
  const classes = Array.from({ length: logits.shape[1] as number }, (_, j) => j);
  const all = g.constant(tensorOf(labels.type, [classes.length], classes));
  return g.cast(g.equal(g.unsqueeze(labels, [1]), all), logits.type);
}
