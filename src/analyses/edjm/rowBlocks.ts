import type { Rows } from "./accumulator.ts";
import type { RowProduct } from "./rowProduct.ts";
import { unitSamples } from "./schedule.ts";

/** A unit of one output. */
export interface Part {
  readonly group: number;
  readonly count: number;
  /** The pass in which the rows are kept. */
  readonly keptIn: number;
  /** Count × d; there while products with them are to come. */
  rows?: Rows | undefined;
  /** Products of the rows of part a with these (count of a × count), for every a up to this part itself. */
  readonly products: Float64Array[];
}

/** Parts that follow each other, and the number of the first. */
interface Block {
  readonly first: number;
  readonly parts: readonly Part[];
  readonly count: number;
}

/**
 * Products of all kept rows with each other, where they are not there yet. Parts are multiplied many at a time: products of
 * few rows would spend their time on widening these.
 */
export async function multiplyKept(product: RowProduct, parts: readonly Part[], d: number): Promise<void> {
  const blocks = keptBlocks(parts, d);
  for (const [b, right] of blocks.entries()) {
    for (const left of blocks.slice(0, b + 1)) await multiply(product, left, right, d);
  }
}

/** Products of all kept rows with those of one part, the last. */
export async function multiplyBy(product: RowProduct, parts: readonly Part[], rows: Rows, d: number): Promise<void> {
  const first = parts.length - 1;
  const last = { ...parts[first]!, rows };
  for (const left of keptBlocks(parts, d)) {
    await multiply(product, left, { first, parts: [last], count: last.count }, d);
  }
}

/** EEᵀ, n × n, in the order in which samples came. */
export function gramOf(parts: readonly Part[], n: number): Float64Array {
  const gram = new Float64Array(n * n);
  const starts = startsOf(parts);
  parts.forEach(({ count, products }, b) => {
    products.forEach((entries, a) => {
      const [top, left, height] = [starts[a]!, starts[b]!, parts[a]!.count];
      for (let r = 0; r < height; r++) {
        gram.set(entries.subarray(r * count, (r + 1) * count), (top + r) * n + left);
      }
      for (let c = 0; c < count; c++) {
        const to = (left + c) * n + top;
        for (let r = 0; r < height; r++) gram[to + r] = entries[r * count + c]!;
      }
    });
  });
  return gram;
}

/** The position of the first sample of each part. */
export function startsOf(parts: readonly { readonly count: number }[]): number[] {
  let next = 0;
  return parts.map(({ count }) => {
    next += count;
    return next - count;
  });
}

/** As many parts together as a unit may have samples. */
function keptBlocks(parts: readonly Part[], d: number): Block[] {
  const blocks: Block[] = [];
  for (const [i, part] of parts.entries()) {
    if (!part.rows) continue;
    const last = blocks.at(-1);
    if (last && last.first + last.parts.length === i && last.count + part.count <= unitSamples(d)) {
      blocks[blocks.length - 1] = { ...last, parts: [...last.parts, part], count: last.count + part.count };
    } else {
      blocks.push({ first: i, parts: [part], count: part.count });
    }
  }
  return blocks;
}

async function multiply(product: RowProduct, left: Block, right: Block, d: number): Promise<void> {
  const pairs = right.parts.flatMap((part, b) =>
    left.parts.flatMap((other, a) =>
      left.first + a <= right.first + b && !part.products[left.first + a] ? [{ part, other, a, b }] : [],
    ),
  );
  if (pairs.length === 0) return;
  const entries = await product.of(stacked(left, d), left.count, stacked(right, d), right.count);
  const [down, across] = [startsOf(left.parts), startsOf(right.parts)];
  for (const { part, other, a, b } of pairs) {
    const own = new Float64Array(other.count * part.count);
    for (let r = 0; r < other.count; r++) {
      const from = (down[a]! + r) * right.count + across[b]!;
      own.set(entries.subarray(from, from + part.count), r * part.count);
    }
    part.products[left.first + a] = own;
  }
}

/** The rows of all parts, one below the other. */
function stacked({ parts, count }: Block, d: number): Rows {
  const [first] = parts;
  if (parts.length === 1) return first!.rows!;
  const rows = first!.rows instanceof Float64Array ? new Float64Array(count * d) : new Float32Array(count * d);
  const starts = startsOf(parts);
  for (const [i, part] of parts.entries()) rows.set(part.rows!, starts[i]! * d);
  return rows;
}
