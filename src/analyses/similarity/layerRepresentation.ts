import { fail, type Samples } from "../../base/index.ts";
import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { gaussianKernel } from "../../stats/index.ts";
import { type LayerView, openActivations } from "../activations/index.ts";
import { kernelTask } from "../kernelTask.ts";
import type { LoadedModel } from "../loadModel.ts";
import { rowProducts } from "./rowProducts.ts";

/** What a layer makes of n samples, centred: X = Σ σᵢ uᵢ vᵢᵀ, as far as the samples see it. */
export interface LayerRepresentation {
  readonly layer: string;
  /** Elements of the layer, each a unit. */
  readonly units: number;
  /** n */
  readonly samples: number;
  /** σ, descending; those that are more than rounding. */
  readonly values: Float64Array;
  /** values.length × n: row i is u of `values[i]`. */
  readonly left: Float64Array;
  /** X Xᵀ, n × n. */
  readonly products: Float64Array;
  /** Gaussian kernel between the samples; undefined where all are alike. */
  readonly gaussian: Float64Array | undefined;
}

export interface LayerRepresentationOptions extends SessionOptions {
  /** Of the Gaussian kernel, in median distances. */
  bandwidth: number;
  batch?: number;
}

/** Squares below this share of the largest are rounding: activations in float32 are off by 1e-7 or so. */
const rounding = 1e-12;

/** Run the network and take a layer apart. @throws NetspectraError for activations that are not finite */
export async function layerRepresentation(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  { layer, units, positions }: LayerView,
  { bandwidth, batch, ...session }: LayerRepresentationOptions,
): Promise<{ readonly representation: LayerRepresentation; readonly accuracy?: number }> {
  const n = samples.count;
  const width = units * positions;
  const stream = await openActivations(platform, model, samples, [{ layer }], { ...session, ...(batch && { batch }) });
  const rows = stream.types[0] === "float64" ? new Float64Array(n * width) : new Float32Array(n * width);
  let accuracy: number | undefined;
  try {
    let done = 0;
    for await (const { layers, indices } of stream.run(Array.from({ length: n }, (_, i) => i))) {
      rows.set(layers[0]!, done * width);
      done += indices.length;
    }
    accuracy = stream.found().accuracy;
  } finally {
    await stream.close();
  }
  centre(rows, n, width);
  const products = await rowProducts(platform, rows, n, session);
  const { values, left } =
    width < n ? await fromUnits(platform, rows, n, width, session) : await fromSamples(platform, products, n);
  const gaussian = gaussianKernel(products, n, bandwidth);
  const representation = { layer, units: width, samples: n, values, left, products, gaussian };
  return { representation, ...(accuracy !== undefined && { accuracy }) };
}

/** @throws NetspectraError for fewer samples than a comparison can be made of */
export function requireSeveral({ count, source }: Samples): void {
  if (count >= 4) return;
  fail({
    subject: source,
    expected: "4 samples or more: layers are compared by how they see differences between samples",
    got: `${count}`,
  });
}

function centre(rows: Float32Array | Float64Array, n: number, width: number): void {
  const mean = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) mean[at % width]! += rows[at]! / n;
  for (let at = 0; at < rows.length; at++) rows[at]! -= mean[at % width]!;
}

/** By the eigenvalues of X Xᵀ, for layers of more units than samples. */
async function fromSamples(platform: Platform, products: Float64Array, n: number) {
  const found = await platform.call<SymmetricEigen>(kernelTask, products, n, { vectors: true });
  const rank = rankOf(found.values);
  return { values: found.values.slice(0, rank).map(Math.sqrt), left: found.vectors!.slice(0, rank * n) };
}

/** By the eigenvalues of Xᵀ X: u = X v / σ. */
async function fromUnits(
  platform: Platform,
  rows: Float32Array | Float64Array,
  n: number,
  width: number,
  session: SessionOptions,
) {
  const columns = Float64Array.from(rows, (_, at) => rows[(at % n) * width + Math.floor(at / n)]!);
  const gram = await rowProducts(platform, columns, width, session);
  const found = await platform.call<SymmetricEigen>(kernelTask, gram, width, { vectors: true });
  const rank = rankOf(found.values);
  const values = found.values.slice(0, rank).map(Math.sqrt);
  const left = new Float64Array(rank * n);
  for (let k = 0; k < rank; k++) {
    const row = left.subarray(k * n, (k + 1) * n);
    for (let j = 0; j < width; j++) {
      const factor = found.vectors![k * width + j]! / values[k]!;
      for (let i = 0; i < n; i++) row[i]! += factor * columns[j * n + i]!;
    }
  }
  return { values, left };
}

const rankOf = (eigenvalues: Float64Array) =>
  eigenvalues.filter((value) => value > rounding * eigenvalues[0]! && value > 0).length;
