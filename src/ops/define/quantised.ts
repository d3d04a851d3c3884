import {
  type ElementType,
  fail,
  formatShape,
  normalizeAxis,
  type Shape,
  sameShape,
  type Tensor,
  tensor,
} from "../../base/index.ts";
import type { Builder, Value, ValueType } from "../../graph/index.ts";
import { sizeAt } from "./axes.ts";

/** How scales and zero points lie over a tensor: one for all, one for each place along `axis`, or one for each block. */
export interface QuantisedAxes {
  readonly axis: number;
  /** Elements along `axis` that share a scale; 0 where there are no blocks. */
  readonly block_size: number;
}

/** @throws NetspectraError when scales are neither one, nor one for each place along the axis, nor one for each block */
export function requireScales(
  subject: string,
  x: ValueType,
  scale: ValueType,
  { axis, block_size }: QuantisedAxes,
): void {
  if (isSingle(scale.shape)) return;
  const along = normalizeAxis(axis, x.shape.length);
  const size = x.shape[along]!;
  const expected =
    block_size === 0 ? [size] : x.shape.with(along, typeof size === "number" ? Math.ceil(size / block_size) : size);
  if (!sameShape(scale.shape, expected)) {
    fail({ subject, expected: `one scale or ${formatShape(expected)}`, got: formatShape(scale.shape) });
  }
}

/** Scales or zero points, ready to be broadcast over x. */
export function alongAxis(g: Builder, parameter: Value, x: Value, { axis, block_size }: QuantisedAxes): Value {
  if (isSingle(parameter.shape)) return g.reshape(parameter, []);
  const rank = x.shape.length;
  const along = normalizeAxis(axis, rank);
  if (block_size === 0)
    return g.reshape(
      parameter,
      x.shape.map((size, i) => (i === along ? size : 1)),
    );
  const blocks = sizeAt("a quantised tensor", parameter.shape, along);
  const size = sizeAt("a quantised tensor", x.shape, along);
  const ones = Array.from({ length: rank + 1 }, () => 1);
  const repeated = g.op("Expand", [g.unsqueeze(parameter, [along + 1]), g.indices(ones.with(along + 1, block_size))]);
  const whole = g.reshape(repeated, x.shape.with(along, blocks * block_size));
  return size === blocks * block_size ? whole : g.slice(whole, [along], [0], [size]);
}

/** Quantised elements as numbers of a float type; packed ones must be constants, since the runtime has few operators for them. */
export function asFloat(g: Builder, subject: string, x: Value, type: ElementType): Value {
  if (!Object.hasOwn(packedTypes, x.type)) return g.cast(x, type);
  const constant = g.constantOf(x);
  if (!constant)
    return fail({ subject, expected: `constants where they are of type ${x.type}`, got: "computed values" });
  return g.cast(g.constant(unpacked(constant)), type);
}

/** Smallest and largest element of the types that a tensor may be quantised to. */
export const quantisedRanges: Readonly<Partial<Record<ElementType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
};

const packedTypes = { int4: 4, uint4: 4, int2: 2, uint2: 2 } as const;
type Packed = keyof typeof packedTypes;

/** A tensor of several elements to the byte, the first in the lowest bits, with one to the byte. */
export function unpacked({ type, shape, data }: Tensor): Tensor {
  const bits = packedTypes[type as Packed];
  const bytes = data as Uint8Array;
  const perByte = 8 / bits;
  const signed = type.startsWith("int");
  const count = shape.reduce((product, size) => product * size, 1);
  const shift = 32 - bits;
  const values = Array.from({ length: count }, (_, i) => {
    const raised = bytes[Math.floor(i / perByte)]! << (shift - bits * (i % perByte));
    return signed ? raised >> shift : raised >>> shift;
  });
  return signed ? tensor("int8", shape, Int8Array.from(values)) : tensor("uint8", shape, Uint8Array.from(values));
}

const isSingle = (shape: Shape): boolean => shape.length === 0 || (shape.length === 1 && shape[0] === 1);
