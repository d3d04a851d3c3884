import { jvp } from "../../autodiff/index.ts";
import { fail } from "../../base/index.ts";
import { type Builder, int, type Value } from "../../graph/index.ts";

/** What the host has computed for the chosen outputs; see `LogDeterminants`. */
export interface TangentInputs {
  /** m × k, one-hot rows */
  readonly selection: Value;
  /** m × n × d */
  readonly jacobians: Value;
  /** m × s × s, float64 */
  readonly inverses: Value;
  /** m */
  readonly multiples: Value;
}

/**
 * Σ_j ⟨G_j, E_j(θ)⟩ with constant G_j, the gradients of ½ log det: a scalar with the derivative by θ that the sum of
 * log-determinants has. In forward mode ⟨G_j, E_j⟩ is Σ_i (J(x_i) g_ij)_j, one pass per output beside the network's own.
 */
export function tangentTerm(
  g: Builder,
  x: Value,
  logits: Value,
  { selection, jacobians, inverses, multiples }: TangentInputs,
): Value {
  const [chosen, batch, inputs] = jacobians.shape as readonly [number, number, number];
  const isWide = batch <= inputs;
  const terms = Array.from({ length: chosen }, (_, j) => {
    const part = (value: Value) => g.squeeze(g.slice(value, [0], [j], [j + 1]), [0]);
    const [jacobian, inverse] = [part(jacobians), part(inverses)];
    const wide = g.cast(jacobian, "float64");
    // Both factors one after the other: A⁻¹ itself would lose digits.
    const half = isWide ? g.op("Gemm", [inverse, wide]) : g.op("Gemm", [wide, inverse], { transB: int(1) });
    const solved = isWide ? g.op("Gemm", [inverse, half], { transA: int(1) }) : g.op("Gemm", [half, inverse]);
    const gradient = g.add(g.cast(solved, jacobian.type), g.mul(part(multiples), jacobian));
    const [tangent] = jvp(g, [x], [g.reshape(gradient, x.shape)], [logits]);
    if (!tangent) return refuse();
    return g.reduceSum(g.mul(tangent, g.slice(selection, [0], [j], [j + 1])), [0, 1], false);
  });
  return g.sum(terms);
}

function refuse(): never {
  return fail({
    subject: "the regulariser edjmLogDeterminant",
    expected: "logits that depend differentiably on the input",
    got: "logits that do not",
  });
}
