import { dequantize } from "../../autodiff/index.ts";
import { fail, widened } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";
import { type StoredTensor, tensorInMemory } from "./storedTensor.ts";

/** Where an operator takes quantised weights, and along which axis their scales lie where they are several. */
export interface QuantisedInputs {
  readonly weight: number;
  readonly scale: number;
  readonly zero: number;
  /** Where the operator does not say it. */
  readonly axis?: number;
}

/** Operators that say how their quantised weights become numbers. */
export const quantisedInputs: Readonly<Record<string, QuantisedInputs>> = {
  DequantizeLinear: { weight: 0, scale: 1, zero: 2 },
  QLinearConv: { weight: 3, scale: 4, zero: 5, axis: 0 },
  QLinearMatMul: { weight: 3, scale: 4, zero: 5, axis: -1 },
};

/**
 * Quantised weights as the numbers that they stand for, (x − zero point) · scale, computed when they are read; undefined where the
 * scales do not fit them.
 */
export function dequantisedTensor(
  node: Node,
  axis: number | undefined,
  x: StoredTensor,
  scale: StoredTensor,
  zero: StoredTensor | undefined,
): StoredTensor | undefined {
  if (!x.held || !scale.held || (zero && !zero.held)) return undefined;
  const attributes = axis === undefined ? node.attributes : { axis: { kind: "int", value: axis } as const };
  const [values, scales, zeros] = [x.held, widened(scale.held), zero?.held];
  const numbers = () => dequantize({ ...node, attributes }, values, scales, zeros);
  if (!numbers()) return undefined;
  const read = async (start: number, count: number) =>
    tensorInMemory(x.name, numbers() ?? fail({ subject: `weights "${x.name}"`, expected: "scales", got: "none" })).read(
      start,
      count,
    );
  return { name: x.name, type: "float32", shape: x.shape, outside: 0, read };
}
