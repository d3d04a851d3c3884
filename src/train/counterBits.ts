import { random, type Tensor, tensorOf } from "../base/index.ts";
import { type Builder, string, type Value } from "../graph/index.ts";

/**
 * 32 random bits for each element of a tensor, as a pure function of the key, the step and the element, so that a run that is cut and resumed sees the same.
 * The runtime's own seeded operators start again with every session.
 *
 * Each row gets a key from the address, the step and its number; each element hashes the key with its place in the row.
 *
 * @param step the number of the step, an integer scalar
 * @param shape rows × …
 */
export function counterBits(
  g: Builder,
  address: readonly [number, ...string[]],
  step: Value,
  shape: readonly number[],
): Value {
  const [rows = 1, ...rest] = shape;
  const key = random(...address).bits();
  const stepKey = hash(g, g.op("BitwiseXor", [g.cast(step, "uint32"), g.constant(unsigned([], [key]))]));
  const rowKeys = hash(g, g.op("BitwiseXor", [stepKey, counter(g, [rows, ...rest.map(() => 1)])]));
  return hash(g, g.op("BitwiseXor", [rowKeys, counter(g, [1, ...rest])]));
}

/** The upper 24 bits, which float32 holds exactly: whole numbers below 2²⁴. */
export function upperBits(g: Builder, bits: Value): Value {
  return g.cast(shiftRight(g, bits, 8), "float32");
}

/** 0, 1, 2, … in a shape; spread over 32 bits, so that the numbers of a row never cancel against those of another. */
function counter(g: Builder, shape: readonly number[]): Value {
  const count = shape.reduce((product, size) => product * size, 1);
  return g.constant(
    unsigned(
      shape,
      Array.from({ length: count }, (_, i) => Math.imul(i, 0x9e3779b9) >>> 0),
    ),
  );
}

/** A bijection of 32-bit numbers in which every bit of the input reaches every bit of the output (Wellons 2018). */
function hash(g: Builder, x: Value): Value {
  const first = g.op("Mul", [mixed(g, x, 16), g.constant(unsigned([], [0x7feb352d]))]);
  const second = g.op("Mul", [mixed(g, first, 15), g.constant(unsigned([], [0x846ca68b]))]);
  return mixed(g, second, 16);
}

function mixed(g: Builder, x: Value, shift: number): Value {
  return g.op("BitwiseXor", [x, shiftRight(g, x, shift)]);
}

function shiftRight(g: Builder, x: Value, bits: number): Value {
  return g.op("BitShift", [x, g.constant(unsigned([], [bits]))], { direction: string("RIGHT") });
}

function unsigned(shape: readonly number[], values: readonly number[]): Tensor {
  return tensorOf("uint32", shape, values);
}
