import { sizeOf } from "./shape.ts";
import { float32, type Tensor } from "./tensor.ts";

/** How a float of a few bits is laid out: sign, exponent, fraction; and which bit patterns are no numbers. */
interface SmallFloat {
  readonly exponentBits: number;
  readonly fractionBits: number;
  readonly bias: number;
  /** "ieee": the last exponent holds infinities and NaN; "fn": all bits set is NaN; "fnuz": minus zero is NaN. */
  readonly special: "ieee" | "fn" | "fnuz" | "none";
}

/** IEEE 754 half precision, bfloat16, and the 8- and 4-bit floats of ONNX ("Float stored in 8 bits"; OCP MX, 2023). */
const layouts = {
  float16: { exponentBits: 5, fractionBits: 10, bias: 15, special: "ieee" },
  bfloat16: { exponentBits: 8, fractionBits: 7, bias: 127, special: "ieee" },
  float8e4m3fn: { exponentBits: 4, fractionBits: 3, bias: 7, special: "fn" },
  float8e4m3fnuz: { exponentBits: 4, fractionBits: 3, bias: 8, special: "fnuz" },
  float8e5m2: { exponentBits: 5, fractionBits: 2, bias: 15, special: "ieee" },
  float8e5m2fnuz: { exponentBits: 5, fractionBits: 2, bias: 16, special: "fnuz" },
  float4e2m1: { exponentBits: 2, fractionBits: 1, bias: 1, special: "none" },
} as const satisfies Record<string, SmallFloat>;

export type SmallFloatType = keyof typeof layouts | "float8e8m0";

/** Whether a type is a float narrower than float32, stored as a bit pattern. */
export function isSmallFloat(type: string): type is SmallFloatType {
  return Object.hasOwn(layouts, type) || type === "float8e8m0";
}

/** The number that a bit pattern stands for. */
export function smallFloatValue(type: SmallFloatType, bits: number): number {
  if (type === "float8e8m0") return bits === 0xff ? Number.NaN : 2 ** (bits - 127);
  const { exponentBits, fractionBits, bias, special }: SmallFloat = layouts[type];
  const fraction = bits & ((1 << fractionBits) - 1);
  const exponent = (bits >>> fractionBits) & ((1 << exponentBits) - 1);
  const negative = (bits >>> (fractionBits + exponentBits)) & 1;
  const sign = negative ? -1 : 1;
  const last = exponent === (1 << exponentBits) - 1;
  if (special === "ieee" && last) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (special === "fn" && last && fraction === (1 << fractionBits) - 1) return Number.NaN;
  if (special === "fnuz" && negative && exponent === 0 && fraction === 0) return Number.NaN;
  const scale = 2 ** (Math.max(exponent, 1) - bias - fractionBits);
  return sign * (fraction + (exponent > 0 ? 1 << fractionBits : 0)) * scale;
}

/** A tensor of narrow floats as float32, without loss; any other tensor as it is. */
export function widened(tensor: Tensor): Tensor {
  const { type, shape } = tensor;
  if (!isSmallFloat(type)) return tensor;
  const packed = type === "float4e2m1";
  const bits = type === "float16" || type === "bfloat16" ? 16 : packed ? 4 : 8;
  const table = Float32Array.from({ length: 2 ** bits }, (_, pattern) => smallFloatValue(type, pattern));
  const stored = tensor.data as Uint8Array | Uint16Array;
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    data[i] = table[packed ? (stored[i >> 1]! >>> (4 * (i & 1))) & 0xf : stored[i]!]!;
  }
  return float32(shape, data);
}
