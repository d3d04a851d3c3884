import { vjp } from "../../autodiff/index.ts";
import { fail } from "../../base/index.ts";
import { type Builder, int, type Value } from "../../graph/index.ts";

/**
 * E_j = ∂ logits[:, j] / ∂x of the chosen outputs, m × n × d, and their Gram matrices on the smaller side in float64.
 *
 * @param selection m × k, one-hot rows
 * @throws NetspectraError when the logits do not depend differentiably on x
 */
export function outputJacobians(g: Builder, x: Value, logits: Value, selection: Value) {
  const [chosen, classes] = selection.shape as readonly [number, number];
  const batch = x.shape[0] as number;
  const inputs = (x.shape as readonly number[]).slice(1).reduce((product, length) => product * length, 1);
  const rows: Value[] = [];
  const grams: Value[] = [];
  for (let i = 0; i < chosen; i++) {
    const cotangent = g.expand(g.slice(selection, [0], [i], [i + 1]), [batch, classes]);
    const [pulled] = vjp(g, [logits], [cotangent], [x]);
    if (!pulled) return refuse();
    const jacobian = g.reshape(pulled, [batch, inputs]);
    const wide = g.cast(jacobian, "float64");
    const sides = batch <= inputs ? { transB: int(1) } : { transA: int(1) };
    rows.push(g.unsqueeze(jacobian, [0]));
    grams.push(g.unsqueeze(g.op("Gemm", [wide, wide], sides), [0]));
  }
  return { jacobians: g.concat(rows, 0), grams: g.concat(grams, 0) };
}

function refuse(): never {
  return fail({
    subject: "the regulariser edjmLogDeterminant",
    expected: "logits that depend differentiably on the input",
    got: "logits that do not",
  });
}
