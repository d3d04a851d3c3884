import { convertIndexedToRgb, decode as decodePng, encode as encodePng } from "fast-png";
import { decode as decodeJpeg } from "jpeg-js";
import { fail, NetspectraError, type Tensor, tensor } from "../base/index.ts";

const largestImage = 2 ** 28;

/** True for names that {@link readImage} reads. */
export function isImageName(name: string): boolean {
  return /\.(png|jpe?g)$/i.test(name);
}

/**
 * A PNG or JPEG image as bytes, height × width × channels (1 grey, 3 red-green-blue). 16-bit samples keep their upper 8
 * bits; an alpha channel is dropped where the image is opaque.
 *
 * @param file named in errors.
 * @throws NetspectraError when the file is neither, is damaged, claims an absurd size, or is partly transparent.
 */
export function readImage(bytes: Uint8Array, file = "image"): Tensor<"uint8"> {
  const png = bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!png && !jpeg) {
    fail({ subject: file, expected: "a PNG or JPEG image", got: bytes.length === 0 ? "an empty file" : "other bytes" });
  }
  try {
    return png ? readPng(bytes, file) : readJpeg(bytes, file);
  } catch (error) {
    if (error instanceof NetspectraError) throw error;
    return fail({
      subject: file,
      expected: `a whole ${png ? "PNG" : "JPEG"} image`,
      got: `a damaged one (${error instanceof Error ? error.message : String(error)})`,
      todo: "Copy the file again, or leave it out.",
    });
  }
}

/** A PNG file of 8-bit pixels, height × width × channels (1, 2, 3 or 4). */
export function writePng(image: Tensor<"uint8">): Uint8Array {
  const [height = 0, width = 0, channels = 1] = image.shape;
  return encodePng({ width, height, channels, depth: 8, data: image.data });
}

function readPng(bytes: Uint8Array, file: string): Tensor<"uint8"> {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) fail({ subject: file, expected: "a whole PNG image", got: `${bytes.length} bytes` });
  checkSize(header.getUint32(16), header.getUint32(20), bytes.length, file);
  const image = decodePng(bytes, { checkCrc: true });
  const { width, height, palette, depth } = image;
  if (palette) return withoutAlpha(convertIndexedToRgb(image), height, width, palette[0]!.length, file);
  const unpacked = depth < 8 ? unpackBits(image.data, width, height, depth) : upperByte(image.data);
  return withoutAlpha(unpacked, height, width, image.channels, file);
}

function readJpeg(bytes: Uint8Array, file: string): Tensor<"uint8"> {
  const { width, height, data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: false,
    maxResolutionInMP: largestImage / 1e6,
  });
  const colour = withoutAlpha(data, height, width, 4, file);
  return jpegComponents(bytes) === 1 ? keepChannels(colour.data, height, width, 3, 1) : colour;
}

/** Number of components in the frame header (ITU-T T.81, B.2.2). */
function jpegComponents(bytes: Uint8Array): number {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return bytes[at + 9]!;
    at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return 3;
}

/** Deflate cannot shrink by more than 1032, and a pixel takes at least one bit. */
function checkSize(width: number, height: number, bytes: number, file: string): void {
  const most = Math.min(largestImage, bytes * 1032 * 8);
  if (width === 0 || height === 0 || width * height > most) {
    fail({ subject: file, expected: `1 to ${most} pixels in a file of ${bytes} bytes`, got: `${width}×${height}` });
  }
}

function upperByte(data: ArrayLike<number>): Uint8Array {
  if (data instanceof Uint16Array) return Uint8Array.from(data, (value) => value >>> 8);
  return Uint8Array.from(data);
}

/** Grey pixels of 1, 2 or 4 bits, stretched to 0 … 255; rows are padded to whole bytes. */
function unpackBits(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const row = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * row + (bit >>> 3)]!;
    return ((byte >>> (8 - depth - (bit & 7))) & most) * (255 / most);
  });
}

function withoutAlpha(
  data: Uint8Array,
  height: number,
  width: number,
  channels: number,
  file: string,
): Tensor<"uint8"> {
  const kept = channels === 2 ? 1 : channels === 4 ? 3 : channels;
  for (let at = channels - 1; kept < channels && at < data.length; at += channels) {
    if (data[at] !== 255) {
      fail({
        subject: file,
        expected: "an opaque image",
        got: "one with transparent pixels",
        todo: "Flatten it onto a background first.",
      });
    }
  }
  return keepChannels(data, height, width, channels, kept);
}

function keepChannels(
  data: Uint8Array,
  height: number,
  width: number,
  channels: number,
  kept: number,
): Tensor<"uint8"> {
  const shape = [height, width, kept];
  if (kept === channels) return tensor("uint8", shape, data);
  return tensor(
    "uint8",
    shape,
    Uint8Array.from({ length: height * width * kept }, (_, i) => data[Math.floor(i / kept) * channels + (i % kept)]!),
  );
}
