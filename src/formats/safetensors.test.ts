import { expect, test } from "vitest";
import { safetensorsFile } from "../../test/safetensorsFile.ts";
import { isSafetensors, readSafetensorsHeader } from "./safetensors.ts";

const file = safetensorsFile({
  b: { dtype: "F32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  a: { dtype: "BF16", shape: [2], data: Uint16Array.of(0x3f80, 0x4000) },
  empty: { dtype: "I64", shape: [0, 4], data: new BigInt64Array(0) },
});

test("a file says where its tensors lie", () => {
  const { metadata, tensors } = readSafetensorsHeader(file, file.length);
  expect(metadata).toEqual({ format: "pt" });
  expect(tensors.map(({ name, type, shape, bytes }) => [name, type, shape, bytes])).toEqual([
    ["b", "float32", [2, 3], 24],
    ["a", "bfloat16", [2], 4],
    ["empty", "int64", [0, 4], 0],
  ]);
  const { start } = tensors[0]!;
  expect(new DataView(file.buffer).getFloat32(start + 8, true)).toBe(3);
  expect(isSafetensors(file)).toBe(true);
  expect(isSafetensors(Uint8Array.of(8, 9, 0x12, 0, 0, 0, 0, 0, 0, 0))).toBe(false);
});

test("no prefix of a file is a file", () => {
  for (let length = 0; length < file.length; length++) {
    const cut = file.subarray(0, length);
    expect(() => readSafetensorsHeader(cut, length, "cut")).toThrow(/^cut.*: expected .*, got .*/);
  }
});

const one = (change: object) =>
  safetensorsFile({ w: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2), ...change } });
test.each<[string, Uint8Array, RegExp]>([
  ["an unknown type", one({ dtype: "F7" }), /tensor "w": expected an element type .*, got F7/],
  ["another size", one({ shape: [3] }), /expected 12 bytes of F32 for the shape \[3\], got 8/],
  ["a negative size", one({ shape: [-2] }), /expected a shape and two offsets/],
  ["a hole", one({ offsets: [4, 12] }), /tensor "w": expected elements from byte \d+ on, without holes/],
  ["offsets beyond any file", one({ offsets: [1e300, 2e300] }), /two offsets, of whole numbers/],
  ["another header", Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7b), /expected a header in JSON/],
])("%s is refused", (_, bytes, message) => {
  expect(() => readSafetensorsHeader(bytes, bytes.length)).toThrow(message);
});
