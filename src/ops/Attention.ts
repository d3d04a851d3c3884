import {
  broadcastShapes,
  checkComputed,
  type Dimension,
  fail,
  formatShape,
  numbers,
  type Shape,
  sameShape,
  tensor,
} from "../base/index.ts";
import { type Builder, float, int, type Value, type ValueType } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { mergeHeads, repeatHeads, splitHeads } from "./define/heads.ts";

/**
 * y = softmax(scale · q kᵀ + mask) v per head (Vaswani et al. 2017, equation 1), on N×heads×T×D or N×T×(heads·D).
 * With fewer heads in k and v, each serves several of q (Ainslie et al. 2023). Without a cache of earlier positions.
 */
export const Attention = defineOp({
  inputs: ["q", "k", "v", "attn_mask?", "past_key?", "past_value?", "nonpad_kv_seqlen?"],
  outputs: ["y", "present_key?", "present_value?", "qk_matmul_output?"],
  discrete: ["past_key", "past_value", "nonpad_kv_seqlen"],
  attributes: {
    is_causal: int(0),
    kv_num_heads: optional.int,
    q_num_heads: optional.int,
    qk_matmul_output_mode: int(0),
    scale: optional.float,
    softcap: float(0),
    softmax_precision: optional.int,
  },
  infer: (args) => {
    const { heads, kvHeads, size, valueSize, queries, keys } = shapesOf(args);
    const { q, k, v } = args;
    const n = q.shape[0]!;
    const { type } = q;
    return {
      y: { type, shape: q.shape.length === 3 ? [n, queries, heads * valueSize] : [n, heads, queries, valueSize] },
      present_key: { type: k.type, shape: [n, kvHeads, keys, size] },
      present_value: { type: v.type, shape: [n, kvHeads, keys, valueSize] },
      qk_matmul_output: { type, shape: [n, heads, queries, keys] },
    };
  },
  mixes: ({ q, k, v }) => ({ q: [q.shape.length - 1], k: allAfter(k.shape), v: allAfter(v.shape) }),
  lower: (g, args) => {
    const { heads, kvHeads, size, queries, keys } = shapesOf(args);
    const { q, k, v, attn_mask: mask, is_causal, softcap, qk_matmul_output_mode: mode } = args;
    const apart = (x: Value, count: number) => (x.shape.length === 3 ? splitHeads(g, x, count) : x);
    const [query, key, value] = [apart(q, heads), apart(k, kvHeads), apart(v, kvHeads)];
    const serve = (x: Value) => repeatHeads(g, x, heads / kvHeads);
    const scale = Math.sqrt(args.scale ?? 1 / Math.sqrt(size));
    const raw = g.matMul(g.mul(query, scale), g.swapLast(g.mul(serve(key), scale)));
    const capped = softcap > 0 ? g.mul(g.op("Tanh", [g.div(raw, softcap)]), softcap) : raw;
    const seen = allOf(g, [is_causal ? causal(g, queries, keys) : undefined, mask && seenBy(g, mask)]);
    const shifted = mask && mask.type !== "bool" ? g.add(capped, withoutInfinity(g, mask)) : capped;
    const masked = seen ? g.where(seen, shifted, lowest) : shifted;
    const shares = g.op("Softmax", [masked], { axis: int(-1) });
    const weights = seen ? g.where(seen, shares, 0) : shares;
    const y = g.matMul(weights, serve(value));
    return {
      y: q.shape.length === 3 ? mergeHeads(g, y) : y,
      present_key: key,
      present_value: value,
      qk_matmul_output: [raw, capped, masked, weights][mode] ?? raw,
    };
  },
  since: 23,
  samples: [
    { q: [2, 3, 4, 2], k: [2, 3, 5, 2], v: [2, 3, 5, 3] },
    { q: [2, 4, 6], k: [2, 5, 6], v: [2, 5, 8], q_num_heads: 2, kv_num_heads: 2, scale: 0.4 },
    { q: [1, 4, 3, 2], k: [1, 2, 3, 2], v: [1, 2, 3, 2], is_causal: 1 },
    { q: [2, 3, 8], k: [2, 4, 4], v: [2, 4, 6], q_num_heads: 4, kv_num_heads: 2, is_causal: 1 },
    { q: [2, 2, 3, 4], k: [2, 2, 3, 4], v: [2, 2, 3, 4], attn_mask: [3, 3], softcap: 2 },
    { q: [2, 2, 3, 4], k: [2, 2, 4, 4], v: [2, 2, 4, 4], attn_mask: [2, 1, 3, 4], is_causal: 1, softcap: 0.5 },
    {
      q: [1, 2, 2, 3],
      k: [1, 2, 3, 3],
      v: [1, 2, 3, 3],
      attn_mask: { shape: [2, 3], type: "bool", values: [0, 0, 0, 1, 0, 1] },
    },
    {
      q: [2, 2, 2, 3],
      k: [2, 2, 3, 3],
      v: [2, 2, 3, 3],
      attn_mask: { shape: [2, 3], type: "bool", values: [1, 0, 1, 0, 1, 1] },
    },
    { q: [1, 1, 2, 3], k: [1, 1, 3, 3], v: [1, 1, 3, 2], outputCount: 4 },
    {
      q: [1, 1, 2, 3],
      k: [1, 1, 3, 3],
      v: [1, 1, 3, 2],
      attn_mask: [2, 3],
      softcap: 0.7,
      outputCount: 4,
      qk_matmul_output_mode: 1,
    },
    {
      q: [1, 1, 2, 3],
      k: [1, 1, 3, 3],
      v: [1, 1, 3, 2],
      attn_mask: [2, 3],
      softcap: 1.5,
      outputCount: 4,
      qk_matmul_output_mode: 2,
    },
    { q: [1, 1, 2, 3], k: [1, 1, 3, 3], v: [1, 1, 3, 2], outputCount: 4, qk_matmul_output_mode: 3 },
  ],
});

