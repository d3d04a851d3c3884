import { fail } from "./error.ts";
import { sizeOf } from "./shape.ts";

/**
 * How the elements of each ONNX tensor type are stored in JavaScript.
 *
 * 16-bit and 8-bit floats are kept as bit patterns, bool as 0/1 bytes, complex numbers as (real, imaginary) pairs;
 * 2- and 4-bit types stay packed as in the file.
 */
export interface Storage {
  float32: Float32Array;
  float64: Float64Array;
  float16: Uint16Array;
  bfloat16: Uint16Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  bool: Uint8Array;
  string: string[];
  complex64: Float32Array;
  complex128: Float64Array;
  float8e4m3fn: Uint8Array;
  float8e4m3fnuz: Uint8Array;
  float8e5m2: Uint8Array;
  float8e5m2fnuz: Uint8Array;
  float8e8m0: Uint8Array;
  float4e2m1: Uint8Array;
  int4: Uint8Array;
  uint4: Uint8Array;
  int2: Uint8Array;
  uint2: Uint8Array;
}

export type ElementType = keyof Storage;
export type TypedArray = Exclude<Storage[ElementType], string[]>;

/** A dense tensor in row-major order. */
export interface Tensor<T extends ElementType = ElementType> {
  readonly type: T;
  readonly shape: readonly number[];
  readonly data: Storage[T];
}

/** A tensor whose element type is decided at run time; use {@link isType} to narrow it. */
export type AnyTensor = { [T in ElementType]: Tensor<T> }[ElementType];

export function isType<T extends ElementType>(tensor: Tensor, type: T): tensor is Tensor<T> {
  return tensor.type === type;
}

/** Float types the analyses compute in. */
export function isFloat(type: ElementType): boolean {
  return type === "float32" || type === "float64" || type === "float16" || type === "bfloat16";
}

export function isInteger(type: ElementType): boolean {
  return /^u?int\d+$/.test(type);
}

/** A tensor of `shape` over `data`. @throws NetspectraError when the number of elements differs. */
export function tensor<T extends ElementType>(type: T, shape: readonly number[], data: Storage[T]): Tensor<T> {
  const expected = sizeOf(shape);
  const perElement = type === "complex64" || type === "complex128" ? 2 : 1;
  const packed = type === "int4" || type === "uint4" || type === "float4e2m1" || type === "int2" || type === "uint2";
  if (!packed && data.length !== expected * perElement) {
    fail({ subject: `tensor [${shape}]`, expected: `${expected} elements`, got: `${data.length}` });
  }
  return { type, shape, data };
}

export function float32(shape: readonly number[], values: ArrayLike<number>): Tensor<"float32"> {
  return tensor("float32", shape, values instanceof Float32Array ? values : Float32Array.from(values));
}

export function float64(shape: readonly number[], values: ArrayLike<number>): Tensor<"float64"> {
  return tensor("float64", shape, values instanceof Float64Array ? values : Float64Array.from(values));
}

/** Numbers beyond the range become its ends: 2⁶³ is what a double makes of the largest int64, written for "to the end". */
export function int64(shape: readonly number[], values: readonly number[]): Tensor<"int64"> {
  return tensor("int64", shape, BigInt64Array.from(values, saturated));
}

const largest = 2n ** 63n - 1n;

function saturated(value: number): bigint {
  const exact = BigInt(value);
  if (exact > largest) return largest;
  return exact < -largest - 1n ? -largest - 1n : exact;
}

/** A tensor of any numeric type from plain numbers. */
export function tensorOf(type: ElementType, shape: readonly number[], values: ArrayLike<number>): Tensor {
  switch (type) {
    case "float32":
      return float32(shape, values);
    case "float64":
      return float64(shape, values);
    case "int64":
      return int64(shape, Array.from(values));
    case "uint64":
      return tensor(
        "uint64",
        shape,
        BigUint64Array.from(Array.from(values), (v) => BigInt(v)),
      );
    case "int32":
      return tensor("int32", shape, Int32Array.from(values));
    case "uint32":
      return tensor("uint32", shape, Uint32Array.from(values));
    case "int16":
      return tensor("int16", shape, Int16Array.from(values));
    case "uint16":
      return tensor("uint16", shape, Uint16Array.from(values));
    case "int8":
      return tensor("int8", shape, Int8Array.from(values));
    case "uint8":
    case "bool":
      return tensor(type, shape, Uint8Array.from(values));
    default:
      return fail({ subject: `a tensor of type ${type}`, expected: "a type that holds plain numbers", got: type });
  }
}

/** The elements as plain numbers. @throws NetspectraError for strings, complex and packed types. */
export function numbers(t: Tensor): number[] {
  if (isType(t, "int64") || isType(t, "uint64")) return Array.from(t.data as BigInt64Array, Number);
  if (t.type === "string" || t.type.startsWith("complex") || t.type.includes("8e") || t.type.includes("16")) {
    if (t.type === "int16" || t.type === "uint16") return Array.from(t.data as Uint16Array);
    return fail({ subject: `a tensor of type ${t.type}`, expected: "plain numbers", got: t.type });
  }
  return Array.from(t.data as Float32Array);
}
