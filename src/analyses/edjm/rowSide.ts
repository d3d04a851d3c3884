import { float32, float64, type Tensor } from "../../base/index.ts";
import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import { kernelTask } from "../kernelTask.ts";
import {
  type CollectedState,
  type EdjmSpectrum,
  type LazyState,
  leadingCount,
  leftOutScore,
  type Rows,
  roots,
  type SpectraAccumulator,
  type SpectraOptions,
  scoreOf,
  sumOf,
} from "./accumulator.ts";
import { inTurns } from "./inTurns.ts";
import { gramOf, multiplyBy, multiplyKept, type Part, startsOf } from "./rowBlocks.ts";
import { openRowProduct } from "./rowProduct.ts";

/**
 * The n side: EEᵀ (n × n), for n < d. Rows are kept until all products with them are there. Where even the rows of one
 * output are too many for the memory, each pass over the data keeps some, and multiplies all that come later with these.
 */
export async function openRowSide(platform: Platform, options: SpectraOptions): Promise<SpectraAccumulator> {
  const { columns, inputs: d, type, groupSizes } = options;
  const n = sumOf(groupSizes);
  const product = await openRowProduct(platform, d, type, options);
  const outputs = columns.map((): Part[] => []);

  return {
    async add(columnRows, { index, group, count, pass, keptIn }) {
      await inTurns([...outputs.entries()], 2, async ([j, parts]) => {
        if (parts.some((part) => part.rows && part.keptIn < pass)) {
          await multiplyKept(product, parts, d);
          for (const part of parts) part.rows = undefined;
        }
        parts[index] ??= { group, count, keptIn, products: [] };
        const part = parts[index];
        // Products among rows that are kept can wait until there are enough for large ones.
        if (keptIn === pass) part.rows = columnRows[j]!.slice(0, count * d);
        else await multiplyBy(product, parts.slice(0, index + 1), columnRows[j]!, d);
      });
    },
    state: () => stateOf(outputs, columns, d),
    restore(state) {
      outputs.forEach((parts, j) => {
        parts.push(...partsOf(state, columns[j]!));
      });
    },
    async finish() {
      return inTurns(outputs, platform.cores, async (parts) => {
        await multiplyKept(product, parts, d);
        for (const part of parts) part.rows = undefined;
        const gram = gramOf(parts, n);
        const members = membersOf(parts, groupSizes.length);
        parts.length = 0;
        return rowSpectrum(platform, gram, members, options);
      });
    },
    close: () => product.close(),
  };
}

/** Leaving a group out of EEᵀ = UΛUᵀ gives, in the leading space, Λ − Λ^½ U_gᵀ U_g Λ^½. */
async function rowSpectrum(
  platform: Platform,
  gram: Float64Array,
  members: readonly (readonly number[])[],
  options: SpectraOptions,
): Promise<EdjmSpectrum> {
  const { percentile } = options;
  const n = sumOf(members.map(({ length }) => length));
  const several = members.length > 1;
  const q = Math.min(n, options.inputs);
  const m = Math.min(n, leadingCount(q, percentile));
  const eigen = await platform.call<SymmetricEigen>(kernelTask, gram, n, several && { vectors: m });
  const leftOutScores = (several ? members : []).map((group) => {
    const projected = projectionOf(eigen, n, m, group);
    return leftOutScore(platform, eigen.values, projected, m, n - group.length, options);
  });
  const curve: (number | null)[] = [];
  for (const g of options.curve ? members.keys() : []) {
    const some = members.slice(0, g + 1).flat();
    const { values } = await platform.call<SymmetricEigen>(kernelTask, partOf(gram, n, some), some.length);
    curve.push(scoreOf(values.subarray(0, q), percentile, Math.min(some.length, q)));
  }
  return { singularValues: roots(eigen.values.subarray(0, q)), leftOutScores: await Promise.all(leftOutScores), curve };
}

/** Rows and columns `some` of a matrix. */
function partOf(matrix: Float64Array, n: number, some: readonly number[]): Float64Array {
  const part = new Float64Array(some.length ** 2);
  some.forEach((row, r) => {
    some.forEach((column, c) => {
      part[r * some.length + c] = matrix[row * n + column]!;
    });
  });
  return part;
}

function projectionOf({ values, vectors }: SymmetricEigen, n: number, m: number, samples: readonly number[]) {
  const projected = new Float64Array(m * m);
  const scale = Array.from({ length: m }, (_, i) => Math.sqrt(Math.max(values[i]!, 0)));
  for (let r = 0; r < m; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (const i of samples) sum += vectors![r * n + i]! * vectors![c * n + i]!;
      projected[r * m + c] = projected[c * m + r] = sum * scale[r]! * scale[c]!;
    }
  }
  return projected;
}

/** The positions of each group's samples. */
function membersOf(parts: readonly Part[], groups: number): number[][] {
  const members = Array.from({ length: groups }, (): number[] => []);
  const starts = startsOf(parts);
  parts.forEach(({ group, count }, b) => {
    for (let i = 0; i < count; i++) members[group]!.push(starts[b]! + i);
  });
  return members;
}

function stateOf(outputs: readonly (readonly Part[])[], columns: readonly number[], d: number): LazyState {
  const table = outputs[0]!.flatMap(({ group, count, keptIn }) => [group, count, keptIn]);
  const state = new Map<string, () => Tensor>([["parts", () => float64([table.length / 3, 3], table)]]);
  outputs.forEach((parts, j) => {
    const passes = new Set(parts.map(({ keptIn }) => keptIn));
    parts.forEach(({ rows, count, products }, b) => {
      const tensor = rows instanceof Float64Array ? float64 : float32;
      if (rows) state.set(`${columns[j]}/rows${b}!`, () => tensor([count, d], rows));
      for (const pass of passes) {
        const blocks = products.filter((_, a) => parts[a]!.keptIn === pass);
        if (blocks.length === 0) continue;
        state.set(`${columns[j]}/products${pass}-${b}!`, () => stacked(blocks, count));
      }
    });
  });
  return state;
}

/** Blocks of so many columns, one below the other. */
function stacked(blocks: readonly Float64Array[], columns: number): Tensor {
  const all = new Float64Array(sumOf(blocks.map(({ length }) => length)));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return float64([all.length / columns, columns], all);
}

/** The inverse of `stateOf`, for one output. */
function partsOf(state: CollectedState, column: number): Part[] {
  const table = Array.from(state.get("parts")!.data as Float64Array);
  const parts = Array.from({ length: table.length / 3 }, (_, b): Part => {
    const [group, count, keptIn] = table.slice(3 * b, 3 * b + 3) as [number, number, number];
    return { group, count, keptIn, rows: state.get(`${column}/rows${b}!`)?.data as Rows | undefined, products: [] };
  });
  parts.forEach(({ count, products }, b) => {
    const used = new Map<number, number>();
    for (const [a, { keptIn, count: height }] of parts.slice(0, b + 1).entries()) {
      const from = used.get(keptIn) ?? 0;
      const blocks = state.get(`${column}/products${keptIn}-${b}!`)?.data as Float64Array | undefined;
      if (blocks && from < blocks.length) products[a] = blocks.slice(from, from + height * count);
      used.set(keptIn, from + height * count);
    }
  });
  return parts;
}
