import { PbfWriter } from "pbf";
import { fail } from "../base/index.ts";
import { type Field, type Message, type MessageName, schema } from "./schema.ts";
import { writeVarint64 } from "./varint.ts";
import { bytesOf } from "./viewAs.ts";

/** Byte fields from this size on are not copied before the file is put together. */
const large = 1024;
/** Protobuf lengths are 31 bits wide in every reader. */
const longest = 0x7fffffff;

interface Rope {
  readonly parts: readonly Uint8Array[];
  readonly length: number;
}

/**
 * Encode one message of the {@link schema}; what is undefined is left out, lists of numbers are packed. Large byte
 * fields are copied once, into the result.
 *
 * @throws NetspectraError when the result is larger than protobuf allows (2 GiB).
 */
export function encodeMessage<K extends MessageName>(name: K, message: Message<K>): Uint8Array {
  const { parts, length } = encodeFields(name, message as unknown as Readonly<Record<string, unknown>>);
  if (length > longest) {
    fail({
      subject: "the model",
      expected: "at most 2 GiB (the limit of a protobuf file)",
      got: `${length} bytes`,
      todo: "Write its large weights into files beside it (writeModelFiles).",
    });
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function encodeFields(name: MessageName, message: Readonly<Record<string, unknown>>): Rope {
  const parts: Uint8Array[] = [];
  let length = 0;
  let writer = new PbfWriter();
  const push = (part: Uint8Array) => {
    parts.push(part);
    length += part.length;
  };
  const append = (part: Uint8Array) => {
    if (part.length < large) return appendTo(writer, part);
    if (writer.pos > 0) push(writer.finish());
    writer = new PbfWriter();
    push(part);
  };
  const delimited = (number: number, content: Rope) => {
    writer.writeTag(number, 2);
    writer.writeVarint(content.length);
    for (const part of content.parts) append(part);
  };
  const single = (number: number, kind: string, value: unknown) => {
    if (kind === "opaque") append(value as Uint8Array);
    else if (kind === "string") delimited(number, rope(new TextEncoder().encode(value as string)));
    else if (kind === "bytes") delimited(number, rope(value as Uint8Array));
    else if (kind === "float") writer.writeFloatField(number, value as number);
    else if (kind in schema) delimited(number, encodeFields(kind as MessageName, value as Record<string, unknown>));
    else {
      writer.writeTag(number, 0);
      writeVarint64(writer, BigInt(value as bigint | number));
    }
  };
  for (const [field, { numbers, kind, presence }] of Object.entries<Field>(schema[name])) {
    const value = message[field];
    const [number] = numbers as [number];
    if (value === undefined) continue;
    if (presence !== "repeated") single(number, kind, value);
    else if (ArrayBuffer.isView(value)) {
      if (value.byteLength > 0) delimited(number, rope(pack(value)));
    } else for (const item of value as readonly unknown[]) single(number, kind, item);
  }
  if (writer.pos > 0) push(writer.finish());
  return { parts, length };
}

function rope(bytes: Uint8Array): Rope {
  return { parts: [bytes], length: bytes.length };
}

function pack(list: ArrayBufferView): Uint8Array {
  if (list instanceof Float32Array || list instanceof Float64Array) return bytesOf(list);
  const writer = new PbfWriter();
  for (const value of list as Int32Array | BigInt64Array) writeVarint64(writer, BigInt(value));
  return writer.finish();
}

function appendTo(writer: PbfWriter, part: Uint8Array): void {
  writer.realloc(part.length);
  writer.buf.set(part, writer.pos);
  writer.pos += part.length;
}
