import { tensorOf } from "../base/index.ts";
import type { Builder, Value } from "../graph/index.ts";

/**
 * Softmax cross-entropy, −Σ_j t_j log p_j, mean over the batch: a float scalar.
 *
 * LogSoftmax subtracts the largest logit before it exponentiates, so that large logits overflow nothing.
 *
 * @param logits batch × classes
 * @param targets batch × classes, probabilities: soft labels (Hinton et al. 2015), or {@link oneHotTargets}
 */
export function crossEntropy(g: Builder, logits: Value, targets: Value): Value {
  const perSample = g.reduceSum(g.mul(targets, g.op("LogSoftmax", [logits])), [-1], false);
  return g.neg(g.reduceMean(perSample, [0], false));
}

/** What a network learns: classes, probabilities, or logits. */
export const labelKinds = ["hard", "soft", "logits"] as const;
export type LabelKind = (typeof labelKinds)[number];

/**
 * Cross-entropy of probabilities at a temperature T, times T²: the gradients by the logits fall as 1/T², and should keep
 * their size when T is changed (Hinton et al. 2015, section 2).
 *
 * @param logits batch × classes, not yet divided by T
 * @param targets batch × classes, the teacher's probabilities at the same temperature
 */
export function softLoss(g: Builder, logits: Value, targets: Value, temperature: number): Value {
  if (temperature === 1) return crossEntropy(g, logits, targets);
  return g.mul(crossEntropy(g, g.div(logits, temperature), targets), temperature ** 2);
}

/**
 * Squared error, mean over batch and classes: a float scalar (Ba and Caruana 2014, equation 1, which halves it and sums
 * over the classes).
 *
 * @param logits batch × classes
 * @param targets batch × classes, the teacher's logits
 */
export function squaredError(g: Builder, logits: Value, targets: Value): Value {
  const difference = g.sub(logits, targets);
  return g.reduceMean(g.mul(difference, difference), [0, 1], false);
}

/** Hard labels (batch; int32 or int64) as probabilities: batch × classes, of the type of `like`. */
export function oneHotTargets(g: Builder, labels: Value, classes: number, like: Value): Value {
  const all = g.constant(
    tensorOf(
      labels.type,
      [classes],
      Array.from({ length: classes }, (_, j) => j),
    ),
  );
  return g.cast(g.equal(g.unsqueeze(labels, [1]), all), like.type);
}

/** How many samples of the batch have the largest logit where the largest target is: a float scalar. */
export function countRight(g: Builder, logits: Value, targets: Value): Value {
  const chosen = (scores: Value) => g.op("ArgMax", [scores], { axis: { kind: "int", value: 1 }, keepdims: zero });
  return g.reduceSum(g.cast(g.equal(chosen(logits), chosen(targets)), logits.type), [0], false);
}

const zero = { kind: "int", value: 0 } as const;
