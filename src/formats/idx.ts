import { fail, type Tensor } from "../base/index.ts";
import { type PlainType, readElements } from "./elements.ts";

/** The third byte of the magic number says what the elements are (Y. LeCun, "The MNIST database", file formats). */
const types: Readonly<Record<number, PlainType>> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

/**
 * An IDX file: big-endian, any number of axes (1 to 255), any of the format's six element types.
 *
 * @param file named in errors.
 * @throws NetspectraError when the header or the length is wrong.
 */
export function readIdx(bytes: Uint8Array, file = "IDX data"): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes.length >= 4 && view.getUint16(0) === 0 ? types[bytes[2]!] : undefined;
  const rank = bytes[3] ?? 0;
  const start = 4 + 4 * rank;
  if (!type || rank === 0 || bytes.length < start) {
    const head = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    fail({
      subject: file,
      expected:
        "an IDX header: 00 00, the element type (08, 09, 0b … 0e), the number of axes, one 32-bit size per axis",
      got: bytes.length === 0 ? "an empty file" : `${bytes.length} bytes that begin with ${head}`,
      todo: "Check that this is the original file, decompressed or with its .gz.",
    });
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  return readElements(bytes, type, shape, { file, start, order: "big" });
}
