import { newGraph } from "../../autodiff/index.ts";
import { int } from "../../graph/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { openGraph } from "../jacobianStream.ts";
import type { Rows } from "./accumulator.ts";

/** Products ABᵀ of rows in float64, computed by the runtime. */
export interface RowProduct {
  /** A (heightA × width) Bᵀ (width × heightB), row-major. */
  of(a: Rows, heightA: number, b: Rows, heightB: number): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Open a product for matrices with `width` columns. */
export async function openRowProduct(
  platform: Platform,
  width: number,
  type: "float32" | "float64",
  options: SessionOptions = {},
): Promise<RowProduct> {
  const g = newGraph();
  const [a, b] = [g.input("a", type, ["N", width]), g.input("b", type, ["M", width])];
  const product = g.op("Gemm", [g.cast(a, "float64"), g.cast(b, "float64")], { transB: int(1) });
  const session = await openGraph(platform, g.finish({ product }), { ...options, optimization: "basic" });
  return {
    async of(left, heightA, right, heightB) {
      const results = await session.run({
        a: { type, shape: [heightA, width], data: left },
        b: { type, shape: [heightB, width], data: right },
      });
      return results["product"]!.data as Float64Array;
    },
    close: () => session.release(),
  };
}
