import { newGraph } from "../autodiff/index.ts";
import { float32 } from "../base/index.ts";
import { int } from "../graph/index.ts";
import type { Platform, Session, SessionOptions } from "../platform/index.ts";
import { openGraph } from "./jacobianStream.ts";
import { packedRow } from "./packed.ts";

/** Products AᵀA in float64, computed by the runtime, for A = `rows` (count × width). */
export interface GramProduct {
  /** The rows are copied at once; who asks for the next product before this one is there keeps the runtime busy. */
  of(rows: Float32Array | Float64Array, count: number): Promise<GramTiles>;
  /** Add the product to `sum`, the packed upper triangle of width × width. */
  addTo(sum: Float64Array, rows: Float32Array | Float64Array, count: number): Promise<void>;
  close(): Promise<void>;
}

/** A product as it comes from the runtime. */
export interface GramTiles {
  /** The largest entry of a positive semidefinite matrix is on its diagonal. */
  readonly largest: number;
  /** Add to `sum`, a packed upper triangle; where `quotients` are given, they become the entries divided by `largest`. */
  addTo(sum: Float64Array, quotients?: Float32Array | Float64Array): void;
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
  const of = async (data: Float32Array | Float64Array, count: number): Promise<GramTiles> => {
    const results = await session.run({ rows: { type, shape: [count, width], data } });
    return gramTiles(
      width,
      tiles.map((place, t) => ({ ...place, entries: results[`tile${t}`]!.data as Float64Array })),
    );
  };
  return {
    of,
    addTo: async (sum, rows, count) => (await of(rows, count)).addTo(sum),
    close: () => session.release(),
  };
}

/** Rows `down` and columns `across` of a product. */
interface Tile {
  readonly down: Part;
  readonly across: Part;
  readonly entries: Float64Array;
}

function gramTiles(width: number, tiles: readonly Tile[]): GramTiles {
  let largest = 0;
  for (const { down, across, entries } of tiles) {
    for (let i = 0; down === across && i < entries.length; i += across.end - across.start + 1) {
      largest = Math.max(largest, entries[i]!);
    }
  }
  return {
    largest,
    addTo(sum, quotients) {
      for (const { down, across, entries } of tiles) {
        const columns = across.end - across.start;
        for (let r = down.start; r < down.end; r++) {
          const start = Math.max(r, across.start);
          const [to, from] = [packedRow(width, r) + start, (r - down.start) * columns + start - across.start];
          addRow(sum, to, entries, from, across.end - start);
          if (quotients && largest > 0) divideRow(quotients, to, entries, from, across.end - start, largest);
        }
      }
    },
  };
}

/** Four at a time: a third of the time is saved. */
function addRow(sum: Float64Array, to: number, row: Float64Array, from: number, count: number): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    sum[to + i]! += row[from + i]!;
    sum[to + i + 1]! += row[from + i + 1]!;
    sum[to + i + 2]! += row[from + i + 2]!;
    sum[to + i + 3]! += row[from + i + 3]!;
  }
  for (; i < count; i++) sum[to + i]! += row[from + i]!;
}

function divideRow(
  quotients: Float32Array | Float64Array,
  to: number,
  row: Float64Array,
  from: number,
  count: number,
  divisor: number,
): void {
  for (let i = 0; i < count; i++) quotients[to + i] = row[from + i]! / divisor;
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

/** Neighbouring columns of a matrix. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** Columns in parts of one tile's width each. */
export function partsOf(width: number): Part[] {
  const count = Math.max(1, Math.round(width / tileWidth));
  const edge = (i: number) => Math.round((i * width) / count);
  return Array.from({ length: count }, (_, i) => ({ start: edge(i), end: edge(i + 1) }));
}
