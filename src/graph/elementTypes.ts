import { type ElementType, sizeOf, type TypedArray } from "../base/index.ts";
import { elementTypeNumbers } from "./builder.ts";

interface ArrayConstructor {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
  new (length: number): TypedArray;
  readonly BYTES_PER_ELEMENT: number;
}

type DataField = "float_data" | "int32_data" | "int64_data" | "double_data" | "uint64_data";

/** How the elements of a type lie in a file: as raw bytes, or in a typed field of TensorProto. */
export interface ElementLayout {
  readonly array: ArrayConstructor;
  readonly field: DataField;
  /** Bits of one element. */
  readonly bits: number;
}

const layout = (array: ArrayConstructor, field: DataField, bits = 8 * array.BYTES_PER_ELEMENT): ElementLayout => {
  return { array, field, bits };
};

/** The layouts of onnx.proto3, "TensorProto", by element type. Strings have none. */
export const elementLayouts: Readonly<Record<Exclude<ElementType, "string">, ElementLayout>> = {
  float32: layout(Float32Array, "float_data"),
  float64: layout(Float64Array, "double_data"),
  complex64: layout(Float32Array, "float_data", 64),
  complex128: layout(Float64Array, "double_data", 128),
  int64: layout(BigInt64Array, "int64_data"),
  uint64: layout(BigUint64Array, "uint64_data"),
  uint32: layout(Uint32Array, "uint64_data"),
  int32: layout(Int32Array, "int32_data"),
  int16: layout(Int16Array, "int32_data"),
  uint16: layout(Uint16Array, "int32_data"),
  float16: layout(Uint16Array, "int32_data"),
  bfloat16: layout(Uint16Array, "int32_data"),
  int8: layout(Int8Array, "int32_data"),
  uint8: layout(Uint8Array, "int32_data"),
  bool: layout(Uint8Array, "int32_data"),
  float8e4m3fn: layout(Uint8Array, "int32_data"),
  float8e4m3fnuz: layout(Uint8Array, "int32_data"),
  float8e5m2: layout(Uint8Array, "int32_data"),
  float8e5m2fnuz: layout(Uint8Array, "int32_data"),
  float8e8m0: layout(Uint8Array, "int32_data"),
  float4e2m1: layout(Uint8Array, "int32_data", 4),
  int4: layout(Uint8Array, "int32_data", 4),
  uint4: layout(Uint8Array, "int32_data", 4),
  int2: layout(Uint8Array, "int32_data", 2),
  uint2: layout(Uint8Array, "int32_data", 2),
};

const typesByNumber = new Map<number, ElementType>(
  Object.entries(elementTypeNumbers).map(([type, number]) => [number, type as ElementType]),
);

/** The element type that ONNX gives this number (TensorProto.DataType), if there is one. */
export function elementTypeOf(number: number): ElementType | undefined {
  return typesByNumber.get(number);
}

/** Elements of the array that stores a tensor: two for a complex number, one for several packed small numbers. */
export function storedLength(type: ElementType, shape: readonly number[]): number {
  const size = sizeOf(shape);
  if (type === "string") return size;
  const { bits, array } = elementLayouts[type];
  return Math.ceil((size * bits) / (8 * array.BYTES_PER_ELEMENT));
}
