import { parameterNames } from "../../autodiff/index.ts";
import { fail, sizeOf } from "../../base/index.ts";
import { likeNames } from "../../base/likeNames.ts";
import type { Graph } from "../../graph/index.ts";
import type { LoadedModel } from "../loadModel.ts";

/** A parameter that is differentiated by. */
export interface ChosenParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
}

/**
 * The parameters of a network, or those of some layers: a layer is named by the tensor that it computes (as `inspect` lists
 * them), by a parameter of it, or by what comes before the last dot of its parameters' names.
 *
 * @throws NetspectraError for a network without parameters, and for names that mean none, with near ones
 */
export function chosenParameters({ graph, path }: LoadedModel, layers?: readonly string[]): readonly ChosenParameter[] {
  const names = parameterNames(graph);
  if (names.length === 0) {
    fail({
      subject: path,
      expected: "a network with parameters",
      got: "none: no layer has a float constant as weight, bias, scale or shift",
      todo: "Use --wrt input for the Hessian by the input.",
    });
  }
  const wanted = layers ? new Set(layers.flatMap((layer) => parametersOf(graph, names, layer, path))) : new Set(names);
  return names
    .filter((name) => wanted.has(name))
    .map((name) => {
      const { shape } = graph.initializers.get(name)!;
      return { name, shape, size: sizeOf(shape) };
    });
}

function parametersOf(graph: Graph, names: readonly string[], layer: string, path: string): readonly string[] {
  const own = names.filter((name) => name === layer || stemOf(name) === layer);
  if (own.length > 0) return own;
  const node = graph.nodes.find(({ outputs }) => outputs.includes(layer));
  const found = node?.inputs.flatMap((input) => behind(graph, input)).filter((name) => names.includes(name)) ?? [];
  if (found.length > 0) return found;
  const stems = [...new Set(names.map((name) => stemOf(name) ?? name))];
  return fail({
    subject: `--layer ${layer}`,
    expected: `a layer with parameters, or a parameter, of ${path}`,
    got: node ? "a tensor that no parameter goes into directly" : "a name that none has",
    todo: likeNames(layer, [...stems, ...names]),
  });
}

/** "dense_1.weight" → "dense_1" */
const stemOf = (name: string): string | undefined => /^(.+)\.[^.]+$/.exec(name)?.[1];

/** The initialisers that a value is computed from, where it is computed from these alone. */
function behind(graph: Graph, name: string): readonly string[] {
  if (graph.initializers.has(name)) return [name];
  const node = graph.nodes.find(({ outputs }) => outputs.includes(name));
  if (!node || node.inputs.length === 0) return [];
  const parts = node.inputs.filter((input) => input !== "").map((input) => behind(graph, input));
  return parts.every((part) => part.length > 0) ? parts.flat() : [];
}
