import { fail } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import type { TrainableNetwork } from "../trainableNetwork.ts";

/**
 * The logits of the network in evaluation mode, in a graph that holds its parameters: dropout rests, and batch
 * normalisation uses the running statistics, so that samples do not interact. What both modes share is shared once the
 * graph is simplified.
 *
 * @param known names of the parameters that the graph holds
 * @throws NetspectraError when evaluation takes other parameters than training
 */
export function evaluationLogits(
  g: Builder,
  build: TrainableNetwork,
  batch: number,
  x: Value,
  known: ReadonlySet<string>,
): Value {
  const parameter = ({ name }: { readonly name: string }) => {
    if (known.has(name)) return g.value(name);
    return fail({
      subject: "a penalty on the network in evaluation mode",
      expected: "a network that has the same parameters in training and in evaluation",
      got: `the parameter "${name}", which training has in another form`,
      todo: "Use it with layers other than SVD layers.",
    });
  };
  return build(g, { mode: "inference", batch, x, prefix: "evaluation:", parameter }).logits;
}
