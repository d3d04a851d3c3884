import { fail, NetspectraError } from "../../base/index.ts";
import { likeNames } from "../../base/likeNames.ts";
import type { LoadedModel } from "../loadModel.ts";
import { activationNames } from "./activationNames.ts";
import { type ConvolutionReading, type LayerView, layerView } from "./layerView.ts";

/**
 * The layers that were asked for, in the order asked for and once each; by default every activation.
 *
 * @throws NetspectraError for names that no tensor has (near ones are offered), for tensors that hold no float numbers of
 *   each sample, and for a network without activations where none was named
 */
export function chooseLayers(
  model: LoadedModel,
  names: readonly string[] | undefined,
  reading: ConvolutionReading,
): LayerView[] {
  const { graph, path } = model;
  if (names && names.length > 0) {
    const known = [...graph.inputs.map(({ name }) => name), ...graph.nodes.flatMap(({ outputs }) => outputs)];
    return [...new Set(names)].map((name) => {
      if (name !== "" && known.includes(name)) return layerView(model, name, reading);
      return fail({
        subject: `--layer ${name}`,
        expected: `a tensor of ${path} on the way to its output`,
        got: "a name that none has",
        todo: `${likeNames(name, [...new Set([...activationNames(graph), ...known])])} inspect lists them all.`,
      });
    });
  }
  const views = activationNames(graph).flatMap((name) => viewOrNone(model, name, reading));
  if (views.length > 0) return views;
  return fail({
    subject: path,
    expected: "activations (Relu, Tanh, …) of each sample",
    got: "none",
    todo: "Name a tensor with --layer; inspect lists them.",
  });
}

/** Nobody asked for this one: where it is not one of each sample, it is passed over. */
function viewOrNone(model: LoadedModel, name: string, reading: ConvolutionReading): LayerView[] {
  try {
    return [layerView(model, name, reading)];
  } catch (error) {
    if (!(error instanceof NetspectraError)) throw error;
    return [];
  }
}
