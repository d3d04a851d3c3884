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
 * Pushforward of y = data with updates scattered into it. Products are differentiated through quotients, so that
 * repeated indices are right; updates of exactly 0 give no finite derivative then. Ties of max and min share equally.
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
      const relative = scatter(g, zeros(data), g.div(du, updates), "add");
      return g.add(g.mul(dd, scatter(g, g.full(1, data), updates, "mul")), g.mul(y, relative));
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
        dupdates: g.div(gather(g, g.mul(dy, y)), updates),
      };
    default: {
      const { kept, won, ties } = winners(g, { scatter, gather }, { data, updates, y });
      const shared = g.div(dy, ties);
      return { ddata: g.mul(shared, kept), dupdates: g.mul(gather(g, shared), won) };
    }
  }
}

/** Which elements are the extremum of their place, and how many of them there are. */
function winners(g: Builder, { scatter, gather }: Scattering, { data, updates, y }: Operands) {
  const kept = g.cast(g.equal(data, y), y.type);
  const won = g.cast(g.equal(updates, gather(g, y)), y.type);
  return { kept, won, ties: scatter(g, kept, won, "add") };
}
