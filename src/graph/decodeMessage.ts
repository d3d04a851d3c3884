import { PbfReader } from "pbf";
import { fail, type TypedArray } from "../base/index.ts";
import { type Field, type Message, type MessageName, schema } from "./schema.ts";
import { unpackVarints } from "./varint.ts";
import { bytesOf, viewAs } from "./viewAs.ts";

/** Messages inside messages; the limit of Google's own readers. */
const deepest = 100;

const varintType = 0;
const fixed64Type = 1;
const bytesType = 2;
const fixed32Type = 5;
const wireTypes: Readonly<Record<string, number>> = {
  float: fixed32Type,
  double: fixed64Type,
  int32: varintType,
  int64: varintType,
  uint64: varintType,
};

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

type NamedField = readonly [name: string, field: Field];
const fieldsByNumber = new Map<MessageName, ReadonlyMap<number, NamedField>>(
  Object.entries(schema).map(([message, fields]) => [
    message as MessageName,
    new Map(Object.entries<Field>(fields).flatMap(([name, field]) => field.numbers.map((n) => [n, [name, field]]))),
  ]),
);

const requiredFields = new Map<MessageName, readonly string[]>(
  Object.entries(schema).map(([message, fields]) => [
    message as MessageName,
    Object.entries<Field>(fields).flatMap(([name, { presence }]) => (presence === "required" ? [name] : [])),
  ]),
);

interface Wire {
  readonly bytes: Uint8Array;
  readonly reader: PbfReader;
  readonly source: string;
}

/**
 * Decode one message of the {@link schema} (protobuf wire format, protobuf.dev/programming-guides/encoding).
 *
 * Byte fields are views of `bytes`. Fields that the schema does not list are passed over. Packed and unpacked lists are
 * read alike.
 *
 * @param source what to call the bytes in an error.
 * @throws NetspectraError when the bytes are no such message; every length is checked against what is there.
 */
export function decodeMessage<K extends MessageName>(name: K, bytes: Uint8Array, source: string): Message<K> {
  const plain = bytesOf(bytes);
  const wire = { bytes: plain, reader: new PbfReader(plain), source };
  return decodeFields(wire, name, bytes.length, 0) as unknown as Message<K>;
}

function decodeFields(wire: Wire, message: MessageName, end: number, depth: number): Record<string, unknown> {
  const { reader } = wire;
  if (depth > deepest) broken(wire, message, `more than ${deepest} messages inside one another`);
  const known = fieldsByNumber.get(message)!;
  const found: Record<string, unknown> = {};
  let lists: Map<string, { kind: string; chunks: Chunk[] }> | undefined;
  while (reader.pos < end) {
    const start = reader.pos;
    const tag = varint(wire, message, end);
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    const named = known.get(number);
    const stop = payloadEnd(wire, message, type, number, end);
    if (!named) {
      reader.pos = stop;
      continue;
    }
    const [name, field] = named;
    const packed = type === bytesType;
    if (field.kind === "opaque" || (field.presence === "repeated" && field.kind in wireTypes)) {
      lists ??= new Map();
      const list = lists.get(name) ?? { kind: field.kind, chunks: [] };
      lists.set(name, list);
      if (field.kind === "opaque") extend(list.chunks, wire.bytes, start, stop);
      else {
        if (!packed) expectType(wire, message, name, field.kind, type);
        collect(list.chunks, unpack(wire, message, field.kind, wire.bytes.subarray(reader.pos, stop)), packed);
      }
    } else {
      expectType(wire, message, name, field.kind, type);
      const isMessage = field.kind in schema;
      if (isMessage && field.presence !== "repeated" && name in found) broken(wire, message, `a second "${name}"`);
      const value = isMessage
        ? decodeFields(wire, field.kind as MessageName, stop, depth + 1)
        : scalar(wire, message, field.kind, stop);
      if (field.presence !== "repeated") found[name] = value;
      else if (name in found) (found[name] as unknown[]).push(value);
      else found[name] = [value];
    }
    reader.pos = stop;
  }
  for (const [name, { kind, chunks }] of lists ?? []) found[name] = concatenate(kind, chunks);
  for (const name of requiredFields.get(message)!) {
    if (!(name in found)) broken(wire, message, `none of the field "${name}"`);
  }
  return found;
}

