import { checkShape, type ElementType, fail, sizeOf } from "../base/index.ts";

/** A tensor of a `.safetensors` file: what it is, and where its elements lie. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** First byte of its elements (little-endian, row-major), from the beginning of the file. */
  readonly start: number;
  readonly bytes: number;
}

/** What the head of a `.safetensors` file says. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of the elements in the file. */
  readonly tensors: readonly SafetensorsEntry[];
}

/** The format's names of element types, ours, and bytes of one element. */
const types: Readonly<Record<string, readonly [ElementType, number]>> = {
  BOOL: ["bool", 1],
  U8: ["uint8", 1],
  I8: ["int8", 1],
  F8_E5M2: ["float8e5m2", 1],
  F8_E4M3: ["float8e4m3fn", 1],
  U16: ["uint16", 2],
  I16: ["int16", 2],
  F16: ["float16", 2],
  BF16: ["bfloat16", 2],
  U32: ["uint32", 4],
  I32: ["int32", 4],
  F32: ["float32", 4],
  U64: ["uint64", 8],
  I64: ["int64", 8],
  F64: ["float64", 8],
};

/** What the format's own reader allows. */
const longestHeader = 100_000_000;
const lengthBytes = 8;
const again = "The file may be incomplete or damaged: fetch or write it again.";

/** Whether a file begins like a `.safetensors` file: a length, and an object in JSON. @param head its first 9 bytes or more */
export function isSafetensors(head: Uint8Array): boolean {
  return head.length > lengthBytes && head[lengthBytes] === 0x7b && headerLength(head) <= longestHeader;
}

/**
 * Bytes of the head of a `.safetensors` file, its length included.
 *
 * @param head the first 8 bytes of the file or more
 * @param size bytes of the whole file
 * @throws NetspectraError for a length that the file has no room for
 */
export function safetensorsHeaderBytes(head: Uint8Array, size: number, file = "safetensors data"): number {
  const length = head.length < lengthBytes ? Number.NaN : headerLength(head);
  if (!(length >= 2 && length <= longestHeader && lengthBytes + length <= size)) {
    fail({
      subject: file,
      expected: "a safetensors file, which begins with the length of its header",
      got: Number.isNaN(length) ? `${head.length} bytes` : `a length of ${length} in a file of ${size} bytes`,
      todo: again,
    });
  }
  return lengthBytes + length;
}

/**
 * The head of a `.safetensors` file: eight bytes of length, then JSON that says of each tensor its type, its shape and
 * where it begins and ends. The elements must fill the rest of the file without a hole, as the format demands.
 *
 * @param head the first {@link safetensorsHeaderBytes} bytes of the file, or more
 * @param size bytes of the whole file
 * @throws NetspectraError for a damaged head, types the format does not have, and places outside the file or in each other
 */
export function readSafetensorsHeader(head: Uint8Array, size: number, file = "safetensors data"): SafetensorsHeader {
  const start = safetensorsHeaderBytes(head, size, file);
  const parsed = parse(head.subarray(lengthBytes, start), file);
  const { __metadata__: metadata, ...described } = parsed;
  const tensors = Object.entries(described).map(([name, entry]) => readEntry(name, entry, start, file));
  tensors.sort((a, b) => a.start - b.start || a.bytes - b.bytes);
  let end = start;
  for (const tensor of tensors) {
    if (tensor.start !== end) {
      fail({
        subject: `${file}: tensor "${tensor.name}"`,
        expected: `elements from byte ${end} on, without holes and overlaps`,
        got: `elements from byte ${tensor.start} on`,
        todo: again,
      });
    }
    end += tensor.bytes;
  }
  if (end !== size) {
    fail({ subject: file, expected: `a file of ${end} bytes, as its header says`, got: `${size} bytes`, todo: again });
  }
  return { metadata: textsOf(metadata), tensors };
}

function headerLength(head: Uint8Array): number {
  return Number(new DataView(head.buffer, head.byteOffset, lengthBytes).getBigUint64(0, true));
}

function parse(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    parsed = undefined;
  }
  if (isRecord(parsed)) return parsed;
  return fail({ subject: file, expected: "a header in JSON", got: "other bytes", todo: again });
}

function readEntry(name: string, entry: unknown, start: number, file: string): SafetensorsEntry {
  const subject = `${file}: tensor "${name}"`;
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const [type, size] = (typeof dtype === "string" && Object.hasOwn(types, dtype) && types[dtype]) || [];
  if (type === undefined || size === undefined) {
    const got = typeof dtype === "string" ? dtype : "none";
    return fail({ subject, expected: `an element type (${Object.keys(types).join(", ")})`, got });
  }
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    return fail({ subject, expected: "a shape and two offsets, of whole numbers", got: "others", todo: again });
  }
  checkShape(subject, shape);
  const [from = 0, to = 0] = offsets;
  const bytes = sizeOf(shape) * size;
  if (to - from !== bytes) {
    const expected = `${bytes} bytes of ${dtype} for the shape [${shape.join(", ")}]`;
    fail({ subject, expected, got: `${to - from}`, todo: again });
  }
  return { name, type, shape, start: start + from, bytes };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
