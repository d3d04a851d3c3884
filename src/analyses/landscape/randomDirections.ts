import { parameterNames } from "../../autodiff/index.ts";
import { fail, random, sizeOf } from "../../base/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { Weights } from "./combinationGraph.ts";
import { type FilteredWeight, filterNormalisedDirection } from "./direction.ts";
import { filterAxis } from "./filterAxis.ts";

/** What random directions move. */
export interface MovedWeights {
  /** Trained numbers of the network. */
  readonly parameters: number;
  /** The weights that move. */
  readonly moved: readonly FilteredWeight[];
  readonly base: Weights;
  /** The direction of a number, the same each time. */
  direction(seed: number, index: number): Weights;
}

/**
 * The weights of a network that a landscape moves: those of two axes and more, and with `biases` all parameters.
 *
 * @throws NetspectraError for a network without parameters, without weight matrices, or whose weights are all 0
 */
export function movedWeights(model: LoadedModel, biases: boolean): MovedWeights {
  const { graph, path } = model;
  const names = parameterNames(graph);
  if (names.length === 0) {
    fail({ subject: path, expected: "a network with parameters", got: "one without any" });
  }
  const all = names.map((name) => ({ name, weight: graph.initializers.get(name)! }));
  const moved = all
    .filter(({ weight }) => biases || weight.shape.length > 1)
    .map(({ name, weight }): FilteredWeight => {
      const rank = weight.shape.length;
      return { name, weight, axis: rank > 1 ? filterAxis(graph, name, rank) : undefined };
    });
  if (moved.length === 0) {
    fail({
      subject: path,
      expected: "weights of two axes at least, whose filters can be moved",
      got: `${names.length} parameters of one axis`,
      todo: "Move these with --biases.",
    });
  }
  if (moved.every(({ weight }) => (weight.data as Float32Array).every((value) => value === 0))) {
    fail({
      subject: path,
      expected: "weights that are not all 0: directions have the norms of the filters",
      got: "a plane of zero norm",
      todo: biases ? "Train the network first." : "Train the network first, or move its biases with --biases.",
    });
  }
  return {
    parameters: all.reduce((sum, { weight }) => sum + sizeOf(weight.shape), 0),
    moved,
    base: new Map(moved.map(({ name, weight }) => [name, weight])),
    direction: (seed, index) => filterNormalisedDirection(moved, (i) => random(seed, "landscape", index, i)),
  };
}