function broken({ source, reader }: Wire, message: MessageName, got: string): never {
  return fail({
    subject: source,
    expected: "an ONNX model",
    got: `bytes that are none (${got}, in ${message} before byte ${reader.pos})`,
    todo: "The file may be incomplete, damaged or of another kind: fetch or export it again.",
  });
}

function expectType(wire: Wire, message: MessageName, name: string, kind: string, type: number): void {
  if (type !== (wireTypes[kind] ?? bytesType)) broken(wire, message, `field "${name}" with wire type ${type}`);
}

function varint(wire: Wire, message: MessageName, end: number): number {
  const { bytes, reader } = wire;
  let last = reader.pos;
  while (last < end && bytes[last]! >= 0x80) last++;
  if (last >= end) broken(wire, message, "a number that breaks off");
  if (last - reader.pos > 9) broken(wire, message, "a number of more than 10 bytes");
  return reader.readVarint();
}

/** Where the field ends whose tag was just read; the reader is left at the start of its content. */
function payloadEnd(wire: Wire, message: MessageName, type: number, number: number, end: number): number {
  const { reader } = wire;
  if (number === 0) broken(wire, message, "a field with number 0");
  if (type === varintType) {
    const start = reader.pos;
    varint(wire, message, end);
    const stop = reader.pos;
    reader.pos = start;
    return stop;
  }
  if (type !== bytesType && type !== fixed32Type && type !== fixed64Type) {
    broken(wire, message, `a field with wire type ${type}`);
  }
  const length = type === bytesType ? varint(wire, message, end) : type === fixed32Type ? 4 : 8;
  if (length > end - reader.pos) {
    broken(wire, message, `a field of ${length} bytes where ${end - reader.pos} are left`);
  }
  return reader.pos + length;
}

function scalar(wire: Wire, message: MessageName, kind: string, stop: number): unknown {
  const span = wire.bytes.subarray(wire.reader.pos, stop);
  switch (kind) {
    case "string":
      return utf8.decode(span);
    case "bytes":
      return span;
    default:
      return unpack(wire, message, kind, span)[0];
  }
}

type Numbers = Extract<
  TypedArray,
  Uint8Array | Float32Array | Float64Array | Int32Array | BigInt64Array | BigUint64Array
>;
type Chunk = Numbers | (number | bigint)[];

function unpack(wire: Wire, message: MessageName, kind: string, span: Uint8Array): Numbers {
  if (kind === "float" || kind === "double") {
    const width = kind === "float" ? 4 : 8;
    if (span.length % width !== 0) broken(wire, message, `${span.length} bytes of ${width}-byte numbers`);
    return kind === "float" ? viewAs(Float32Array, span) : viewAs(Float64Array, span);
  }
  const numbers = unpackVarints(span);
  if (!numbers) return broken(wire, message, "a list with a number that breaks off or has more than 10 bytes");
  if (kind === "uint64") return numbers;
  if (kind === "int64") return new BigInt64Array(numbers.buffer);
  return new Int32Array(numbers.buffer).filter((_, i) => i % 2 === 0);
}

/** Unpacked items gather in a plain array, a packed run is a chunk of its own. */
function collect(chunks: Chunk[], values: Numbers, packed: boolean): void {
  const last = chunks.at(-1);
  if (packed) chunks.push(values);
  else if (Array.isArray(last)) last.push(values[0]!);
  else chunks.push([values[0]!]);
}

/** Neighbouring spans become one, so that many small fields cost no more than their bytes. */
function extend(chunks: Chunk[], bytes: Uint8Array, start: number, stop: number): void {
  const last = chunks.at(-1) as Uint8Array | undefined;
  const adjoins = last && last.byteOffset + last.length === bytes.byteOffset + start;
  if (adjoins) chunks[chunks.length - 1] = bytes.subarray(start - last.length, stop);
  else chunks.push(bytes.subarray(start, stop));
}

const listTypes = {
  opaque: Uint8Array,
  float: Float32Array,
  double: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
} as const;

function concatenate(kind: string, chunks: readonly Chunk[]): Numbers {
  const [first] = chunks;
  if (chunks.length === 1 && first && !Array.isArray(first)) return first;
  const joined = new listTypes[kind as keyof typeof listTypes](chunks.reduce((n, chunk) => n + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    (joined as { set(values: Chunk, offset: number): void }).set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
