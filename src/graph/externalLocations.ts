import { fail } from "../base/index.ts";
import { decodeModel } from "./readModel.ts";
import type { Message } from "./schema.ts";

/**
 * The files beside a model that hold its large tensors, as paths relative to its folder; empty for most models.
 * Read them and hand them to `readModel` as `externalData`.
 *
 * @throws NetspectraError for bytes that are no ONNX model and for paths that lead out of the folder.
 */
export function externalLocations(bytes: Uint8Array, source = "the model"): readonly string[] {
  const found = new Set<string>();
  const tensor = ({ data_location, external_data = [] }: Message<"TensorProto">) => {
    if (data_location !== 1) return;
    for (const { key, value = "" } of external_data) if (key === "location") found.add(value);
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
  for (const location of found) {
    if (location === "" || /^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)|\0/i.test(location)) {
      fail({ subject: source, expected: "external data in the model's own folder", got: `the path "${location}"` });
    }
  }
  return [...found];
}
