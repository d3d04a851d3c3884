import { fail, formatShape, type Shape } from "../base/index.ts";
import { type Builder, int, type Value, type ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { mergeHeads, splitHeads } from "./define/heads.ts";
import { like } from "./define/pointwise.ts";

/**
 * Pairs of elements turned by an angle that depends on their position (Su et al. 2021, equation 34). x is
 * N×heads×T×D or N×T×(heads·D); the caches hold cos and sin per position, or per sample and position.
 */
export const RotaryEmbedding = defineOp({
  inputs: ["x", "cos_cache", "sin_cache", "position_ids?"],
  outputs: ["y"],
  discrete: ["position_ids"],
  attributes: { interleaved: int(0), num_heads: int(0), rotary_embedding_dim: int(0) },
  infer: (args) => {
    pairsOf(args);
    return { y: like(args.x) };
  },
  mixes: ({ x }) => ({ x: [x.shape.length - 1], cos_cache: [-1], sin_cache: [-1] }),
  lower: (g, args) => {
    const { x, cos_cache, sin_cache, position_ids, interleaved, num_heads } = args;
    const { size, pairs } = pairsOf(args);
    const heads = x.shape.length === 3 ? splitHeads(g, x, num_heads) : x;
    const angles = (cache: Value) => g.unsqueeze(position_ids ? g.op("Gather", [cache, position_ids]) : cache, [1]);
    const [cos, sin] = [angles(cos_cache), angles(sin_cache)];
    const part = (start: number, end: number, step = 1) => g.slice(heads, [3], [start], [end], [step]);
    const [a, b] = interleaved
      ? [part(0, 2 * pairs, 2), part(1, 2 * pairs, 2)]
      : [part(0, pairs), part(pairs, 2 * pairs)];
    const turned = [g.sub(g.mul(cos, a), g.mul(sin, b)), g.add(g.mul(sin, a), g.mul(cos, b))] as const;
    const rotated = interleaved ? interleave(g, turned, heads.shape.with(3, 2 * pairs)) : g.concat(turned, 3);
    const whole = 2 * pairs === size ? rotated : g.concat([rotated, part(2 * pairs, size)], 3);
    return { y: x.shape.length === 3 ? mergeHeads(g, whole) : whole };
  },
  since: 23,
  samples: [
    { x: [2, 3, 4, 6], cos_cache: [5, 3], sin_cache: [5, 3], position_ids: ids([2, 4], [0, 1, 2, 4, 3, 2, 2, 0]) },
    { x: [2, 3, 2, 4], cos_cache: [2, 2, 2], sin_cache: [2, 2, 2], interleaved: 1 },
    { x: [2, 3, 8], cos_cache: [2, 3, 2], sin_cache: [2, 3, 2], num_heads: 2 },
    {
      x: [2, 2, 2, 6],
      cos_cache: [3, 2],
      sin_cache: [3, 2],
      position_ids: ids([2, 2], [0, 2, 1, 1]),
      rotary_embedding_dim: 4,
      interleaved: 1,
    },
    { x: [1, 2, 2, 6], cos_cache: [1, 2, 1], sin_cache: [1, 2, 1], rotary_embedding_dim: 2 },
  ],
});

interface Operands {
  readonly x: ValueType;
  readonly cos_cache: ValueType;
  readonly sin_cache: ValueType;
  readonly position_ids: ValueType | undefined;
  readonly num_heads: number;
  readonly rotary_embedding_dim: number;
}

/** Elements of a head, and how many pairs of them are turned. @throws NetspectraError where caches do not fit */
function pairsOf({ x, cos_cache, sin_cache, position_ids, num_heads, rotary_embedding_dim }: Operands) {
  const rank = x.shape.length;
  const last = x.shape.at(-1);
  const size = rank === 3 && num_heads > 0 ? Number(last) / num_heads : Number(last);
  const pairs = (rotary_embedding_dim > 0 ? rotary_embedding_dim : size) / 2;
  const caches = [cos_cache, sin_cache];
  const fits = caches.every(({ shape }) => shape.length === (position_ids ? 2 : 3) && shape.at(-1) === pairs);
  const known = (rank === 4 || (rank === 3 && num_heads > 0)) && Number.isInteger(size) && 2 * pairs <= size;
  if (!known || !Number.isInteger(pairs) || !fits) {
    return fail({
      subject: "RotaryEmbedding",
      expected: "x as N×heads×T×D, or N×T×(heads·D) with num_heads, and caches of half the turned elements",
      got: `${formatShape(x.shape)} and caches ${caches.map(({ shape }) => formatShape(shape)).join(", ")}`,
    });
  }
  return { size, pairs };
}

/** a₀ b₀ a₁ b₁ … along the last axis. */
function interleave(g: Builder, parts: readonly Value[], shape: Shape): Value {
  const columns = parts.map((part) => g.unsqueeze(part, [4]));
  return g.reshape(g.concat(columns, 4), shape);
}

function ids(shape: readonly number[], values: readonly number[]) {
  return { shape, type: "int64", values } as const;
}
