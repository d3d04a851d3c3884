import { random, type Samples } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import { defaultMemory, edjmMatrixBytes } from "./edjmMemory.ts";
import { jacobianSizes, openJacobian } from "./jacobianStream.ts";
import type { LoadedModel } from "./loadModel.ts";
import type { SelectedOutput } from "./selectOutput.ts";

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
  /** Of all: Jacobians, Gram products and eigenvalues. */
  readonly seconds: number;
  /** Bytes of one batch of rows and of the matrices of all outputs; the weights and the runtime come on top. */
  readonly memory: number;
}

/** Rates of what is not timed: float64 Gram products and eigenvalues on two cores (measured with bench/edjm.js). */
const gramFlopsPerSecond = 4.5e10;
const secondsPerCube = 5e-10;
/** The jackknife's groups that edjm takes unless it is told otherwise. */
const groups = 10;
const mostSamplesPerRun = 1024;
const mostColumns = 8;

/** Time and memory of an EDJM of n samples, from one timed batch of the network's Jacobians around noise. */
export async function edjmEstimate(
  platform: Platform,
  model: LoadedModel,
  selected: SelectedOutput,
  samples: number,
  options: SessionOptions = {},
): Promise<EdjmEstimate> {
  const { columns, inputSize: d } = jacobianSizes(model, selected);
  const k = columns.length;
  // Many reverse passes take as long as one, many times; the head costs next to nothing.
  const timed = columns.slice(0, mostColumns);
  const logits = { ...selected, head: undefined };
  const noise = noiseFor(model.sampleShape);
  const stream = await openJacobian(platform, model, logits, noise, { ...options, columns: timed });
  try {
    const { batch } = stream;
    const pass = async () => {
      const before = platform.now();
      for await (const _ of stream.run(Array.from({ length: batch }, (__, i) => i)));
      return (platform.now() - before) / 1000;
    };
    await pass();
    const samplesPerSecond = ((batch / (await pass())) * timed.length) / k;
    const side = Math.min(samples, d);
    const gramFlops = k * samples * d * side;
    return {
      samples,
      outputs: k,
      inputs: d,
      batch,
      samplesPerSecond,
      seconds: samples / samplesPerSecond + gramFlops / gramFlopsPerSecond + k * secondsPerCube * side ** 3,
      memory: batch * timed.length * d * 4 + matrixBytes(k, edjmMatrixBytes(samples, d, groups)),
    };
  } finally {
    await stream.close();
  }
}

/** Outputs are taken some at a time where their matrices together exceed what edjm allows itself. */
function matrixBytes(outputs: number, each: number): number {
  return Math.min(outputs * each, Math.max(each, defaultMemory));
}

/** Normal noise in the shape of a model's samples. */
function noiseFor(shape: readonly number[]): Samples {
  const size = shape.reduce((product, length) => product * length, 1);
  const gather = ({ length }: ArrayLike<number>) =>
    Float32Array.from({ length: length * size }, random(0, "noise for an estimate").normal);
  return { source: "noise", split: "all", count: mostSamplesPerRun, shape, gather };
}
