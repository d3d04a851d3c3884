import type { Builder, Value } from "../graph/index.ts";
import type { BatchNormLayer } from "./layers.ts";

/** What batch normalisation yields in training: the output and the running statistics after this batch. */
export interface BatchStatistics {
  readonly y: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * Batch normalisation by the statistics of the batch (Ioffe and Szegedy 2015, algorithm 1), in primitives, because the
 * runtime has no training kernel. Statistics are over all axes but the channels; running · momentum + batch · (1 − momentum),
 * where the variance that is followed is the unbiased one (algorithm 2; as PyTorch, unlike ONNX's training mode).
 */
export function batchStatistics(
  g: Builder,
  x: Value,
  parameters: Readonly<Record<string, Value>>,
  layer: BatchNormLayer,
): BatchStatistics {
  const {
    scale,
    shift,
    running_mean: runningMean,
    running_variance: runningVariance,
  } = parameters as Record<"scale" | "shift" | "running_mean" | "running_variance", Value>;
  const momentum = layer.momentum ?? 0.9;
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const perChannel = (v: Value) => g.reshape(v, [v.shape[0]!, ...x.shape.slice(2).map(() => 1)]);
  const mean = g.reduceMean(x, axes);
  const centred = g.sub(x, mean);
  const variance = g.reduceMean(g.mul(centred, centred), axes);
  const slope = g.div(perChannel(scale), g.sqrt(g.add(variance, layer.epsilon ?? 1e-5)));
  const count = g.div(g.cast(g.op("Size", [x]), x.type), x.shape[1] as number);
  const unbiased = g.mul(variance, g.div(count, g.op("Max", [g.sub(count, 1), g.scalar(1, count)])));
  const follow = (running: Value, now: Value) =>
    g.add(g.mul(running, momentum), g.mul(g.squeeze(now, axes), 1 - momentum));
  return {
    y: g.add(g.mul(centred, slope), perChannel(shift)),
    mean: follow(runningMean, mean),
    variance: follow(runningVariance, unbiased),
  };
}
