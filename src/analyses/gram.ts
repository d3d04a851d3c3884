import { newGraph } from "../autodiff/index.ts";
import { float32 } from "../base/index.ts";
import { int } from "../graph/index.ts";
import type { Platform, Session, SessionOptions } from "../platform/index.ts";
import { openGraph } from "./jacobianStream.ts";
import { packedRow } from "./packed.ts";

/** Products AᵀA in float64, computed by the runtime. */
export interface GramProduct {
  /** Add AᵀA to `sum`, the packed upper triangle of width × width, for A = `rows` (count × width). */
  addTo(sum: Float64Array, rows: Float32Array | Float64Array, count: number): Promise<void>;
  close(): Promise<void>;
}

/** Columns of one block: the runtime's float64 product is at full speed from here on. */
const blockWidth = 260;

/**
 * Open a Gram product for matrices with `width` columns. Only blocks on and above the diagonal are computed, which
 * saves almost half of the work.
 */
export async function openGram(
  platform: Platform,
  width: number,
  type: "float32" | "float64",
  options: SessionOptions = {},
): Promise<GramProduct> {
  const blocks = blocksOf(width);
  const g = newGraph();
  // Both factors are rows of the transpose, which the runtime multiplies faster than columns of the original.
  const transposed = g.transpose(g.cast(g.input("rows", type, ["N", width]), "float64"), [1, 0]);
  const part = (start: number, end: number) =>
    start === 0 && end === width ? transposed : g.slice(transposed, [0], [start], [end]);
  const products = blocks.map(({ start, end }) => g.op("Gemm", [part(0, end), part(start, end)], { transB: int(1) }));
  const graph = g.finish(Object.fromEntries(products.map((product, i) => [`block${i}`, product])));
  const session: Session = await openGraph(platform, graph, { ...options, optimization: "basic" });
  return {
    async addTo(sum, data, count) {
      const results = await session.run({ rows: { type, shape: [count, width], data } });
      blocks.forEach(({ start, end }, i) => {
        const block = results[`block${i}`]!.data as Float64Array;
        const columns = end - start;
        for (let r = 0; r < end; r++) {
          const to = packedRow(width, r) + start;
          const from = r * columns;
          for (let c = Math.max(0, r - start); c < columns; c++) sum[to + c]! += block[from + c]!;
        }
      });
    },
    close: () => session.release(),
  };
}

export interface Congruence {
  /** `half` is handed over and becomes empty: it is large. */
  apply(v: Float32Array, half: Float32Array): Promise<Float64Array>;
  close(): Promise<void>;
}

/** V (H + Hᵀ) Vᵀ for V (m × n) and many H (n × n) in float32, computed by the runtime. */
export async function openCongruence(
  platform: Platform,
  n: number,
  m: number,
  options: SessionOptions = {},
): Promise<Congruence> {
  const g = newGraph();
  const v = g.input("v", "float32", [m, n]);
  const half = g.matMul(g.matMul(v, g.input("half", "float32", [n, n])), g.swapLast(v));
  const product = g.cast(g.add(half, g.swapLast(half)), "float64");
  // Its runs are short and lie between those of the eigenvalue workers: waiting threads must leave them the cores.
  const session = await openGraph(platform, g.finish({ product }), { ...options, spinning: false });
  return {
    async apply(vectors, matrix) {
      const feeds = { v: float32([m, n], vectors.slice()), half: float32([n, n], matrix) };
      return (await session.run(feeds, { transfer: true }))["product"]!.data as Float64Array;
    },
    close: () => session.release(),
  };
}

function blocksOf(width: number): { start: number; end: number }[] {
  const count = Math.max(1, Math.round(width / blockWidth));
  const edge = (i: number) => Math.round((i * width) / count);
  return Array.from({ length: count }, (_, i) => ({ start: edge(i), end: edge(i + 1) }));
}
