import type { Node } from "../../graph/index.ts";
import {
  type AffineMap,
  afterChannels,
  hasShift,
  isDiagonal,
  kindOf,
  monomialOf,
  permutationMap,
  timesVector,
} from "./affineMap.ts";
import { affineNodes } from "./affineNodes.ts";
import { type ChannelAffine, channelAffine } from "./channelAffine.ts";
import { type ChannelPlace, isWholeAxis } from "./channelPlace.ts";
import { type LinearNode, linearNode, ungrouped, withWeights } from "./linearNode.ts";
import { mixAxis } from "./mixAxis.ts";
import { isActivation, passingOperators } from "./passingOperators.ts";
import { otherWays, refuseAt, refusePlace, requirePassing } from "./refuseMap.ts";
import type { Rewrite } from "./rewrite.ts";

/** A tensor that is to hold A z + c. */
export interface MappedTensor {
  readonly name: string;
  readonly map: AffineMap;
  readonly place: ChannelPlace;
  /** Whether nobody else needs z: then the tensor keeps its name, else a second one is computed beside it. */
  readonly isOwn: boolean;
  /** Take the map through activations as if they were not there, so that outputs change. */
  readonly ignoreActivations: boolean;
}

/** A tensor, and the node that yields it. */
interface Place extends MappedTensor {
  readonly node: Node;
  /** Name of the tensor that will hold A z + c. */
  readonly target: string;
}

/**
 * Let a tensor hold A z + c in place of z, by other weights and biases before it (Choi et al. 2018, theorems 1 and 2).
 *
 * @returns the name of the tensor that holds A z + c
 * @throws NetspectraError that names the operator that the map does not commute with
 */
export function writeMapped(rewrite: Rewrite, wanted: MappedTensor): string {
  const { name, map, place, isOwn } = wanted;
  if (kindOf(map) === "identity" && !hasShift(map)) return name;
  const producer = rewrite.producerOf(name);
  const node = producer ?? { name, operator: "input", domain: "", inputs: [], outputs: [name], attributes: {} };
  const at: Place = { ...wanted, node, target: isOwn ? name : rewrite.fresh(name) };
  rewrite.declare(at.target, name);
  const linear = producer && linearNode(rewrite, node);
  const data = node.inputs.filter((input) => input && !rewrite.constantOf(input));
  const affine = data.length === 1 ? channelAffine(rewrite, node, data[0]!, place) : undefined;
  const by = linear
    ? linearMapped(rewrite, at, linear)
    : affine
      ? affineMapped(rewrite, at, data[0]!, affine)
      : node.operator === "Add" && node.domain === "" && data.length === 2
        ? sumMapped(rewrite, at)
        : passingMapped(rewrite, at, data);
  rewrite.replace(node, ...(isOwn ? by : [node, ...by]));
  return at.target;
}

function linearMapped(rewrite: Rewrite, { node, name, place, map, target }: Place, found: LinearNode): readonly Node[] {
  const isWhole = place.axis === found.channelAxis.output && isWholeAxis(place, rewrite.shapeOf(name));
  if (!isWhole) return refusePlace(rewrite, node);
  const linear = isDiagonal(map) ? found : ungrouped(found);
  const weight = mixAxis(linear.weight, { axis: linear.outputAxis, after: 1 }, map.matrix, map.size);
  const bias = timesVector(map.matrix, linear.bias).map((value, i) => value + map.shift[i]!);
  return withWeights(rewrite, linear, weight, bias, target);
}

/** y = s z + t: s and t go into weights before them where there are any, else they stay behind the map. */
function affineMapped(rewrite: Rewrite, at: Place, data: string, { scale, offset }: ChannelAffine): readonly Node[] {
  const { map, name, place, target } = at;
  if (kindOf(map) === "general" || endsInWeights(rewrite, data, place)) {
    const read = writeBefore(rewrite, at, data, afterChannels(map, scale, offset), place);
    return affineNodes(rewrite, { x: read, like: name, place, target }, {});
  }
  const { columns, factors } = monomialOf(map);
  const read = writeBefore(rewrite, at, data, permutationMap(columns), place);
  return affineNodes(
    rewrite,
    { x: read, like: name, place, target },
    {
      scale: Float64Array.from(columns, (from, i) => factors[i]! * scale[from]!),
      offset: Float64Array.from(columns, (from, i) => factors[i]! * offset[from]! + map.shift[i]!),
    },
  );
}

/** A (a + b) + c = (A a + c) + A b: a residual connection. */
function sumMapped(rewrite: Rewrite, at: Place): readonly Node[] {
  const { node, name, map, place } = at;
  const shape = rewrite.shapeOf(name).join();
  if (node.inputs.some((input) => rewrite.shapeOf(input).join() !== shape)) return refusePlace(rewrite, node);
  const [a = "", b = ""] = node.inputs;
  const first = writeBefore(rewrite, at, a, map, place);
  const second = writeBefore(rewrite, at, b, { ...map, shift: new Float64Array(map.size) }, place);
  return [reading(rewrite, at, [first, second])];
}

function passingMapped(rewrite: Rewrite, at: Place, data: readonly string[]): readonly Node[] {
  const { node, name, place, map, ignoreActivations } = at;
  const passing = node.domain === "" && data.length === 1 ? passingOperators.get(node.operator) : undefined;
  if (!passing) {
    const expected = "to come to a Conv, Gemm or MatMul with constant weights, which the map can be put into";
    return refuseAt(rewrite, node, expected, node.operator, otherWays(node, "before the layer"));
  }
  const [known, other] = [rewrite.shapeOf(name), rewrite.shapeOf(data[0]!)];
  const { constantOf } = rewrite;
  const before = passing.placeBefore({ node, place, from: known, to: other, constantOf });
  if (!before) return refusePlace(rewrite, node);
  if (!(ignoreActivations && isActivation(node.operator))) {
    requirePassing(
      rewrite,
      passing,
      map,
      { node, place: before, from: other, to: known, constantOf },
      "before the layer",
    );
  }
  const read = writeBefore(rewrite, at, data[0]!, map, before);
  return [
    reading(
      rewrite,
      at,
      node.inputs.map((input) => (input === data[0] ? read : input)),
    ),
  ];
}

/** What this node reads, as it is to be. */
function writeBefore(rewrite: Rewrite, at: Place, name: string, map: AffineMap, place: ChannelPlace): string {
  const isOwn = at.isOwn && rewrite.consumersOf(name).length === 1 && !rewrite.isOutput(name);
  return writeMapped(rewrite, { ...at, name, map, place, isOwn });
}

const reading = (rewrite: Rewrite, { node, isOwn, target }: Place, inputs: readonly string[]): Node => ({
  ...node,
  name: isOwn ? node.name : rewrite.fresh(node.name || node.operator),
  inputs,
  outputs: [target],
});

/** Whether a tensor is what constant weights yield, up to factors and addends of its channels. */
function endsInWeights(rewrite: Rewrite, name: string, place: ChannelPlace): boolean {
  const node = rewrite.producerOf(name);
  if (!node) return false;
  if (linearNode(rewrite, node)) return true;
  const data = node.inputs.filter((input) => input && !rewrite.constantOf(input));
  return data.length === 1 && channelAffine(rewrite, node, data[0]!, place) !== undefined
    ? endsInWeights(rewrite, data[0]!, place)
    : false;
}
