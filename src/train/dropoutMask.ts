import { random, type Tensor, tensorOf } from "../base/index.ts";
import { type Builder, string, type Value } from "../graph/index.ts";

/** What dropout multiplies by: a tensor of the shape of `like` with entries 0 and 1/(1 − rate). */
export type Mask = (g: Builder, like: Value, rate: number, layer: string) => Value;

/**
 * Dropout masks (Srivastava et al. 2014, inverted) as a pure function of seed, layer, step and element, so that a run
 * that is cut and resumed sees the same masks. The runtime's own seeded Dropout starts again with every session.
 *
 * Each row of the batch gets a key from (seed, layer), the step and its number; each element hashes the key with its
 * place in the row; the upper 24 bits, which float32 holds exactly, are compared with the rate.
 *
 * @param step the number of the step, an integer scalar
 */
export function dropoutMask(seed: number, step: Value): Mask {
  return (g, like, rate, layer) => {
    const [rows = 1, ...rest] = like.shape as readonly number[];
    const key = random(seed, "dropout", layer).bits();
    const stepKey = hash(g, g.op("BitwiseXor", [g.cast(step, "uint32"), g.constant(unsigned([], [key]))]));
    const rowKeys = hash(g, g.op("BitwiseXor", [stepKey, counter(g, [rows, ...rest.map(() => 1)])]));
    const bits = hash(g, g.op("BitwiseXor", [rowKeys, counter(g, [1, ...rest])]));
    const uniform = g.cast(shiftRight(g, bits, 8), "float32");
    const kept = g.op("GreaterOrEqual", [uniform, g.scalar(rate * 2 ** 24, uniform)]);
    return g.mul(g.cast(kept, like.type), 1 / (1 - rate));
  };
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
