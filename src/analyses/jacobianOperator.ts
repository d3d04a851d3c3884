import { fail, matchInput, type Samples, tensorOf, throwIfCancelled } from "../base/index.ts";
import type { Platform, SessionOptions } from "../platform/index.ts";
import type { LinearOperator } from "../spectra/index.ts";
import { type BatchProduct, openRowProducts, openVectorProducts } from "./jacobianProducts.ts";
import { jacobianSizes } from "./jacobianStream.ts";
import type { LoadedModel } from "./loadModel.ts";
import { selectOutput } from "./selectOutput.ts";

export interface JacobianOperatorOptions extends SessionOptions {
  /** `logits` (default), `probabilities`, or the name of a tensor. */
  output?: string;
  /** Columns of the output; default all. */
  outputs?: readonly number[];
  /**
   * How the Jacobians J(xᵢ) (k × d) of n samples make one matrix. "stacked" (default): n × k·d, row i = J(xᵢ) output by output; for
   * one output that is its EDJM, n × d. "tall": n·k × d, one below the other.
   */
  arrangement?: "stacked" | "tall";
  /** Samples per run of the network. */
  batch?: number;
}

/** The Jacobians of a network around data as one matrix, of which only products are known. */
export interface JacobianOperator extends LinearOperator {
  /** How often the data have gone through the network. */
  passes(): number;
  close(): Promise<void>;
}

/**
 * Open the Jacobian of a network around samples as an operator: for each product the data stream through the network, and
 * nothing but the vectors is held. See `definitions` for the arrangements (Wang et al. 2016, equation 8, for EDJMs).
 *
 * @throws NetspectraError for data that do not fit the model, columns that are not there; from products for values that are
 *   not finite, naming the first sample
 */
export async function openJacobianOperator(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: JacobianOperatorOptions = {},
): Promise<JacobianOperator> {
  const { output, outputs, arrangement = "stacked", batch: wanted, ...session } = options;
  const selected = selectOutput(model, output);
  const data = matchInput(samples, model.sampleShape, model.layout);
  const n = data.count;
  if (n === 0) fail({ subject: data.source, expected: "at least one sample", got: "none" });
  const { inputSize: d, columns } = jacobianSizes(model, selected, outputs);
  const k = columns.length;
  const tall = arrangement === "tall";
  // One tangent or cotangent serves all outputs, where these are rows of their own.
  const asVectors = tall && k > 1 && outputs === undefined && !selected.head && model.batch === "any";
  const open = asVectors ? openVectorProducts : openRowProducts;
  const products = await open(platform, model, selected, { columns, tall, ...session });
  const batch = Math.min(model.batch === "any" ? (wanted ?? products.batch) : model.batch, Math.max(n, products.least));
  const rowsPerSample = tall ? k : 1;
  const [rows, width] = tall ? [n * k, d] : [n, k * d];
  let passes = 0;

  /** One product for each batch of samples; the graph of a fixed size gets the last sample again where some are missing. */
  async function* stream(kind: keyof typeof products.run, vectors: (start: number, count: number) => BatchProduct) {
    passes++;
    for (let start = 0; start < n; start += batch) {
      throwIfCancelled(platform.signal, "products with the Jacobian");
      const count = Math.min(batch, n - start);
      const fed = model.batch === "any" ? count : batch;
      const indices = Array.from({ length: fed }, (_, i) => start + Math.min(i, count - 1));
      const x = () => tensorOf(products.inputType, [fed, ...data.shape], data.gather(indices));
      const given = vectors(start, count);
      const result = await products.run[kind](x(), given, fed);
      if (!result.every(Number.isFinite)) {
        const ones = { data: new Float64Array(width).fill(1), count: 1 };
        refuse(await products.run.forward(x(), ones, fed), rowsPerSample, start);
      }
      yield { start, count, fed, result };
    }
  }

  async function apply(vectors: Float64Array, count: number): Promise<Float64Array> {
    const product = new Float64Array(count * rows);
    for await (const part of stream("forward", () => ({ data: vectors, count }))) {
      const [size, from] = [part.count * rowsPerSample, part.start * rowsPerSample];
      for (let c = 0; c < count; c++) {
        const own = c * part.fed * rowsPerSample;
        product.set(part.result.subarray(own, own + size), c * rows + from);
      }
    }
    return product;
  }

  async function applyTransposed(vectors: Float64Array, count: number): Promise<Float64Array> {
    const product = new Float64Array(count * width);
    const slices = (start: number, samplesOfBatch: number): BatchProduct => {
      const fed = (model.batch === "any" ? samplesOfBatch : batch) * rowsPerSample;
      const size = samplesOfBatch * rowsPerSample;
      const part = new Float64Array(count * fed);
      for (let c = 0; c < count; c++) {
        const from = c * rows + start * rowsPerSample;
        part.set(vectors.subarray(from, from + size), c * fed);
      }
      return { data: part, count };
    };
    for await (const { result } of stream("transposed", slices)) add(product, result);
    return product;
  }

  async function applyGram(vectors: Float64Array, count: number): Promise<Float64Array> {
    const product = new Float64Array(count * width);
    for await (const { result } of stream("gram", () => ({ data: vectors, count }))) add(product, result);
    return product;
  }

  return {
    rows,
    columns: width,
    apply,
    applyTransposed,
    // Samples that are fed again would be counted again.
    ...(model.batch === "any" && { applyGram }),
    precision: products.precision,
    passes: () => passes,
    close: products.close,
  };
}

function add(sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}

/** @throws NetspectraError that names the first sample whose row is not finite */
function refuse(product: Float64Array, rowsPerSample: number, start: number): never {
  const bad = product.findIndex((value) => !Number.isFinite(value));
  return fail({
    subject: bad < 0 ? "products with the Jacobian" : `sample ${start + Math.floor(bad / rowsPerSample)}`,
    expected: "finite gradients",
    got: bad < 0 ? "an overflow" : `${product[bad]}`,
    todo: "Check the scale of the data against what the network was trained on (--mean, --std, --raw).",
  });
}
