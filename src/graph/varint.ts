import type { PbfWriter } from "pbf";

/**
 * A run of protobuf varints, exact to 64 bits (a double holds 53), as two's complement.
 * Undefined where the last number breaks off or one has more than 10 bytes.
 */
export function unpackVarints(bytes: Uint8Array): BigUint64Array<ArrayBuffer> | undefined {
  let count = 0;
  for (const byte of bytes) if (byte < 0x80) count++;
  if (bytes.length > 0 && bytes[bytes.length - 1]! >= 0x80) return undefined;
  const words = new Uint32Array(2 * count);
  let [low, high, shift, i] = [0, 0, 0, 0];
  for (const byte of bytes) {
    const bits = byte & 0x7f;
    if (shift > 63) return undefined;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >> 4;
    } else high |= bits << (shift - 32);
    shift += 7;
    if (byte < 0x80) {
      words[i++] = low;
      words[i++] = high;
      [low, high, shift] = [0, 0, 0];
    }
  }
  return new BigUint64Array(words.buffer);
}

/** Write a 64-bit number (two's complement where it is negative) without going through a double. */
export function writeVarint64(writer: PbfWriter, value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  writer.realloc(10);
  while (rest > 0x7fn) {
    writer.buf[writer.pos++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  writer.buf[writer.pos++] = Number(rest);
}
