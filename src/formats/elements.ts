import { fail, type Storage, sizeOf, type Tensor, tensor } from "../base/index.ts";

/** Element types that a file holds as plain fixed-size numbers. */
export type PlainType = Exclude<
  keyof Storage,
  "string" | "bfloat16" | `float8${string}` | `float4${string}` | "int4" | "uint4" | "int2" | "uint2"
>;

interface Layout {
  /** Bytes of one element. */
  readonly size: number;
  /** Bytes that are reversed together when the byte order changes. */
  readonly word: number;
  readonly over: (buffer: ArrayBuffer) => Storage[PlainType];
}

const layouts: Record<PlainType, Layout> = {
  bool: { size: 1, word: 1, over: (b) => new Uint8Array(b) },
  uint8: { size: 1, word: 1, over: (b) => new Uint8Array(b) },
  int8: { size: 1, word: 1, over: (b) => new Int8Array(b) },
  uint16: { size: 2, word: 2, over: (b) => new Uint16Array(b) },
  int16: { size: 2, word: 2, over: (b) => new Int16Array(b) },
  float16: { size: 2, word: 2, over: (b) => new Uint16Array(b) },
  uint32: { size: 4, word: 4, over: (b) => new Uint32Array(b) },
  int32: { size: 4, word: 4, over: (b) => new Int32Array(b) },
  float32: { size: 4, word: 4, over: (b) => new Float32Array(b) },
  uint64: { size: 8, word: 8, over: (b) => new BigUint64Array(b) },
  int64: { size: 8, word: 8, over: (b) => new BigInt64Array(b) },
  float64: { size: 8, word: 8, over: (b) => new Float64Array(b) },
  complex64: { size: 8, word: 4, over: (b) => new Float32Array(b) },
  complex128: { size: 16, word: 8, over: (b) => new Float64Array(b) },
};

/** Bytes of one element. */
export function elementSize(type: PlainType): number {
  return layouts[type].size;
}

export interface ElementsOptions {
  /** Named in errors. */
  file: string;
  /** Where the elements begin. */
  start: number;
  order: "little" | "big";
}

/**
 * The elements of a tensor from the rest of a file. The length is checked before anything is allocated, so that a forged
 * header cannot ask for memory that the file does not back.
 *
 * @throws NetspectraError naming the file when its length does not fit the shape.
 */
export function readElements<T extends PlainType>(
  bytes: Uint8Array,
  type: T,
  shape: readonly number[],
  { file, start, order }: ElementsOptions,
): Tensor<T> {
  const { size, word, over } = layouts[type];
  const expected = sizeOf(shape) * size;
  const got = bytes.length - start;
  if (expected !== got) {
    fail({
      subject: file,
      expected: `${expected} bytes of ${type} for the shape [${shape.join(", ")}] that its header states`,
      got: `${got}`,
      todo: got < expected ? "The file is probably cut off; fetch or copy it again." : "Check that the file is whole.",
    });
  }
  const own = bytes.slice(start);
  if (order === "big") reverseWords(own, word);
  return tensor(type, shape, over(own.buffer) as Storage[T]);
}

/** The bytes of a tensor's elements, little-endian (a view, not a copy). */
export function elementBytes(data: Exclude<Storage[keyof Storage], string[]>): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function reverseWords(bytes: Uint8Array, word: number): void {
  if (word === 1) return;
  for (let at = 0; at < bytes.length; at += word) bytes.subarray(at, at + word).reverse();
}
