import fc from "fast-check";
import { expect, test } from "vitest";
import { type Tensor, tensor } from "../base/index.ts";
import { elementBytes } from "./elements.ts";
import { readIdx } from "./idx.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { createNpz, readNpz, writeNpz } from "./npz.ts";

const finite = { noNaN: true, noDefaultInfinity: true };
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** A tensor of any type that NumPy and we share, float16 aside (which is read as float32). */
const tensors: fc.Arbitrary<Tensor> = shapes.chain((shape) => {
  const n = { minLength: size(shape), maxLength: size(shape) };
  return fc.oneof(
    fc.float32Array({ ...finite, ...n }).map((data) => tensor("float32", shape, data)),
    fc.float64Array({ ...finite, ...n }).map((data) => tensor("float64", shape, data)),
    fc.int8Array(n).map((data) => tensor("int8", shape, data)),
    fc.uint8Array(n).map((data) => tensor("uint8", shape, data)),
    fc.uint8Array({ ...n, max: 1 }).map((data) => tensor("bool", shape, data)),
    fc.int16Array(n).map((data) => tensor("int16", shape, data)),
    fc.uint16Array(n).map((data) => tensor("uint16", shape, data)),
    fc.int32Array(n).map((data) => tensor("int32", shape, data)),
    fc.uint32Array(n).map((data) => tensor("uint32", shape, data)),
    fc.bigInt64Array(n).map((data) => tensor("int64", shape, data)),
    fc.bigUint64Array(n).map((data) => tensor("uint64", shape, data)),
  );
});

/** A `.npy` file by hand, of any version. */
function npy(version: number, header: string, content: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...length, ...text, ...content]);
}

test("npy: what is written is read back", () => {
  fc.assert(
    fc.property(tensors, (t) => {
      expect(readNpy(writeNpy(t))).toEqual(t);
    }),
  );
});

test("npy: the head is the one that NumPy 1.26 writes for numpy.arange(3, dtype='<i4')", () => {
  const head = "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }";
  const golden = npy(1, `${head.padEnd(117)}\n`, elementBytes(Int32Array.of(0, 1, 2)));
  expect(writeNpy(tensor("int32", [3], Int32Array.of(0, 1, 2)))).toEqual(golden);
});

test.each([1, 2, 3])("npy version %i: big-endian, column-major", (version) => {
  const content = new Uint8Array(24);
  // Columns of [[1, 2, 3], [4, 5, 6]].
  for (const [i, value] of [1, 4, 2, 5, 3, 6].entries()) new DataView(content.buffer).setInt32(4 * i, value);
  const bytes = npy(version, "{'descr': '>i4', 'fortran_order': True, 'shape': (2, 3), }\n", content);
  expect(readNpy(bytes)).toEqual(tensor("int32", [2, 3], Int32Array.of(1, 2, 3, 4, 5, 6)));
});

test("npy: float16 becomes float32", () => {
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x8000, 0x3555);
  const bytes = npy(1, "{'descr': '<f2', 'fortran_order': False, 'shape': (7,), }\n", elementBytes(bits));
  const values = [1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY, -0, 0.333251953125];
  expect(readNpy(bytes)).toEqual(tensor("float32", [7], Float32Array.from(values)));
});

test.each<[string, Uint8Array, RegExp]>([
  ["empty", new Uint8Array(), /f\.npy.*empty/],
  ["other bytes", Uint8Array.of(1, 2, 3), /f\.npy.*\.npy format/],
  ["cut in the header", writeNpy(tensor("int8", [1], Int8Array.of(1))).slice(0, 20), /f\.npy.*complete/],
  ["cut in the data", writeNpy(tensor("int32", [2], Int32Array.of(1, 2))).slice(0, -1), /f\.npy.*8 bytes.*got 7/],
  ["objects", npy(1, "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", Uint8Array.of(0)), /f\.npy.*\|O/],
  [
    "a forged size",
    npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999, 99999999), }\n", Uint8Array.of(0)),
    /f\.npy.*got 1\b/,
  ],
])("npy: %s is refused", (_, bytes, message) => {
  expect(() => readNpy(bytes, "f.npy")).toThrow(message);
});

