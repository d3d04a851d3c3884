import { fail, isType, sizeOf, type Tensor, tensor } from "../base/index.ts";
import { elementBytes, elementSize, type PlainType, readElements } from "./elements.ts";
import { float16Value } from "./float16.ts";

/** NumPy's type codes and ours. */
const types: Readonly<Record<string, PlainType>> = {
  b1: "bool",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};
const codes = new Map(Object.entries(types).map(([code, type]) => [type as string, code]));
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** What the head of a `.npy` file says. */
export interface NpyHeader {
  readonly type: PlainType;
  readonly shape: readonly number[];
  readonly order: "little" | "big";
  readonly columnMajor: boolean;
  /** Where the elements begin, in bytes. */
  readonly start: number;
}

/**
 * A `.npy` file (NEP 1; versions 1 to 3) as a row-major tensor. All numeric types in either byte order and either memory
 * order; float16 becomes float32.
 *
 * @param file named in errors.
 * @throws NetspectraError for other files, other types (objects, strings, records) and wrong lengths.
 */
export function readNpy(bytes: Uint8Array, file = "npy data"): Tensor {
  const { type, shape, order, columnMajor, start } = readNpyHeader(bytes, file);
  const stored = readElements(bytes, type, shape, { file, start, order });
  const rows = columnMajor && shape.length > 1 ? toRowMajor(stored) : stored;
  if (!isType(rows, "float16")) return rows;
  return tensor("float32", shape, Float32Array.from(rows.data, float16Value));
}

/** The head of a `.npy` file; see {@link readNpy}. */
export function readNpyHeader(bytes: Uint8Array, file = "npy data"): NpyHeader {
  if (magic.some((byte, i) => bytes[i] !== byte)) {
    fail({
      subject: file,
      expected: "an array in NumPy's .npy format",
      got: bytes.length === 0 ? "an empty file" : "other bytes",
      todo: "Write it with numpy.save or numpy.savez.",
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  const lengthBytes = version === 1 ? 2 : 4;
  if (version < 1 || version > 3) {
    fail({ subject: file, expected: "version 1, 2 or 3 of the .npy format", got: `version ${version}` });
  }
  const headerStart = 8 + lengthBytes;
  const length =
    bytes.length < headerStart
      ? Number.POSITIVE_INFINITY
      : version === 1
        ? view.getUint16(8, true)
        : view.getUint32(8, true);
  const start = headerStart + length;
  if (start > bytes.length) {
    fail({ subject: file, expected: "a complete .npy header", got: `a file that ends after ${bytes.length} bytes` });
  }
  return { ...parseHeader(new TextDecoder().decode(bytes.subarray(headerStart, start)), file), start };
}

function parseHeader(text: string, file: string): Omit<NpyHeader, "start"> {
  const [, byteOrder, code = ""] = /'descr':\s*'([<>|=]?)(\w+)'/.exec(text) ?? [];
  const [, columnMajor] = /'fortran_order':\s*(True|False)/.exec(text) ?? [];
  const [, sizes] = /'shape':\s*\(([\d\sL,]*)\)/.exec(text) ?? [];
  const type = types[code];
  if (!type || columnMajor === undefined || sizes === undefined) {
    fail({
      subject: file,
      expected: `an array of numbers (${Object.keys(types).join(", ")})`,
      got: `the header ${text.trim().slice(0, 200)}`,
      todo: "Convert it with .astype(numpy.float32) before saving.",
    });
  }
  const shape = sizes.split(",").flatMap((size) => (size.trim() ? [Number.parseInt(size, 10)] : []));
  return { type, shape, order: byteOrder === ">" ? "big" : "little", columnMajor: columnMajor === "True" };
}

/**
 * A `.npy` file, version 1, little-endian, row-major.
 *
 * @throws NetspectraError for types that NumPy does not have.
 */
export function writeNpy(array: Tensor): Uint8Array {
  const header = npyHeader(array.type, array.shape);
  const content = elementBytes(array.data as Exclude<typeof array.data, string[]>);
  const bytes = new Uint8Array(header.length + content.length);
  bytes.set(header);
  bytes.set(content, header.length);
  return bytes;
}

/** The head of a `.npy` file, for arrays whose elements follow as a stream. */
export function npyHeader(type: string, shape: readonly number[]): Uint8Array {
  const code = codes.get(type);
  if (!code) {
    fail({ subject: "a .npy file", expected: `elements of type ${[...codes.keys()].join(", ")}`, got: type });
  }
  const order = elementSize(types[code]!) === 1 ? "|" : "<";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${order}${code}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // NEP 1: magic, version, length and text together fill a multiple of 64 bytes, and the text ends with a newline.
  const text = `${dictionary}${" ".repeat(63 - ((10 + dictionary.length) % 64))}\n`;
  const bytes = new Uint8Array(10 + text.length);
  bytes.set([...magic, 1, 0, text.length & 0xff, text.length >>> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}

/** Size of the elements in bytes; where the type is unknown to NumPy, {@link npyHeader} says so. */
export function npyContentBytes(type: string, shape: readonly number[]): number {
  const code = codes.get(type);
  return code ? sizeOf(shape) * elementSize(types[code]!) : 0;
}

function toRowMajor(stored: Tensor<PlainType>): Tensor<PlainType> {
  const { shape } = stored;
  const pair = stored.type.startsWith("complex") ? 2 : 1;
  const source = stored.data as Float32Array;
  const target = source.slice();
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < target.length; to += pair) {
    for (let part = 0; part < pair; part++) target[to + part] = source[from * pair + part]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return { type: stored.type, shape, data: target };
}
