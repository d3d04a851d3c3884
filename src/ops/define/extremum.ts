import type { Dimension } from "../../base/index.ts";
import type { Builder, Value, ValueType } from "../../graph/index.ts";
import { broadcastTypes } from "./binary.ts";
import { contentOf2 } from "./content.ts";
import { defineOp, type OpDefinition } from "./defineOp.ts";

/**
 * y = the largest (or smallest) of the operands, element by element, with broadcasting.
 *
 * y moves with the operand that is chosen; operands that tie share evenly, as in PyTorch's `maximum`.
 */
export function extremum(choose: (a: number, b: number) => number): OpDefinition {
  return defineOp({
    inputs: ["...xs"],
    outputs: ["y"],
    infer: ({ xs }) => ({ y: { ...broadcastTypes(...xs), ...chosenContent(xs, choose) } }),
    jvp: (g, { xs, y, dxs }) => {
      const weights = shares(g, xs, y);
      const terms = dxs.flatMap((dx, i) => (dx ? [g.mul(dx, weights[i]!)] : []));
      return { dy: terms.length > 0 ? g.sum(terms) : undefined };
    },
    vjp: (g, { xs, y, dy }) => ({ dxs: shares(g, xs, y).map((share, i) => g.sumTo(g.mul(dy, share), xs[i]!)) }),
    samples: [
      {
        xs: [
          [2, 3],
          [2, 3],
        ],
      },
      { xs: [[2, 3], [3], [2, 1]] },
      { xs: [[], [2]] },
      { xs: [[3]] },
      {
        xs: [
          { shape: [3], type: "int64", values: [1, 5, -2] },
          { shape: [1], type: "int64", values: [2] },
        ],
      },
    ],
  });
}

/** How much of y is each operand's, in the shape of y: 1 for the chosen, 1/m for each of m that tie. */
function shares(g: Builder, xs: readonly Value[], y: Value): readonly Value[] {
  const masks = xs.map((x) => g.cast(g.equal(x, y), y.type));
  const count = g.sum(masks);
  return masks.map((mask) => g.div(mask, count));
}

function chosenContent(
  xs: readonly ValueType[],
  choose: (a: number, b: number) => number,
): { content?: readonly Dimension[] } {
  const chosen = xs.reduce((a, b): ValueType => {
    const { content } = contentOf2(a, b, (p, q) =>
      typeof p === "number" && typeof q === "number" ? choose(p, q) : p === q ? p : undefined,
    );
    return content ? { type: a.type, shape: [content.length], content } : { type: a.type, shape: [] };
  });
  return chosen.content ? { content: chosen.content } : {};
}
