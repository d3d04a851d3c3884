import { elementLayouts, elementTypeOf, storedLength } from "./elementTypes.ts";
import { type ExternalPlace, external, externalPlace } from "./externalPlace.ts";
import { decodeModel } from "./readModel.ts";
import type { Message } from "./schema.ts";

/**
 * Where the tensors lie that a model keeps in files beside it, each place once; empty for most models. Read them, and
 * hand them to `readModel` as `externalData`.
 *
 * @throws NetspectraError for bytes that are no ONNX model and for paths that lead out of the folder.
 */
export function externalPlaces(bytes: Uint8Array, source = "the model"): readonly ExternalPlace[] {
  const found = new Map<string, ExternalPlace>();
  const tensor = (message: Message<"TensorProto">) => {
    const type = elementTypeOf(message.data_type);
    if (message.data_location !== external || !type || type === "string") return;
    const shape = Array.from(message.dims ?? [], Number);
    const needed = storedLength(type, shape) * elementLayouts[type].array.BYTES_PER_ELEMENT;
    const place = externalPlace(message, needed, `${source}: tensor "${message.name ?? ""}"`);
    found.set(JSON.stringify(place), place);
  };
  const nodes = (list: readonly Message<"NodeProto">[] = []) => {
    for (const { t, g, graphs = [] } of list.flatMap(({ attribute = [] }) => attribute)) {
      if (t) tensor(t);
      for (const inner of g ? [g, ...graphs] : graphs) graph(inner);
    }
  };
  const graph = ({ initializer = [], node }: Message<"GraphProto">) => {
    initializer.forEach(tensor);
    nodes(node);
  };
  const model = decodeModel(bytes, source);
  graph(model.graph);
  for (const { node } of model.functions ?? []) nodes(node);
  return [...found.values()];
}

/** The files that hold the tensors of {@link externalPlaces}, as paths relative to the model's folder. */
export function externalLocations(bytes: Uint8Array, source = "the model"): readonly string[] {
  return [...new Set(externalPlaces(bytes, source).map(({ location }) => location))];
}
