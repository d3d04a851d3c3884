import { fail, isFloat, type Tensor } from "../base/index.ts";
import type { Graph } from "../graph/index.ts";

/** A graph with some of its constants open, and what they were. */
export interface OpenParameters {
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, Tensor>;
}

/**
 * The graph with the named float constants as inputs of their names, so that one can differentiate with respect to them.
 *
 * To be done before `simplify`, which takes small constants that are equal (biases of zeros) for one.
 *
 * @throws NetspectraError for names that are no float constant of the graph
 */
export function parametersAsInputs(graph: Graph, names: readonly string[]): OpenParameters {
  const parameters = new Map(
    names.map((name) => {
      const tensor = graph.initializers.get(name);
      if (tensor && isFloat(tensor.type)) return [name, tensor] as const;
      return fail({
        subject: `parameter "${name}"`,
        expected: "a float constant of the graph",
        got: tensor ? `one of type ${tensor.type}` : "a name that none has",
      });
    }),
  );
  const opened = [...parameters].map(([name, { type, shape }]) => ({ name, type, shape }));
  const initializers = new Map([...graph.initializers].filter(([name]) => !parameters.has(name)));
  return { graph: { ...graph, inputs: [...graph.inputs, ...opened], initializers }, parameters };
}
