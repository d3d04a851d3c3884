import { newGraph, parametersAsInputs } from "../../autodiff/index.ts";
import type { Tensor } from "../../base/index.ts";
import type { Graph, Node } from "../../graph/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import { selectOutput } from "../selectOutput.ts";

/** Weights by name; one point, or one direction, of the space of all weights. */
export type Weights = ReadonlyMap<string, Tensor>;

/** A network whose weights are combined when it runs. */
export interface CombinationGraph {
  /** Its one output are the logits. */
  readonly graph: Graph;
  readonly output: string;
  /** Scalar inputs (float32): what each of the terms is multiplied by. */
  readonly coefficients: readonly string[];
}

/**
 * The network with weights Σᵢ cᵢ termᵢ, where the cᵢ are inputs: a plane through the space of weights is one graph, and going over
 * it moves nothing but samples and a few numbers. A coefficient of 1 beside zeros yields the term itself, to the last bit.
 *
 * @param terms each names constants of the model's graph; a weight that only some of them name counts as 0 in the others
 * @throws NetspectraError for names that are no float constant of the graph
 */
export function combinationGraph(model: LoadedModel, terms: readonly Weights[]): CombinationGraph {
  const names = [...new Set(terms.flatMap((term) => [...term.keys()]))];
  const opened = parametersAsInputs(model.graph, names);
  const selected = selectOutput({ ...model, graph: opened.graph });
  const g = newGraph(selected.graph);
  const before = g.nodes.length;
  const coefficients = terms.map(() => g.input(g.fresh("coefficient"), "float32", []).name);
  const combined = names.map((name) => {
    const parts = terms.flatMap((term, i) => {
      const tensor = term.get(name);
      if (!tensor) return [];
      const coefficient = g.value(coefficients[i]!);
      return [g.mul(g.cast(coefficient, tensor.type), g.initializer(g.fresh(name), tensor))];
    });
    return { name, value: g.sum(parts) };
  });
  const whole = g.finish([g.value(selected.output), ...combined.map(({ value }) => value)], model.graph.name);
  const named = combined.map(
    ({ name, value }): Node => ({
      name: g.fresh("weight"),
      operator: "Identity",
      domain: "",
      inputs: [value.name],
      outputs: [name],
      attributes: {},
    }),
  );
  const old = new Set(g.nodes.slice(0, before));
  const graph: Graph = {
    ...whole,
    inputs: whole.inputs.filter(({ name }) => !opened.parameters.has(name)),
    outputs: whole.outputs.slice(0, 1),
    nodes: [...whole.nodes.filter((node) => !old.has(node)), ...named, ...whole.nodes.filter((node) => old.has(node))],
  };
  return { graph, output: selected.output, coefficients };
}
