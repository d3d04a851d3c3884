import { jacobian, newGraph } from "../autodiff/index.ts";
import { type Builder, createModel, type Model, type Value } from "../graph/index.ts";
import { derivativeOf } from "./jacobianStream.ts";
import type { LoadedModel } from "./loadModel.ts";
import { probabilityGraph } from "./probabilityGraph.ts";
import { selectOutput } from "./selectOutput.ts";

export interface JacobianModelOptions {
  /** `logits` (default), `probabilities`, or the name of a tensor. */
  output?: string;
  /** Columns of the output; default all. */
  outputs?: readonly number[];
}

/**
 * The Jacobian of a network as an ONNX model of standard operators, which any ONNX runtime can run: the network's input
 * in, `jacobian` (N × k × d; float64 for probabilities) and, under its own name, the differentiated tensor (before a
 * probability head) out.
 *
 * @throws NetspectraError for columns that the output does not have; UnsupportedOperatorError
 */
export function jacobianModel(model: LoadedModel, { output = "logits", outputs }: JacobianModelOptions = {}): Model {
  const { graph, output: name, head } = selectOutput(model, output);
  const wanted = jacobian(graph, {
    output: name,
    ...derivativeOf(model),
    ...(outputs && !head && { columns: outputs }),
  });
  const g = newGraph(wanted.graph);
  const value = g.value(wanted.output);
  const rows = g.concat(
    wanted.rows.map((row) => g.unsqueeze(g.value(row), [1])),
    1,
  );
  const all = head ? probabilityGraph(g, head, value, rows) : rows;
  const own = isTaken(g, "jacobian") ? g.fresh("jacobian") : "jacobian";
  const results: Record<string, Value> = {
    [own]: head && outputs ? g.op("Gather", [all, g.indices(outputs)], { axis: { kind: "int", value: 1 } }) : all,
    [wanted.output]: value,
  };
  const { metadata } = model;
  return { ...createModel(g.finish(results, wanted.graph.name)), metadata };
}

function isTaken(g: Builder, wanted: string): boolean {
  return g.nodes.some(({ outputs }) => outputs.includes(wanted));
}