test("npz: what is written is read back, and the same arrays give the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(tensors, tensors, async (x, y) => {
      const bytes = await writeNpz({ x, y });
      expect(await readNpz(bytes)).toEqual(new Map(Object.entries({ x, y })));
      expect(await writeNpz({ x, y })).toEqual(bytes);
    }),
    { numRuns: 20 },
  );
});

test("npz: an array written in pieces is the array", async () => {
  const parts: Uint8Array[] = [];
  const npz = createNpz((bytes) => void parts.push(bytes.slice()));
  await npz.add("j", "float32", [2, 2], [Float32Array.of(1), Float32Array.of(2, 3), Float32Array.of(4)]);
  await npz.close();
  const file = Uint8Array.from(parts.flatMap((part) => [...part]));
  expect((await readNpz(file)).get("j")).toEqual(tensor("float32", [2, 2], Float32Array.of(1, 2, 3, 4)));
});

test("npz: pieces that do not fill the array are an error", async () => {
  const npz = createNpz(() => {});
  await expect(npz.add("j", "float32", [3], [Float32Array.of(1)])).rejects.toThrow(/array "j".*12 bytes.*got 4/);
});

test("npz: damage is noticed anywhere", async () => {
  const bytes = await writeNpz({ x: tensor("float64", [20], new Float64Array(20).fill(0.1)) });
  for (const length of [0, 1, 50, bytes.length - 1]) {
    await expect(readNpz(bytes.slice(0, length), "f.npz")).rejects.toThrow(/^f\.npz.*expected/);
  }
  const flipped = bytes.slice();
  flipped[200]! ^= 1;
  await expect(readNpz(flipped, "f.npz")).rejects.toThrow(/^f\.npz/);
});

test("idx: golden bytes of every element type", () => {
  const head = (type: number, ...sizes: number[]) => [0, 0, type, sizes.length, ...sizes.flatMap((s) => [0, 0, 0, s])];
  expect(readIdx(Uint8Array.from([...head(8, 2, 1), 7, 255]))).toEqual(tensor("uint8", [2, 1], Uint8Array.of(7, 255)));
  expect(readIdx(Uint8Array.from([...head(9, 1), 255]))).toEqual(tensor("int8", [1], Int8Array.of(-1)));
  expect(readIdx(Uint8Array.from([...head(11, 1), 1, 2]))).toEqual(tensor("int16", [1], Int16Array.of(258)));
  expect(readIdx(Uint8Array.from([...head(12, 1), 0, 0, 1, 2]))).toEqual(tensor("int32", [1], Int32Array.of(258)));
  expect(readIdx(Uint8Array.from([...head(13, 1), 0x3f, 0x80, 0, 0]))).toEqual(
    tensor("float32", [1], Float32Array.of(1)),
  );
  expect(readIdx(Uint8Array.from([...head(14, 1), 0xbf, 0xf0, 0, 0, 0, 0, 0, 0]))).toEqual(
    tensor("float64", [1], Float64Array.of(-1)),
  );
});

test.each<[string, number[], RegExp]>([
  ["empty", [], /f\.idx.*empty/],
  ["a header cut off", [0, 0, 8, 3, 0, 0], /f\.idx.*IDX header/],
  ["another magic number", [1, 0, 8, 1, 0, 0, 0, 1, 5], /f\.idx.*begin with 01 00 08 01/],
  ["no axes", [0, 0, 8, 0], /f\.idx.*IDX header/],
  ["too few elements", [0, 0, 8, 1, 0, 0, 0, 2, 5], /f\.idx.*2 bytes.*got 1/],
  ["too many elements", [0, 0, 8, 1, 0, 0, 0, 1, 5, 6], /f\.idx.*1 bytes.*got 2/],
  ["a forged size", [0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255, 1], /f\.idx.*got 1\b/],
])("idx: %s is refused", (_, bytes, message) => {
  expect(() => readIdx(Uint8Array.from(bytes), "f.idx")).toThrow(message);
});
