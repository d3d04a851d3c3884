import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { Rows, SpectraAccumulator } from "../edjm/accumulator.ts";
import { gramOf, multiplyBy, multiplyKept, type Part } from "../edjm/rowBlocks.ts";
import { openRowProduct } from "../edjm/rowProduct.ts";

/** Inner products between the stacked rows of some outputs. */
export interface StackedProducts {
  /** n × n: that of samples i and j times 2^−(exponents i + exponents j). */
  readonly products: Float64Array;
  readonly exponents: Float64Array;
}

export interface StackedOptions extends SessionOptions {
  /** n */
  readonly samples: number;
  /** d */
  readonly inputs: number;
  readonly columns: readonly number[];
  readonly type: "float32" | "float64";
  /**
   * Multiply each row by a power of two, which costs no digit, so that its largest element is about 1: the squares of
   * gradients of a saturated network, 1e-200 and less, are no float64.
   */
  readonly rescale: boolean;
}

/**
 * 𝒥𝒥ᵀ of the rows that come in, those of all columns side by side (n × columns · d, output-major). Rows are kept until all
 * products with them are there, those of some samples at a time where the schedule says so.
 *
 * @param done is given the products when all rows were there
 */
export async function openStackedProducts(
  platform: Platform,
  options: StackedOptions,
  done: (found: StackedProducts) => void,
): Promise<SpectraAccumulator> {
  const { samples: n, inputs: d, columns, type, rescale, ...sessionOptions } = options;
  const width = columns.length * d;
  const product = await openRowProduct(platform, width, type, sessionOptions);
  const parts: Part[] = [];
  const scales: Float64Array[] = [];

  async function settle(): Promise<void> {
    await multiplyKept(product, parts, width);
    for (const part of parts) part.rows = undefined;
  }

  return {
    async add(columnRows, { index, group, count, pass, keptIn }) {
      if (parts.some((part) => part.rows && part.keptIn < pass)) await settle();
      parts[index] ??= { group, count, keptIn, products: [] };
      const rows = sideBySide(columnRows, count, d, type);
      scales[index] = rescale ? rescaleRows(rows, count, width) : new Float64Array(count);
      if (keptIn === pass) parts[index].rows = rows;
      else await multiplyBy(product, parts.slice(0, index + 1), rows, width);
    },
    state: () => new Map(),
    restore() {},
    async finish() {
      await settle();
      const exponents = new Float64Array(n);
      let at = 0;
      for (const scale of scales) {
        exponents.set(scale, at);
        at += scale.length;
      }
      const products = gramOf(parts, n);
      parts.length = 0;
      done({ products, exponents });
      return [];
    },
    close: () => product.close(),
  };
}

function sideBySide(columnRows: readonly Rows[], count: number, d: number, type: "float32" | "float64"): Rows {
  const width = columnRows.length * d;
  const rows = type === "float64" ? new Float64Array(count * width) : new Float32Array(count * width);
  columnRows.forEach((own, c) => {
    for (let i = 0; i < count; i++) rows.set(own.subarray(i * d, (i + 1) * d), i * width + c * d);
  });
  return rows;
}

/** Divide each row by 2^e, e the exponent of its largest element. @returns e for each row, 0 for a row of zeros */
function rescaleRows(rows: Rows, count: number, width: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const row = rows.subarray(i * width, (i + 1) * width);
    let largest = 0;
    for (const value of row) largest = Math.max(largest, Math.abs(value));
    if (largest === 0) return 0;
    const exponent = Math.max(-1000, Math.floor(Math.log2(largest)));
    const factor = 2 ** -exponent;
    for (let a = 0; a < width; a++) row[a]! *= factor;
    return exponent;
  });
}
