import { expect, test } from "vitest";
import { float32, NetspectraError, numbers, tensor } from "../../base/index.ts";
import { createBuilder } from "../../graph/index.ts";
import { DequantizeLinear } from "../DequantizeLinear.ts";
import { unpacked } from "./quantised.ts";
import { infer } from "./registry.ts";

test("numbers of two and four bits are taken from their bytes, the first from the lowest bits", () => {
  const bytes = Uint8Array.of(0b1000_0111, 0b0000_1111);
  expect(numbers(unpacked(tensor("int4", [3], bytes)))).toEqual([7, -8, -1]);
  expect(numbers(unpacked(tensor("uint4", [3], bytes)))).toEqual([7, 8, 15]);
  expect(numbers(unpacked(tensor("int2", [2, 3], bytes)))).toEqual([-1, 1, 0, -2, -1, -1]);
  expect(numbers(unpacked(tensor("uint2", [6], bytes)))).toEqual([3, 1, 0, 2, 3, 3]);
});

test("weights of four bits become floats without leaving a packed tensor in the graph; computed ones are refused", () => {
  const g = createBuilder(infer);
  const x = g.constant(tensor("int4", [2, 2], Uint8Array.of(0x21, 0xf3)));
  const scale = g.constant(float32([], [0.5]));
  const args = { x, scale, zero_point: undefined, axis: 1, block_size: 0, output_dtype: 0 };
  const { y } = DequantizeLinear.lower!(g, args) as { y: ReturnType<typeof g.constant> };
  const graph = g.finish({ y });
  expect([...graph.initializers.values()].map(({ type }) => type).sort()).toEqual(["float32", "int8"]);
  const half = DequantizeLinear.lower!(g, { ...args, output_dtype: 10 })["y"] as typeof y;
  expect(half.type).toBe("float16");
  const computed = { ...args, x: g.input("x", "int4", [2, 2]) };
  expect(() => DequantizeLinear.lower!(g, computed)).toThrow(NetspectraError);
});
