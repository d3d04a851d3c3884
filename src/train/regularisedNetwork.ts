import { fail } from "../base/index.ts";
import { chosenLayers, type LayerChoice } from "../regularisers/define/layerChoice.ts";
import { type RegulariserConfig, regularisers } from "../regularisers/define/regularisers.ts";
import type { BuiltNetwork, LayerInsertion, TrainableNetwork } from "./trainableNetwork.ts";

/**
 * The network with the layers that regularisers put into it: dropout and batch normalisation.
 *
 * @throws NetspectraError, when it is built, for layers that it does not have, and where it puts nothing into its layers
 */
export function regularisedNetwork(network: TrainableNetwork, configs: readonly RegulariserConfig[]): TrainableNetwork {
  const insertions = configs.flatMap(({ name, weight: _, schedule: __, ...options }): readonly LayerInsertion[] => {
    const regulariser = regularisers.get(name);
    if (regulariser?.kind !== "layer") return [];
    return [{ layer: regulariser.layer(options), layers: options["layers"] as LayerChoice }];
  });
  if (insertions.length === 0) return network;
  return (g, options) => {
    const built = network(g, { ...options, insertions });
    for (const insertion of insertions) requireInserted(built, insertion);
    return built;
  };
}

function requireInserted({ hidden, layers }: BuiltNetwork, { layer: { kind }, layers: choice }: LayerInsertion): void {
  const missing = chosenLayers(kind, hidden, choice).find((name) => !layers.has(`${name}.${kind}`));
  if (missing === undefined) return;
  fail({
    subject: `the regulariser ${kind}`,
    expected: "a network that takes `insertions`, as `network` of netspectra/models does",
    got: `one without "${missing}.${kind}"`,
    todo: "Pass all build options on to it, or put the layer into the network itself.",
  });
}
