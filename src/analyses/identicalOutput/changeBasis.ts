import { fail } from "../../base/index.ts";
import { likeNames } from "../../base/likeNames.ts";
import type { Graph } from "../../graph/index.ts";
import { type AffineMap, identityMap } from "./affineMap.ts";
import type { ChannelPlace } from "./channelPlace.ts";
import { invertMap } from "./invertMap.ts";
import { linearNode } from "./linearNode.ts";
import { readMapped } from "./readMapped.ts";
import { type Rewrite, startRewrite } from "./rewrite.ts";
import { writeMapped } from "./writeMapped.ts";

export interface ChangeBasisOptions {
  /**
   * Put the map into the weights before the layer's own activation as if that were not there. The outputs change then:
   * a comparable network, not an identical one (Choi et al. 2018, section 3.2). Default false.
   */
  readonly ignoreActivations?: boolean;
}

/** A network whose layer holds other values. */
export interface ChangedBasis {
  readonly graph: Graph;
  /** σmax/σmin of A. */
  readonly condition: number;
}

/**
 * The network whose layer holds A z + c instead of z, with the same outputs: theorem 1 (any invertible A, any c, for a
 * linear layer) and theorem 2 (a positive diagonal times a permutation, no c, for a ReLU layer) of Choi et al. (2018). A acts
 * on units of dense layers and on channels of convolutions. Products are in float64, weights keep their type.
 *
 * @param graph as models are loaded
 * @param layer a tensor of it, which keeps its name
 * @throws NetspectraError for an A that cannot be inverted, and where a map cannot pass what is between weights, naming it
 */
export function changeBasis(
  graph: Graph,
  layer: string,
  map: AffineMap,
  { ignoreActivations = false }: ChangeBasisOptions = {},
): ChangedBasis {
  const rewrite = startRewrite(graph, layer);
  const place = requirePlace(rewrite, graph);
  if (map.size !== place.count) {
    fail({
      subject: `Q for layer "${layer}"`,
      expected: `a matrix of ${place.count} × ${place.count}, one row for each ${place.axis === 1 ? "channel" : "unit"}`,
      got: `${map.size} × ${map.size}`,
    });
  }
  const type = rewrite.typeOf(layer) === "float64" ? "float64" : "float32";
  const { inverse, condition } = invertMap(map, `Q for layer "${layer}"`, type);
  readMapped(rewrite, { name: layer, map: inverse, place });
  writeMapped(rewrite, { name: layer, map, place, isOwn: true, ignoreActivations });
  return { graph: rewrite.finish(), condition };
}

/** Where the channels of a layer are. @throws NetspectraError for names that no tensor has, and layers without channels */
export function channelsOfLayer(graph: Graph, layer: string): ChannelPlace {
  return requirePlace(startRewrite(graph, layer), graph);
}

/** Whether a layer's values may be shifted, too, without changing the outputs. */
export function carriesShift(graph: Graph, layer: string, options: ChangeBasisOptions = {}): boolean {
  const { count } = channelsOfLayer(graph, layer);
  const shift = new Float64Array(count).fill(1);
  try {
    changeBasis(graph, layer, { ...identityMap(count), shift }, options);
    return true;
  } catch {
    return false;
  }
}

function requirePlace(rewrite: Rewrite, { nodes, inputs }: Graph): ChannelPlace {
  const { layer } = rewrite;
  const names = nodes.flatMap(({ outputs }) => outputs);
  if (!names.includes(layer)) {
    const isInput = inputs.some(({ name }) => name === layer);
    fail({
      subject: `--layer ${layer}`,
      expected: "a tensor between the network's input and its output",
      got: isInput ? "the input" : "a name that no tensor has",
      todo: likeNames(layer, names),
    });
  }
  const shape = rewrite.shapeOf(layer);
  const axis = channelAxis(rewrite, layer);
  const count = shape[axis];
  if (shape.length >= 2 && typeof count === "number") return { axis, count, after: 1 };
  return fail({
    subject: `--layer ${layer}`,
    expected: "a tensor with units or channels of a known number",
    got: `one of ${shape.join("×")}`,
    todo: "Choose another layer.",
  });
}

/** Convolutions and what follows them have channels on axis 1, products on the last axis. */
function channelAxis(rewrite: Rewrite, layer: string): number {
  const rank = rewrite.shapeOf(layer).length;
  for (let name: string | undefined = layer; rank > 2 && name !== undefined; ) {
    const node = rewrite.producerOf(name);
    if (!node || rewrite.shapeOf(name).length !== rank) break;
    const linear = linearNode(rewrite, node);
    if (linear) return linear.channelAxis.output;
    name = node.inputs.find((input) => input && !rewrite.constantOf(input));
  }
  return rank === 4 || rank === 2 ? 1 : rank - 1;
}
