import {
  type ElementType,
  fail,
  isSmallFloat,
  sizeOf,
  type Tensor,
  type TypedArray,
  widened,
} from "../../base/index.ts";
import { elementLayouts } from "../../graph/index.ts";
import type { Files } from "../../platform/index.ts";

/** Float weights as they lie in memory or in a file, to be read piece by piece. */
export interface StoredTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Bytes of all elements, where they would have to be read from a file first. */
  readonly outside: number;
  /** The tensor itself, where it lies in memory. */
  readonly held?: Tensor;
  /** So many elements in row-major order, as float32, or float64 where they are. */
  read(start: number, count: number): Promise<Float32Array | Float64Array>;
}

/** @param tensor of a float type, where it is to be read */
export function tensorInMemory(name: string, tensor: Tensor): StoredTensor {
  const { type, shape } = tensor;
  const data = tensor.data as TypedArray;
  const read = async (start: number, count: number) => asFloats(type, data.subarray(start, start + count));
  return { name, type, shape, outside: 0, held: tensor, read };
}

/** Where the elements of a tensor lie, little-endian. */
export interface FilePlace {
  readonly path: string;
  readonly start: number;
}

/** A tensor of a float type whose elements stay in their file until they are needed. */
export function tensorInFile(
  files: Pick<Files, "readRange">,
  name: string,
  type: Exclude<ElementType, "string">,
  shape: readonly number[],
  { path, start: first }: FilePlace,
): StoredTensor {
  const { array } = elementLayouts[type];
  const size = array.BYTES_PER_ELEMENT;
  const read = async (start: number, count: number) => {
    const bytes = await files.readRange(path, first + start * size, count * size);
    if (bytes.length !== count * size) {
      fail({
        subject: `${path}: tensor "${name}"`,
        expected: `${count * size} bytes from byte ${first + start * size}`,
        got: `${bytes.length}`,
        todo: "The file may be incomplete: fetch or write it again.",
      });
    }
    const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
    return asFloats(type, new array(aligned.buffer, aligned.byteOffset, count));
  };
  return { name, type, shape, outside: sizeOf(shape) * size, read };
}

function asFloats(type: ElementType, data: TypedArray): Float32Array | Float64Array {
  const shape = [data.length];
  return (isSmallFloat(type) ? widened({ type, shape, data } as Tensor).data : data) as Float32Array | Float64Array;
}
