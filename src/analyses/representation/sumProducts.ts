import { newGraph } from "../../autodiff/index.ts";
import { float64 } from "../../base/index.ts";
import { type Builder, type Graph, int, type Value } from "../../graph/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { ActivationLayout, ActivationSums, SumShifts } from "../../stats/index.ts";
import { type Part, partsOf } from "../gram.ts";
import { openGraph } from "../jacobianStream.ts";

/** The products behind the characteristics of a layer, computed by the runtime. */
export interface SumProducts {
  /** Add the products of some samples' activations to the sums. The values are copied at once. */
  addTo(sums: ActivationSums, values: Float32Array | Float64Array): Promise<void>;
  close(): Promise<void>;
}

/** A product that is symmetric is computed by tiles at and above its diagonal. */
interface Tile {
  readonly name: string;
  readonly down: Part;
  readonly across: Part;
}

interface Plan {
  readonly graph: Graph;
  readonly tiles: readonly (Tile & { readonly target: "counts" | "products" | "whole" })[];
}

/**
 * A session for the sums over rows of one layer: with `pairs`, those over rows in which two units are both positive (one
 * product each for counts, Σd, Σd² and Σd d); with `whole`, those over all rows. All but the counts, which are exact as they are, in
 * float64.
 */
export async function openSumProducts(
  platform: Platform,
  layout: ActivationLayout,
  type: "float32" | "float64",
  { pairs, whole }: SumShifts,
  options: SessionOptions = {},
): Promise<SumProducts> {
  const { units, positions, unitLast } = layout;
  const { graph, tiles } = planOf(layout, type, { pairs: pairs !== undefined, whole: whole !== undefined });
  const session = await openGraph(platform, graph, { ...options, optimization: "basic" });
  const shifts = {
    ...(pairs && { pair_shift: float64([units, 1], pairs) }),
    ...(whole && { whole_shift: float64([units, 1], whole) }),
  };
  return {
    async addTo(sums, values) {
      const rows = values.length / units;
      const shape = unitLast ? [rows, units] : [rows / positions, units, positions];
      const found = await session.run({ rows: { type, shape, data: values }, ...shifts });
      const own = sums.pairs;
      for (const name of own ? (["sums", "squares"] as const) : [])
        addAll(own![name], found[name]!.data as Float64Array);
      for (const { name, target, down, across } of tiles) {
        const matrix = target === "whole" ? sums.whole!.products : own![target];
        addTile(matrix, units, down, across, found[name]!.data as Float64Array);
      }
    },
    close: () => session.release(),
  };
}

function planOf(
  { units, unitLast }: ActivationLayout,
  type: "float32" | "float64",
  wanted: { pairs: boolean; whole: boolean },
): Plan {
  const g = newGraph();
  const rows = unitLast ? g.input("rows", type, ["N", units]) : g.input("rows", type, ["N", units, "P"]);
  // Both factors of a product are rows of the transpose, which the runtime multiplies faster than columns of the original.
  const columns = unitLast ? g.transpose(rows, [1, 0]) : turned(g, rows, units);
  const numbers = g.cast(columns, "float64");
  const shift = (name: string) => g.sub(numbers, g.input(name, "float64", [units, 1]));
  const tiles: Plan["tiles"][number][] = [];
  const outputs: [string, Value][] = [];
  const parts = partsOf(units);
  const symmetric = (factor: Value, target: Plan["tiles"][number]["target"]) => {
    const split = splitBy(g, factor, parts);
    parts.forEach((down, i) => {
      parts.slice(i).forEach((across, j) => {
        const name = `${target}_${i}_${i + j}`;
        tiles.push({ name, target, down, across });
        outputs.push([name, g.op("Gemm", [split[i], split[i + j]], { transB: int(1) })]);
      });
    });
  };
  if (wanted.pairs) {
    const positive = g.greater(columns, 0);
    const mask = g.cast(positive, "float64");
    const d = g.mul(shift("pair_shift"), mask);
    outputs.push(["sums", g.op("Gemm", [d, mask], { transB: int(1) })]);
    outputs.push(["squares", g.op("Gemm", [g.mul(d, d), mask], { transB: int(1) })]);
    symmetric(g.cast(positive, "float32"), "counts");
    symmetric(d, "products");
  }
  if (wanted.whole) symmetric(shift("whole_shift"), "whole");
  return { graph: g.finish(Object.fromEntries(outputs)), tiles };
}

/** N × units × P as units × N·P. */
function turned(g: Builder, rows: Value, units: number): Value {
  const turned = g.transpose(rows, [1, 0, 2]);
  return g.op("Reshape", [turned, g.indices([units, -1])]);
}

function splitBy(g: Builder, factor: Value, parts: readonly Part[]): readonly Value[] {
  if (parts.length === 1) return [factor];
  const sizes = g.indices(parts.map(({ start, end }) => end - start));
  return g.ops("Split", [factor, sizes], { axis: int(0) }, parts.length);
}

function addAll(target: Float64Array, values: Float64Array): void {
  for (let at = 0; at < target.length; at++) target[at]! += values[at]!;
}

/** What lies below the diagonal of a tile is added, too, and never read. */
function addTile(
  target: Float64Array,
  units: number,
  down: Part,
  across: Part,
  entries: Float32Array | Float64Array,
): void {
  const width = across.end - across.start;
  for (let i = down.start; i < down.end; i++) {
    const [to, from] = [i * units + across.start, (i - down.start) * width];
    for (let j = 0; j < width; j++) target[to + j]! += entries[from + j]!;
  }
}
