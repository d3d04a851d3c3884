import { random } from "../../base/index.ts";
import { type SymmetricEigen, symmetricEigen } from "../../kernels/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { type GramProduct, openGram } from "../gram.ts";
import { kernelTask } from "../kernelTask.ts";
import { packedLength } from "../packed.ts";
import type { MatrixBlocks } from "./matrixBlocks.ts";

/** Eigenvalues of WᵀW of a layer's slices. */
export interface MatrixSpectrum {
  /** For each slice: min(rows, columns) of them, descending, none negative. */
  readonly slices: readonly Float64Array[];
  /** The same of each slice with its entries shuffled; absent where that was not asked for, or a slice cannot be held. */
  readonly shuffled?: readonly Float64Array[];
  /** Mean of w² over the entries. */
  readonly meanSquare: number;
}

export interface SpectrumOptions extends SessionOptions {
  readonly slices: number;
  /** Seed of the shuffle and name of the layer; none: no shuffle. */
  readonly shuffle?: readonly [seed: number, layer: string];
  /** Whether a slice may be held as a whole. */
  readonly whole: boolean;
}

/** Numbers of one block of rows. */
const blockNumbers = 2 ** 21;
/** Below this order a worker takes longer to be asked than the eigenvalues to be computed. */
const smallOrder = 64;

/**
 * Eigenvalues of WᵀW (of WWᵀ where W is wide: the same but for zeros) of each slice, from the Gram matrix of the shorter side in
 * float64, which is summed over blocks of rows.
 */
export async function matrixSpectrum(
  platform: Platform,
  blocks: MatrixBlocks,
  { slices, shuffle, whole, ...session }: SpectrumOptions,
): Promise<MatrixSpectrum> {
  const { longer, shorter, type } = blocks;
  const gram = await openGram(platform, shorter, type, session);
  try {
    const found: Float64Array[] = [];
    const shuffled: Float64Array[] = [];
    let squares = 0;
    for (let slice = 0; slice < slices; slice++) {
      const all = whole ? await blocks.read(slice, 0, longer) : undefined;
      const rows = async (from: number, to: number) =>
        all ? all.subarray(from * shorter, to * shorter) : await blocks.read(slice, from, to);
      const own = await gramMatrix(gram, blocks, rows);
      squares += own.trace;
      found.push(await eigenvaluesOf(platform, own.packed, shorter));
      if (!all || !shuffle) continue;
      shuffleEntries(all, ...shuffle, slice);
      const other = await gramMatrix(gram, blocks, rows);
      shuffled.push(await eigenvaluesOf(platform, other.packed, shorter));
    }
    const meanSquare = squares / (slices * longer * shorter);
    return { slices: found, ...(shuffled.length > 0 && { shuffled }), meanSquare };
  } finally {
    await gram.close();
  }
}

async function gramMatrix(
  gram: GramProduct,
  { longer, shorter }: MatrixBlocks,
  read: (from: number, to: number) => Promise<Float32Array | Float64Array>,
): Promise<{ packed: Float64Array; trace: number }> {
  const packed = new Float64Array(packedLength(shorter));
  const height = Math.max(1, Math.floor(blockNumbers / shorter));
  for (let from = 0; from < longer; from += height) {
    const to = Math.min(longer, from + height);
    await gram.addTo(packed, await read(from, to), to - from);
  }
  let trace = 0;
  for (let i = 0, at = 0; i < shorter; at += shorter - i++) trace += packed[at]!;
  return { packed, trace };
}

/** Rounding makes zeros a little negative. */
async function eigenvaluesOf(platform: Platform, packed: Float64Array, order: number): Promise<Float64Array> {
  const { values } =
    order <= smallOrder
      ? symmetricEigen(packed, order, { packed: true })
      : await platform.call<SymmetricEigen>(kernelTask, packed, order, { packed: true });
  return values.map((value) => Math.max(0, value));
}

/** Fisher and Yates, in place. */
function shuffleEntries(entries: Float32Array | Float64Array, seed: number, layer: string, slice: number): void {
  const stream = random(seed, "shuffled weights", layer, slice);
  for (let i = entries.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    const value = entries[i]!;
    entries[i] = entries[j]!;
    entries[j] = value;
  }
}
