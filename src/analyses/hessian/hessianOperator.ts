import { fail, sizeOf, throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { SymmetricOperator } from "../../spectra/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { HessianProblem } from "./hessianProblem.ts";
import { type Batch, type HessianProduct, openHessianProducts, type ProductsOptions } from "./hessianProducts.ts";
import type { LabelledData } from "./labelledData.ts";

export interface HessianOperatorOptions extends ProductsOptions {
  /** Samples per run of the network. */
  readonly batch?: number;
}

/** The Hessian of a loss as an operator: for each product the data stream through the network, in batches. */
export interface HessianOperator extends SymmetricOperator {
  /** Operations for one product with one vector. */
  readonly flops: number;
  /** Samples per run. */
  readonly batch: number;
  /** Calls `listener` with the products that were done so far, parts of them included; returns what the last one was. */
  watch(listener: ((products: number) => void) | undefined): void;
  close(): Promise<void>;
}

/** Bytes of samples that are kept between products. */
const mostKept = 2 ** 27;
/** Rounding of a product in float32: that of sums over the width of layers, not of single operations. */
const precisions = { float32: 2 ** -21, float64: 2 ** -50 } as const;

/**
 * The Hessian (or Gauss–Newton matrix) of the mean loss by the parameters. Products of batches are added in float64.
 *
 * @throws NetspectraError from products that are not finite
 */
export function openHessianOperator(
  platform: Platform,
  model: LoadedModel,
  problem: HessianProblem,
  data: LabelledData,
  { batch: wanted, ...options }: HessianOperatorOptions,
): HessianOperator {
  const products = openHessianProducts(platform, problem, data.count, options);
  const { order } = problem;
  const n = data.count;
  const fixed = model.batch === "any" ? undefined : model.batch;
  const sizeFor = ({ batch }: { readonly batch: number }) => Math.min(fixed ?? wanted ?? batch, fixed ?? n);
  const kept = new Map<string, Batch>();
  const keeps = 4 * n * sizeOf(data.samples.shape) <= mostKept;
  let listener: ((products: number) => void) | undefined;
  let done = 0;

  /** Small data are gathered once, not for each product. */
  function batchOf(indices: readonly number[]): Batch {
    const key = `${indices[0]} ${indices.length}`;
    const batch = kept.get(key) ?? data.batch(indices, fixed);
    if (keeps) kept.set(key, batch);
    return batch;
  }

  async function add(product: HessianProduct, vectors: Float64Array, sum: Float64Array): Promise<void> {
    const size = sizeFor(product);
    for (let from = 0; from < n; from += size) {
      throwIfCancelled(platform.signal, "products with the Hessian");
      const indices = Array.from({ length: Math.min(size, n - from) }, (_, i) => from + i);
      const part = await product.run(batchOf(indices), vectors);
      let all = 0;
      for (let i = 0; i < sum.length; i++) {
        all += part[i]!;
        sum[i]! += part[i]!;
      }
      if (!Number.isFinite(all)) refuse(part, indices);
      done += ((sum.length / order) * indices.length) / n;
      listener?.(done);
    }
  }

  return {
    order,
    precision: precisions[options.precision],
    flops: products.cost.flops * n,
    batch: sizeFor(products.cost),
    watch(next) {
      listener = next;
      done = 0;
    },
    async apply(vectors, count) {
      const sums = new Float64Array(count * order);
      for (let at = 0; at < count; ) {
        const product = await products.open(count - at);
        const own = Math.min(product.width, count - at);
        const range = [at * order, (at + own) * order] as const;
        await add(product, padded(vectors.subarray(...range), product.width * order), sums.subarray(...range));
        at += own;
      }
      return sums;
    },
    close: products.close,
  };
}

function padded(vectors: Float64Array, size: number): Float64Array {
  if (vectors.length === size) return vectors;
  const all = new Float64Array(size);
  all.set(vectors);
  return all;
}

/** @throws NetspectraError where one of the values is no number; a sum of large ones alone may overflow, too */
function refuse(part: Float64Array, indices: readonly number[]): void {
  const value = part.find((own) => !Number.isFinite(own));
  if (value === undefined) return;
  fail({
    subject: `products with the Hessian, samples ${indices[0]} to ${indices.at(-1)}`,
    expected: "finite numbers",
    got: `${value}`,
    todo: "Check the scale of the data against what the network was trained on (--mean, --std, --raw).",
  });
}
