import { random, type Samples } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import { planEdjm } from "./edjm.ts";

/** What an EDJM around n samples would take. */
export interface EdjmEstimate {
  readonly samples: number;
  /** k */
  readonly outputs: number;
  /** d */
  readonly inputs: number;
  /** Samples per run of the network. */
  readonly batch: number;
  /** Jacobians per second: one batch of noise was timed for up to 8 outputs, after another had warmed the runtime up. */
  readonly samplesPerSecond: number;
  /** Of all: Jacobians, products and eigenvalues. */
  readonly seconds: number;
  /** Bytes of the process at its peak, as far as they can be foreseen. */
  readonly memory: number;
}

/** Time and memory of an EDJM of n samples, from one timed batch of the network's Jacobians around noise. */
export async function edjmEstimate(
  platform: Platform,
  model: LoadedModel,
  samples: number,
  options: SessionOptions & { output?: string } = {},
): Promise<EdjmEstimate> {
  // As it is in the machine: a model that does not fit into the usual budget is to be described, too.
  const memory = platform.memory ?? Number.MAX_SAFE_INTEGER;
  const { plan, samplesPerSecond } = await planEdjm(platform, model, noiseFor(model.sampleShape, samples), {
    ...options,
    memory,
  });
  const { outputs, inputs, batch, seconds } = plan;
  return { samples, outputs, inputs, batch, samplesPerSecond, seconds, memory: plan.memory };
}

/** Normal noise in the shape of a model's samples. */
function noiseFor(shape: readonly number[], count: number): Samples {
  const size = shape.reduce((product, length) => product * length, 1);
  const gather = ({ length }: ArrayLike<number>) =>
    Float32Array.from({ length: length * size }, random(0, "noise for an estimate").normal);
  return { source: "noise", split: "all", count, shape, gather };
}