interface Operands {
  readonly q: ValueType;
  readonly k: ValueType;
  readonly v: ValueType;
  readonly past_key: ValueType | undefined;
  readonly past_value: ValueType | undefined;
  readonly nonpad_kv_seqlen: ValueType | undefined;
  readonly attn_mask: ValueType | undefined;
  readonly q_num_heads: number | undefined;
  readonly kv_num_heads: number | undefined;
}

interface Sizes {
  readonly heads: number;
  readonly kvHeads: number;
  /** Elements of a head of q and k, and of v. */
  readonly size: number;
  readonly valueSize: number;
  readonly queries: Dimension;
  readonly keys: Dimension;
}

/** @throws NetspectraError for a cache, and where heads or sizes do not fit */
function shapesOf(operands: Operands): Sizes {
  const { q, k, v, attn_mask: mask, q_num_heads = 0, kv_num_heads = 0 } = operands;
  if (operands.past_key || operands.past_value || operands.nonpad_kv_seqlen) {
    fail({
      subject: "Attention",
      expected: "all positions at once",
      got: "a cache of earlier ones",
      todo: "Export the model without a cache.",
    });
  }
  const rank = q.shape.length;
  const parts = (shape: Shape, count: number) =>
    shape.length === 4
      ? { heads: Number(shape[1]), positions: shape[2]!, size: Number(shape[3]) }
      : { heads: count, positions: shape[1]!, size: Number(shape[2]) / count };
  const [query, key, value] = [parts(q.shape, q_num_heads), parts(k.shape, kv_num_heads), parts(v.shape, kv_num_heads)];
  const whole = [query.size, key.size, value.size, query.heads / key.heads].every(
    (ratio) => Number.isInteger(ratio) && ratio > 0,
  );
  const agree = query.size === key.size && key.positions === value.positions && key.heads === value.heads;
  if (![3, 4].includes(rank) || k.shape.length !== rank || v.shape.length !== rank || !whole || !agree) {
    fail({
      subject: "Attention",
      expected: "q, k and v as N×heads×T×D, or N×T×(heads·D) with the numbers of heads",
      got: [q, k, v].map(({ shape }) => formatShape(shape)).join(", "),
    });
  }
  const scores = [q.shape[0]!, query.heads, query.positions, key.positions];
  if (mask && !sameShape(broadcastShapes(scores, mask.shape), scores)) {
    fail({
      subject: "Attention",
      expected: `a mask that stretches to ${formatShape(scores)}`,
      got: formatShape(mask.shape),
    });
  }
  return {
    heads: query.heads,
    kvHeads: key.heads,
    size: query.size,
    valueSize: value.size,
    queries: query.positions,
    keys: key.positions,
  };
}

/** The lowest number of float32 stands for −∞, so that a query that sees no key gets zeros, as in the runtime, not NaN. */
const lowest = -3.4028234663852886e38;

/** Only keys that come no later than the query are seen. */
function causal(g: Builder, queries: Dimension, keys: Dimension): Value {
  if (typeof queries !== "number" || typeof keys !== "number") {
    return fail({ subject: "Attention", expected: "known numbers of positions", got: `${queries} and ${keys}` });
  }
  const seen = Uint8Array.from({ length: checkComputed("Attention", queries, keys) }, (_, i) =>
    i % keys <= Math.floor(i / keys) ? 1 : 0,
  );
  return g.constant(tensor("bool", [queries, keys], seen));
}

/** A mask of bools says which keys are seen; one of numbers is added, and hides where it is −∞. */
function seenBy(g: Builder, mask: Value): Value | undefined {
  if (mask.type === "bool") return mask;
  return hidesNothing(g, mask) ? undefined : g.greater(mask, Number.NEGATIVE_INFINITY);
}

function withoutInfinity(g: Builder, mask: Value): Value {
  return hidesNothing(g, mask) ? mask : g.op("Max", [mask, g.scalar(lowest, mask)]);
}

function hidesNothing(g: Builder, mask: Value): boolean {
  const constant = g.constantOf(mask);
  return constant !== undefined && numbers(constant).every((value) => value > Number.NEGATIVE_INFINITY);
}

function allOf(g: Builder, conditions: readonly (Value | undefined)[]): Value | undefined {
  const present = conditions.filter((condition) => condition !== undefined);
  return present.length > 0 ? present.reduce((a, b) => g.op("And", [a, b])) : undefined;
}

function allAfter(shape: Shape): readonly number[] {
  return shape.map((_, axis) => axis).slice(1);
}
