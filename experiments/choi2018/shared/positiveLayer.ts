import { activationNames, type LoadedModel, outputLayer } from "netspectra/analyses";

/** A layer of a network whose values are never negative. */
export interface PositiveLayer {
  readonly model: LoadedModel;
  /** Name of its tensor. */
  readonly layer: string;
}

/**
 * A layer of the network of Table 2: "1st" and "5th" ReLU layer, or the "6th", linear one, whose positive values are made a
 * tensor of their own by a ReLU beside the network; this changes no output.
 */
export function positiveLayer(model: LoadedModel, position: string): PositiveLayer {
  if (position !== "6th") return { model, layer: activationNames(model.graph).at(Number.parseInt(position, 10) - 1)! };
  const { features } = outputLayer(model);
  const name = `${features}.positive`;
  const relu = { name, operator: "Relu", domain: "", inputs: [features], outputs: [name], attributes: {} };
  return { model: { ...model, graph: { ...model.graph, nodes: [...model.graph.nodes, relu] } }, layer: name };
}
