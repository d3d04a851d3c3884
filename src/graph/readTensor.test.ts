import fc from "fast-check";
import { expect, test } from "vitest";
import type { ElementType } from "../base/index.ts";
import { decodeMessage, elementTypeNumbers, encodeMessage, type Message, readTensor } from "./index.ts";

const typed = (type: ElementType, dims: readonly number[], fields: Omit<Message<"TensorProto">, "data_type">) =>
  decodeMessage(
    "TensorProto",
    encodeMessage("TensorProto", {
      name: "w",
      dims: BigInt64Array.from(dims, BigInt),
      data_type: elementTypeNumbers[type],
      ...fields,
    }),
    "file",
  );
const read = (message: Message<"TensorProto">, files: Record<string, Uint8Array> = {}) =>
  readTensor(message, {
    source: "net.onnx",
    externalData: ({ location, offset, length }) => files[location]?.subarray(offset, offset + length),
  });

const extremes = [0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];

test("typed storage of every family", () => {
  const int32s = (...values: number[]) => ({ int32_data: Int32Array.from(values) });
  const cases: [ElementType, number[], Parameters<typeof typed>[2], ArrayLike<number | bigint | string>][] = [
    ["float32", [2], { float_data: Float32Array.of(0.1, -3) }, Float32Array.of(0.1, -3)],
    ["complex64", [1], { float_data: Float32Array.of(1, 2) }, Float32Array.of(1, 2)],
    ["float64", [2], { double_data: Float64Array.of(0.1, 1e300) }, Float64Array.of(0.1, 1e300)],
    ["complex128", [1], { double_data: Float64Array.of(1, 2) }, Float64Array.of(1, 2)],
    ["int64", [6], { int64_data: BigInt64Array.from(extremes) }, BigInt64Array.from(extremes)],
    ["uint64", [2], { uint64_data: BigUint64Array.of(2n ** 64n - 1n, 5n) }, BigUint64Array.of(2n ** 64n - 1n, 5n)],
    ["uint32", [2], { uint64_data: BigUint64Array.of(2n ** 32n - 1n, 5n) }, Uint32Array.of(2 ** 32 - 1, 5)],
    ["int32", [2], int32s(-(2 ** 31), 2 ** 31 - 1), Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ["int16", [2], int32s(-32768, 7), Int16Array.of(-32768, 7)],
    ["uint16", [1], int32s(65535), Uint16Array.of(65535)],
    ["float16", [2], int32s(0x3c00, 0xfc00), Uint16Array.of(0x3c00, 0xfc00)],
    ["bfloat16", [1], int32s(0x3f80), Uint16Array.of(0x3f80)],
    ["int8", [2], int32s(-128, 127), Int8Array.of(-128, 127)],
    ["uint8", [2], int32s(0, 255), Uint8Array.of(0, 255)],
    ["bool", [3], int32s(0, 1, 5), Uint8Array.of(0, 1, 1)],
    ["float8e4m3fn", [1], int32s(200), Uint8Array.of(200)],
    ["int4", [3], int32s(0x21, 0x03), Uint8Array.of(0x21, 0x03)],
    ["uint2", [5], int32s(0xff, 1), Uint8Array.of(0xff, 1)],
    ["string", [1], { string_data: [new TextEncoder().encode("é")] }, ["é"]],
    ["float32", [0, 3], {}, new Float32Array()],
    ["int64", [], { int64_data: BigInt64Array.of(7n) }, BigInt64Array.of(7n)],
  ];
  for (const [type, shape, fields, data] of cases)
    expect(read(typed(type, shape, fields))).toEqual({ type, shape, data });
});

test("lists are read the same packed, unpacked and mixed", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.boolean())), (items) => {
      const bytes = items.flatMap(([value, packed]) => {
        const one = encodeMessage("TensorProto", { data_type: 7, int64_data: BigInt64Array.of(value) }).subarray(2);
        return packed ? [...one] : [7 << 3, ...one.subarray(2)];
      });
      const { int64_data } = decodeMessage("TensorProto", Uint8Array.from([...bytes, 2 << 3, 7]), "file");
      expect([...(int64_data ?? [])]).toEqual(items.map(([value]) => value));
    }),
    { seed: 4, numRuns: 100 },
  );
});

test("data that do not fit are refused, by name", () => {
  const refused = (message: Message<"TensorProto">, words: RegExp) => {
    expect(() => read(message)).toThrow(expect.objectContaining({ name: "NetspectraError" }));
    expect(() => read(message)).toThrow(words);
    expect(() => read(message)).toThrow(/net\.onnx: tensor "w"/);
  };
  refused(typed("float32", [3], { float_data: Float32Array.of(1, 2) }), /expected 3 stored elements.*got 2/);
  refused(typed("float32", [2 ** 40, 2 ** 20], { raw_data: new Uint8Array(4) }), /at most 1099511627776 elements/);
  refused(typed("float32", [-1], {}), /whole numbers of 0 or more/);
  refused(typed("float32", [1], { raw_data: new Uint8Array(5) }), /elements of 4 bytes/);
  refused(typed("int8", [1], { int32_data: Int32Array.of(128) }), /fit into 8 bits, got 128/);
  refused(typed("uint32", [1], { uint64_data: BigUint64Array.of(2n ** 32n) }), /fit into 32 bits/);
  refused(typed("string", [1], { raw_data: new Uint8Array(1) }), /string_data/);
  refused({ name: "w", data_type: 99 }, /got number 99/);
  refused(
    decodeMessage(
      "TensorProto",
      Uint8Array.from([...encodeMessage("TensorProto", { name: "w", data_type: 1 }), 26, 0]),
      "",
    ),
    /segment/,
  );
});

test("external data come from the files beside the model", () => {
  const external = (entries: Record<string, string>) =>
    typed("float32", [2], {
      data_location: 1,
      external_data: Object.entries(entries).map(([key, value]) => ({ key, value })),
    });
  const file = new Uint8Array(Float32Array.of(9, 1, 2, 3).buffer);
  const data = Float32Array.of(1, 2);
  const whole = { "w.bin": file.subarray(4, 12) };
  expect(read(external({ location: "w.bin" }), whole).data).toEqual(data);
  expect(read(external({ location: "w.bin", offset: "4", length: "8" }), { "w.bin": file }).data).toEqual(data);
  expect(() => read(external({ location: "w.bin" }))).toThrow(/tensor "w".*"w.bin".*got no such file/);
  expect(read(external({ location: "w.bin", offset: "4" }), { "w.bin": file }).data).toEqual(data);
  const wrong = [
    { offset: "12" },
    { offset: "99" },
    { offset: "-4" },
    { length: "1e3" },
    { length: "4" },
    { length: "12" },
  ];
  for (const bad of [...wrong, { location: "../w.bin" }]) {
    expect(() => read(external({ location: "w.bin", ...bad }), { "w.bin": file })).toThrow(/tensor "w"/);
  }
});
