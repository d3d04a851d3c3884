import type { Random } from "../../src/base/index.ts";
import { pick } from "./hostile.ts";

type Change = (stream: Random, bytes: Uint8Array, other: Uint8Array) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
const span = (stream: Random, bytes: Uint8Array): [number, number] => {
  const from = stream.integer(bytes.length + 1);
  return [from, Math.min(bytes.length, from + stream.integer(pick(stream, [4, 16, 200])) + 1)];
};
const written = (bytes: Uint8Array, at: number, part: ArrayLike<number>): Uint8Array => {
  const copy = bytes.slice();
  for (let i = 0; i < part.length && at + i < copy.length; i++) copy[at + i] = part[i]!;
  return copy;
};

/** Forged lengths and numbers, as varints. */
const varints = [
  [0x7f],
  [0xff, 0x7f],
  [0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0x80, 0x00],
];

const changes: readonly Change[] = [
  (stream, bytes) => {
    const at = stream.integer(bytes.length);
    return written(bytes, at, [bytes[at]! ^ (1 << stream.integer(8))]);
  },
  (stream, bytes) => written(bytes, stream.integer(bytes.length), [stream.integer(256)]),
  (stream, bytes) => written(bytes, stream.integer(bytes.length), pick(stream, varints)),
  (stream, bytes) => {
    const at = stream.integer(bytes.length);
    return joined(bytes.subarray(0, at), Uint8Array.from(pick(stream, varints)), bytes.subarray(at));
  },
  (stream, bytes) => bytes.slice(0, stream.integer(bytes.length)),
  (stream, bytes) => {
    const [from, to] = span(stream, bytes);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  (stream, bytes) => {
    const [from, to] = span(stream, bytes);
    return joined(bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to));
  },
  (stream, bytes, other) => {
    const [from, to] = span(stream, other);
    const at = stream.integer(bytes.length);
    return joined(bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at));
  },
  (stream, bytes, other) =>
    joined(bytes.subarray(0, stream.integer(bytes.length)), other.subarray(stream.integer(other.length))),
];

/** The bytes after one to four blind changes: bits, lengths, pieces cut out, doubled or taken from another file. */
export function mutateBytes(stream: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  let mutated = bytes;
  for (let left = 1 + stream.integer(4); left > 0 && mutated.length > 0; left--) {
    mutated = pick(stream, changes)(stream, mutated, other);
  }
  return mutated;
}
