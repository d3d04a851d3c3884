import { lower, newGraph, simplify } from "../../autodiff/index.ts";
import type { Graph } from "../../graph/index.ts";
import { type FedSamples, fedType, fedValues } from "../fedSamples.ts";
import type { TrainableNetwork } from "../trainableNetwork.ts";
import type { Hosted } from "./hostedOf.ts";

/** What the measuring graph is given: the batch under this name, parameters and choices under their own. */
export const batchInput = "run:x";

/**
 * The network in evaluation mode with what a hosted regulariser measures as outputs. Parameters and running statistics are
 * inputs.
 *
 * @throws UnsupportedOperatorError when the network holds an operator without a derivative
 */
export function measureGraph(
  network: TrainableNetwork,
  batch: number,
  input: readonly number[],
  { regulariser, options }: Pick<Hosted, "regulariser" | "options">,
  fed: FedSamples = {},
): Graph {
  const plain = newGraph();
  const x = fedValues(plain, plain.input(batchInput, fedType(fed), [batch, ...input]), fed);
  const { logits } = network(plain, {
    mode: "inference",
    batch,
    x,
    parameter: ({ name, shape }) => plain.input(name, "float32", shape),
  });
  const g = newGraph(simplify(lower(plain.finish([logits])), { keep: [x.name, logits.name] }));
  const form = { x: g.value(x.name), logits: g.value(logits.name) };
  const measured = regulariser.measure(g, form, (name, type, shape) => g.input(name, type, shape), options);
  return simplify(lower(g.finish(measured, "measures")));
}
