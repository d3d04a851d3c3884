import { newGraph } from "../autodiff/index.ts";
import { float32 } from "../base/index.ts";
import { int } from "../graph/index.ts";
import type { Platform, Session, SessionOptions } from "../platform/index.ts";
import { openGraph } from "./jacobianStream.ts";
import { packedRow } from "./packed.ts";

/** Products AᵀA in float64, computed by the runtime. */
export interface GramProduct {
  /**
   * Add AᵀA to `sum`, the packed upper triangle of width × width, for A = `rows` (count × width). The rows are copied at
   * once; a caller who has another product waiting before this one is there keeps the runtime busy.
   */
  addTo(sum: Float64Array, rows: Float32Array | Float64Array, count: number): Promise<void>;
  close(): Promise<void>;
}

/** Columns of one tile: the runtime's float64 product is at full speed from here on, and narrower tiles waste less at the diagonal. */
const tileWidth = 200;

/**
 * Open a Gram product for matrices with `width` columns. Only tiles on and above the diagonal are computed, which saves
 * almost half of the work.
 */
export async function openGram(
  platform: Platform,
  width: number,
  type: "float32" | "float64",
  options: SessionOptions = {},
): Promise<GramProduct> {
  const parts = partsOf(width);
  const g = newGraph();
  const rows = g.input("rows", type, ["N", width]);
  const sizes = g.indices(parts.map(({ start, end }) => end - start));
  const split = parts.length > 1 ? g.ops("Split", [rows, sizes], { axis: int(1) }, parts.length) : [rows];
  // Both factors are rows of the transpose, which the runtime multiplies faster than columns of the original; it turns
  // them around faster before they are widened.
  const factors = split.map((part) => g.cast(g.transpose(part, [1, 0]), "float64"));
  const tiles = parts.flatMap((down, i) =>
    parts.slice(i).map((across, j) => ({ down, across, pair: [i, i + j] as const })),
  );
  const products = tiles.map(({ pair: [i, j] }) => g.op("Gemm", [factors[i], factors[j]], { transB: int(1) }));
  const graph = g.finish(Object.fromEntries(products.map((product, t) => [`tile${t}`, product])));
  const session: Session = await openGraph(platform, graph, { ...options, optimization: "basic" });
  return {
    async addTo(sum, data, count) {
      const results = await session.run({ rows: { type, shape: [count, width], data } });
      tiles.forEach(({ down, across }, t) => {
        const tile = results[`tile${t}`]!.data as Float64Array;
        const columns = across.end - across.start;
        for (let r = down.start; r < down.end; r++) {
          const to = packedRow(width, r);
          const from = (r - down.start) * columns - across.start;
          for (let c = Math.max(r, across.start); c < across.end; c++) sum[to + c]! += tile[from + c]!;
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

function partsOf(width: number): { start: number; end: number }[] {
  const count = Math.max(1, Math.round(width / tileWidth));
  const edge = (i: number) => Math.round((i * width) / count);
  return Array.from({ length: count }, (_, i) => ({ start: edge(i), end: edge(i + 1) }));
}
