import { fail, UnsupportedOperatorError } from "../base/index.ts";
import type { Graph } from "../graph/index.ts";
import { blockedBetween } from "./blockedBetween.ts";

/**
 * Say why `output` has no derivative with respect to `wrt`.
 *
 * @throws UnsupportedOperatorError with the nodes that block it; NetspectraError where there is no dependence at all
 */
export function refuseIndependent(graph: Graph, wrt: string, output: string): never {
  const blocked = blockedBetween(graph, { wrt, output });
  const subject = `the derivative of "${output}" with respect to "${wrt}"`;
  if (blocked.length > 0) throw new UnsupportedOperatorError(subject, blocked);
  return fail({
    subject,
    expected: `a tensor that depends on "${wrt}"`,
    got: `"${output}", which does not`,
    todo: "Choose a tensor behind it.",
  });
}
