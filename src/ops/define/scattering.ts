import { fail } from "../../base/index.ts";
import { type Builder, string, type Value } from "../../graph/index.ts";

/** A scatter and the gather by the same indices. */
export interface Scattering {
  scatter(g: Builder, data: Value, updates: Value, reduction: Reduction): Value;
  gather(g: Builder, data: Value): Value;
}

export type Reduction = "none" | "add" | "mul" | "max" | "min";

/** @throws NetspectraError for a name that ONNX does not have. */
export function reductionOf(subject: string, reduction: string): Reduction {
  const known: readonly string[] = ["none", "add", "mul", "max", "min"];
  if (!known.includes(reduction)) fail({ subject, expected: `a reduction (${known.join(", ")})`, got: reduction });
  return reduction as Reduction;
}

export const reductionAttribute = (reduction: Reduction) => ({ reduction: string(reduction) });

interface Operands {
  readonly data: Value;
  readonly updates: Value;
  readonly y: Value;
}

/**
 * Pushforward of y = data with updates scattered into it. Ties of max and min share equally. Products are right for
 * repeated indices, too; only where a place is named several times and an update there is exactly 0 do derivatives of the
 * second order miss terms.
 */
export function scatterTangent(
  g: Builder,
  { scatter, gather }: Scattering,
  reduction: Reduction,
  { data, updates, y, ddata, dupdates }: Operands & { ddata: Value | undefined; dupdates: Value | undefined },
): Value {
  const zeros = (like: Value) => g.full(0, like);
  const [dd, du] = [ddata ?? zeros(data), dupdates ?? zeros(updates)];
  switch (reduction) {
    case "none":
    case "add":
      return scatter(g, dd, du, reduction);
    case "mul": {
      const moved = g.mul(du, otherFactors(g, { scatter, gather }, data, updates));
      return g.add(g.mul(dd, scatter(g, g.full(1, data), updates, "mul")), scatter(g, zeros(data), moved, "add"));
    }
    default: {
      const { kept, won, ties } = winners(g, { scatter, gather }, { data, updates, y });
      return g.div(scatter(g, g.mul(dd, kept), g.mul(du, won), "add"), ties);
    }
  }
}

/** Pullback of the same. */
export function scatterCotangents(
  g: Builder,
  { scatter, gather }: Scattering,
  reduction: Reduction,
  { data, updates, y, dy }: Operands & { dy: Value },
): { ddata: Value; dupdates: Value } {
  switch (reduction) {
    case "none":
      return { ddata: scatter(g, dy, g.full(0, updates), "none"), dupdates: gather(g, dy) };
    case "add":
      return { ddata: dy, dupdates: gather(g, dy) };
    case "mul":
      return {
        ddata: g.mul(dy, scatter(g, g.full(1, data), updates, "mul")),
        dupdates: g.mul(gather(g, dy), otherFactors(g, { scatter, gather }, data, updates)),
      };
    default: {
      const { kept, won, ties } = winners(g, { scatter, gather }, { data, updates, y });
      const shared = g.div(dy, ties);
      return { ddata: g.mul(shared, kept), dupdates: g.mul(gather(g, shared), won) };
    }
  }
}

/** For every update, the product of all else that its place is multiplied by: a quotient, without the zeros. */
function otherFactors(g: Builder, { scatter, gather }: Scattering, data: Value, updates: Value): Value {
  const none = g.equal(updates, 0);
  const factors = g.where(none, 1, updates);
  const zeros = g.cast(none, updates.type);
  const otherZeros = g.sub(gather(g, scatter(g, g.full(0, data), zeros, "add")), zeros);
  const others = g.div(gather(g, scatter(g, data, factors, "mul")), factors);
  return g.where(g.equal(otherZeros, 0), others, 0);
}

/** Which elements are the extremum of their place, and how many of them there are. */
function winners(g: Builder, { scatter, gather }: Scattering, { data, updates, y }: Operands) {
  const kept = g.cast(g.equal(data, y), y.type);
  const won = g.cast(g.equal(updates, gather(g, y)), y.type);
  return { kept, won, ties: scatter(g, kept, won, "add") };
}
