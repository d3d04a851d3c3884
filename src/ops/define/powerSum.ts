import type { Builder, Value } from "../../graph/index.ts";

/** |x|^p, element by element. */
export function absolutePower(g: Builder, x: Value, p: number): Value {
  if (p === 2) return g.mul(x, x);
  const size = g.op("Abs", [x]);
  return p === 1 ? size : g.pow(size, p);
}

/** total^(1/p); where the total is 0 the derivative is taken as 0, as PyTorch does for norms. */
export function root(g: Builder, total: Value, p: number): Value {
  if (p === 1) return total;
  const zero = g.equal(total, 0);
  const safe = g.where(zero, 1, total);
  return g.where(zero, 0, p === 2 ? g.sqrt(safe) : g.pow(safe, 1 / p));
}

/** total^(1/p), or 1 where the total is 0: for division by a norm. */
export function safeRoot(g: Builder, total: Value, p: number): Value {
  const safe = g.where(g.equal(total, 0), 1, total);
  if (p === 1) return safe;
  return p === 2 ? g.sqrt(safe) : g.pow(safe, 1 / p);
}
