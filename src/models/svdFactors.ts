import { type Builder, int, type Value } from "../graph/index.ts";
import type { ParameterSpec } from "./plan.ts";

/** What stands in place of a weight W (units × inputs) in training: W = U diag(s) V. */
export interface FactorSpecs {
  /** units × r */
  readonly u: ParameterSpec;
  /** r = min(units, inputs) */
  readonly s: ParameterSpec;
  /** r × inputs */
  readonly v: ParameterSpec;
}

/** The same as values of a graph. */
export interface SvdFactors {
  readonly u: Value;
  readonly s: Value;
  readonly v: Value;
}

/**
 * The factors of a weight. They start as its first value and an identity, whose product it is; their first projection,
 * before the first step, makes its singular value decomposition of them.
 */
export function svdFactors(layer: string, weight: ParameterSpec): FactorSpecs {
  const [units, inputs] = weight.shape as readonly [number, number];
  const r = Math.min(units, inputs);
  const [ofWeight, ofIdentity] = [
    { trained: true, start: weight.start, stream: weight.name },
    { trained: true, start: { kind: "identity" } },
  ] as const;
  return {
    u: { name: `${layer}.u`, shape: [units, r], ...(r === inputs ? ofWeight : ofIdentity) },
    s: { name: `${layer}.s`, shape: [r], trained: true, start: { kind: "constant", value: 1 } },
    v: { name: `${layer}.v`, shape: [r, inputs], ...(r === inputs ? ofIdentity : ofWeight) },
  };
}

/** diag(s) V x, for each row x of a batch; U and the bias come as in a dense layer. */
export function appendFactors(g: Builder, x: Value, s: Value, v: Value): Value {
  return g.mul(g.op("Gemm", [x, v], { transB: int(1) }), s);
}
