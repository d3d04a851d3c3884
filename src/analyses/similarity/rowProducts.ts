import { newGraph } from "../../autodiff/index.ts";
import { createModel, int } from "../../graph/index.ts";
import { openCached, type Platform, type SessionOptions } from "../../platform/index.ts";

/** Columns that are multiplied at a time. */
const widest = 4096;

/**
 * X Xᵀ in float64, by the runtime.
 *
 * @param rows X, count × width, row-major
 * @returns count × count, row-major
 */
export async function rowProducts(
  platform: Platform,
  rows: Float32Array | Float64Array,
  count: number,
  options: SessionOptions = {},
): Promise<Float64Array> {
  const width = rows.length / count;
  const part = Math.min(width, widest);
  const g = newGraph();
  const type = rows instanceof Float64Array ? "float64" : "float32";
  const x = g.cast(g.input("x", type, ["N", part]), "float64");
  const product = g.op("Gemm", [x, x], { transB: int(1) });
  const session = await openCached(platform, createModel(g.finish({ product })), { ...options, optimization: "basic" });
  const sum = new Float64Array(count * count);
  try {
    for (let first = 0; first < width; first += part) {
      // What is missing in the last part is zero.
      const data = type === "float64" ? new Float64Array(count * part) : new Float32Array(count * part);
      for (let i = 0; i < count; i++) {
        data.set(rows.subarray(i * width + first, i * width + Math.min(width, first + part)), i * part);
      }
      const results = await session.run({ x: { type, shape: [count, part], data } });
      const found = results["product"]!.data as Float64Array;
      for (let at = 0; at < sum.length; at++) sum[at]! += found[at]!;
    }
  } finally {
    await session.release();
  }
  return sum;
}
