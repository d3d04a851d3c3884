import { type LayerMoments, timesVector } from "../../analyses/index.ts";
import { float32, type Samples } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { train } from "../train.ts";
import type { TrainableNetwork } from "../trainableNetwork.ts";
import type { TrainingConfigInput } from "../trainingConfig.ts";

/** Weights of a dense layer that yields logits. */
export interface Readout {
  /** outputs × inputs */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/** What a readout reads. */
export interface Features {
  /** Each sample is what the layer before holds; with labels. */
  readonly samples: Samples;
  readonly moments: LayerMoments;
}

/** Directions of less variance than this share of the largest are not made larger than it. */
const floor = 1e-6;

/**
 * Fit the last layer of a classifier alone, by gradient descent on the cross-entropy from where it stands. The features are
 * whitened on the way, z′ = R (z − m), so that the descent goes as fast for features of any scale and correlation; the weights
 * are brought back: W z + b = (W R⁻¹) z′ + (b + W m).
 *
 * @throws NetspectraError as `train` does
 */
export async function fitReadout(
  platform: Platform,
  { samples, moments: { mean, eigenvalues, eigenvectors } }: Features,
  first: Readout,
  config: TrainingConfigInput,
  session: SessionOptions = {},
): Promise<Readout> {
  const [inputs, outputs] = [mean.length, first.bias.length];
  // A layer that has died is the same for all samples: only the bias can be fitted.
  const least = eigenvalues[0]! > 0 ? floor * eigenvalues[0]! : 1;
  const scales = eigenvalues.map((value) => Math.sqrt(Math.max(value, least)));
  const forth = eigenvectors.map((value, at) => value / scales[Math.floor(at / inputs)]!);
  const back = transposed(eigenvectors, inputs).map((value, at) => value * scales[at % inputs]!);
  const weight = rowsTimes(first.weight, back, outputs, inputs);
  const bias = timesVector(first.weight, mean).map((value, i) => value + first.bias[i]!);

  const network: TrainableNetwork = (g, { x, batch = "N", parameter }) => {
    const read = x ?? g.input("x", "float32", [batch, inputs]);
    const centred = g.sub(read, g.constant(float32([inputs], mean)));
    const whitened = g.matMul(centred, g.constant(float32([inputs, inputs], transposed(forth, inputs))));
    const parameters = [
      parameter({ name: "weight", shape: [outputs, inputs], trained: true }, () => float32([outputs, inputs], weight)),
      parameter({ name: "bias", shape: [outputs], trained: true }, () => float32([outputs], bias)),
    ];
    const logits = g.op("Gemm", [whitened, ...parameters], { transB: { kind: "int", value: 1 } });
    return {
      x: read,
      logits,
      parameters,
      statistics: [],
      updates: {},
      layers: new Map(),
      hidden: [],
      factors: new Map(),
    };
  };
  const { parameters } = await train(platform, network, { train: samples }, config, { session });
  const found = (name: string) => Float64Array.from(parameters.get(name)!.data as Float32Array);
  const tuned = rowsTimes(found("weight"), forth, outputs, inputs);
  const moved = timesVector(tuned, mean);
  return { weight: tuned, bias: found("bias").map((value, i) => value - moved[i]!) };
}

const transposed = (matrix: Float64Array, size: number): Float64Array =>
  Float64Array.from(matrix, (_, at) => matrix[(at % size) * size + Math.floor(at / size)]!);

/** A B for A of rows × size and B of size × size. */
function rowsTimes(a: Float64Array, b: Float64Array, rows: number, size: number): Float64Array {
  const product = new Float64Array(rows * size);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j++) product[i * size + j]! += factor * b[k * size + j]!;
    }
  }
  return product;
}
