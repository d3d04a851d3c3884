import { fail } from "../../base/index.ts";
import { offsetsAlong, type WeightMatrix } from "./weightMatrix.ts";

/** Rows of a matrix, turned so that it has no fewer rows than columns. */
export interface MatrixBlocks {
  /** The longer side: rows of the turned matrix. */
  readonly longer: number;
  readonly shorter: number;
  readonly type: "float32" | "float64";
  /** Rows from … to of a slice, `shorter` numbers each. @throws NetspectraError naming the first that is not finite */
  read(slice: number, from: number, to: number): Promise<Float32Array | Float64Array>;
}

/** Weights that are not read as a whole must lie so that parts of them can be. */
export type Unreadable = { readonly reason: string };

/**
 * The numbers of a weight matrix in blocks of rows. Weights of at most `inMemory` bytes are read once; of larger ones each
 * block is read by itself.
 */
export async function openMatrixBlocks(matrix: WeightMatrix, inMemory: number): Promise<MatrixBlocks | Unreadable> {
  const { tensor, rows, columns, offset } = matrix;
  const tall = rows >= columns;
  const [long, short] = [offsetsAlong(matrix.rowAxes), offsetsAlong(matrix.columnAxes)];
  const [down, across] = tall ? [long, short] : [short, long];
  const slices = offsetsAlong(matrix.sliceAxes);
  const type = tensor.type === "float64" ? "float64" : "float32";
  const array = type === "float64" ? Float64Array : Float32Array;
  const [longer, shorter] = [down.length, across.length];
  const checked = (block: Float32Array | Float64Array, slice: number, from: number) => {
    const bad = block.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return block;
    const [i, j] = [from + Math.floor(bad / shorter), bad % shorter];
    const [row, column] = tall ? [i, j] : [j, i];
    return fail({
      subject: `weights "${matrix.layer}"`,
      expected: "finite numbers",
      got: `${block[bad]} in row ${row}, column ${column}${slices.length > 1 ? ` of slice ${slice}` : ""}`,
      todo: "The training has probably diverged; use an earlier checkpoint.",
    });
  };
  const about = { longer, shorter, type } as const;
  if (tensor.outside <= inMemory) {
    const all = await tensor.read(
      0,
      tensor.shape.reduce((product, size) => product * size, 1),
    );
    const read = async (slice: number, from: number, to: number) => {
      const start = offset + slices[slice]!;
      const block = new array((to - from) * shorter);
      for (let i = from, at = 0; i < to; i++) {
        for (let j = 0; j < shorter; j++) block[at++] = all[start + down[i]! + across[j]!]!;
      }
      return checked(block, slice, from);
    };
    return { ...about, read };
  }
  const lieTogether = (offsets: Float64Array) => offsets.every((value, i) => value === i);
  if (lieTogether(across)) {
    const together = down.every((value, i) => value === i * shorter);
    const read = async (slice: number, from: number, to: number) => {
      const start = offset + slices[slice]!;
      if (together) return checked(await tensor.read(start + from * shorter, (to - from) * shorter), slice, from);
      const block = new array((to - from) * shorter);
      for (let i = from; i < to; i++) block.set(await tensor.read(start + down[i]!, shorter), (i - from) * shorter);
      return checked(block, slice, from);
    };
    return { ...about, read };
  }
  if (lieTogether(down)) {
    const read = async (slice: number, from: number, to: number) => {
      const start = offset + slices[slice]!;
      const count = to - from;
      const block = new array(count * shorter);
      for (let j = 0; j < shorter; j++) {
        const part = await tensor.read(start + across[j]! + from, count);
        for (let i = 0; i < count; i++) block[i * shorter + j] = part[i]!;
      }
      return checked(block, slice, from);
    };
    return { ...about, read };
  }
  return { reason: `${tensor.outside} bytes that cannot be read in blocks: give more memory` };
}
