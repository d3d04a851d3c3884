import type { Samples } from "../../base/index.ts";
import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type ActivationStreamOptions, type LayerView, openActivations } from "../activations/index.ts";
import { openGram } from "../gram.ts";
import { kernelTask } from "../kernelTask.ts";
import type { LoadedModel } from "../loadModel.ts";
import { packedRow } from "../packed.ts";

/** Mean and covariance (divided by n) of the units of a layer; of channels over samples and positions. */
export interface LayerCovariance {
  /** Rows that they are over. */
  readonly rows: number;
  readonly mean: Float64Array;
  /** size × size, row-major. */
  readonly covariance: Float64Array;
}

/** With the directions in which the layer moves. */
export interface LayerMoments extends LayerCovariance {
  /** Of the covariance, descending. */
  readonly eigenvalues: Float64Array;
  /** Row i is the unit eigenvector of `eigenvalues[i]`. */
  readonly eigenvectors: Float64Array;
}

type Places = Pick<LayerView, "units" | "positions" | "unitLast">;

/** The moments of a layer around samples, summed in float64. @throws NetspectraError for activations that are not finite */
export async function layerMoments(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  layer: string,
  view: Places,
  options: ActivationStreamOptions = {},
): Promise<LayerMoments> {
  const known = await layerCovariance(platform, model, samples, layer, view, options);
  const found = await platform.call<SymmetricEigen>(kernelTask, known.covariance, view.units, { vectors: true });
  return { ...known, eigenvalues: found.values.map((value) => Math.max(value, 0)), eigenvectors: found.vectors! };
}

/** The same without eigenvectors. @throws NetspectraError for activations that are not finite */
export async function layerCovariance(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  layer: string,
  { units: size, positions, unitLast }: Places,
  options: ActivationStreamOptions = {},
): Promise<LayerCovariance> {
  const stream = await openActivations(platform, model, samples, [{ layer }], options);
  const { batch: _, ...session } = options;
  const gram = await openGram(platform, size, stream.types[0]!, session);
  const progress = platform.reporter.progress(`covariance of ${layer}`, samples.count, "samples");
  const sums = new Float64Array(size);
  const products = new Float64Array((size * (size + 1)) / 2);
  let [rows, done] = [0, 0];
  try {
    const all = Array.from({ length: stream.samples.count }, (_, i) => i);
    for await (const { indices, layers } of stream.run(all)) {
      const values = unitLast || positions === 1 ? layers[0]! : turned(layers[0]!, size, positions);
      const count = values.length / size;
      for (let at = 0; at < values.length; at++) sums[at % size]! += values[at]!;
      await gram.addTo(products, values, count);
      rows += count;
      done += indices.length;
      progress.update(done);
    }
  } finally {
    progress.finish();
    await Promise.all([stream.close(), gram.close()]);
  }
  const mean = sums.map((sum) => sum / rows);
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = packedRow(size, i);
    for (let j = i; j < size; j++) {
      const value = products[row + j]! / rows - mean[i]! * mean[j]!;
      covariance[i * size + j] = covariance[j * size + i] = value;
    }
  }
  return { rows, mean, covariance };
}

/** Channels × positions of each sample as positions × channels. */
function turned<T extends Float32Array | Float64Array>(values: T, size: number, positions: number): T {
  const result = values.slice() as T;
  for (let start = 0; start < values.length; start += size * positions) {
    for (let c = 0; c < size; c++) {
      for (let p = 0; p < positions; p++) result[start + p * size + c] = values[start + c * positions + p]!;
    }
  }
  return result;
}
