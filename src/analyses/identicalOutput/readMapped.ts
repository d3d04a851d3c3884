import { normalizeAxis } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";
import {
  type AffineMap,
  beforeChannels,
  hasShift,
  identityMap,
  isDiagonal,
  kindOf,
  monomialOf,
  permutationMap,
  transposed,
} from "./affineMap.ts";
import { affineNodes } from "./affineNodes.ts";
import { type ChannelAffine, channelAffine } from "./channelAffine.ts";
import { type ChannelPlace, isWholeAxis } from "./channelPlace.ts";
import { groupsOf, type LinearNode, linearNode, ungrouped, withWeights } from "./linearNode.ts";
import { mixAxis, sumOverChannels } from "./mixAxis.ts";
import { passingOperators } from "./passingOperators.ts";
import { otherWays, refuseAt, refusePlace, requirePassing } from "./refuseMap.ts";
import type { Rewrite } from "./rewrite.ts";

/** A tensor z̃, from which z = B z̃ + d. */
export interface ReadTensor {
  readonly name: string;
  readonly map: AffineMap;
  readonly place: ChannelPlace;
}

/**
 * Let all that read a tensor take B z̃ + d for what they took before, by other weights behind it: operators between are passed
 * only by maps that commute with them (Choi et al. 2018, theorems 1 and 2).
 *
 * @throws NetspectraError that names the operator that the map does not commute with
 */
export function readMapped(rewrite: Rewrite, read: ReadTensor): void {
  const { name, map } = read;
  if (kindOf(map) === "identity" && !hasShift(map)) return;
  if (rewrite.isOutput(name)) {
    const node = rewrite.producerOf(name)!;
    refuseAt(
      rewrite,
      node,
      "a linear layer behind it, which takes the transformation back",
      "an output of the network",
    );
  }
  for (const node of rewrite.consumersOf(name)) {
    // The shape is all that these see.
    if (node.operator === "Shape" || node.operator === "Size") continue;
    if (node.inputs.filter((input) => input === name).length !== 1) refusePlace(rewrite, node);
    const linear = node.inputs[0] === name ? linearNode(rewrite, node) : undefined;
    const affine = channelAffine(rewrite, node, name, read.place);
    if (linear) linearReads(rewrite, node, read, linear);
    else if (affine) affineReads(rewrite, node, read, affine);
    else if (node.operator === "Concat") concatReads(rewrite, node, read);
    else passingReads(rewrite, node, read);
  }
}

function linearReads(rewrite: Rewrite, node: Node, { name, map, place }: ReadTensor, found: LinearNode): void {
  const isWhole = isWholeAxis(place, rewrite.shapeOf(name));
  if (place.axis !== found.channelAxis.input || (node.operator === "Conv" && !isWhole)) refusePlace(rewrite, node);
  if (found.isPadded && hasShift(map)) {
    refuseAt(
      rewrite,
      node,
      "no shift m: with zeros around the image it would be wrong at the border",
      "a padded convolution and a shift",
      "Leave m out, or choose a layer before a convolution without padding.",
    );
  }
  const linear = found.groups > 1 ? ungrouped(found) : found;
  const axis = { axis: linear.inputAxis, after: place.after };
  const isGroupwise = found.groups > 1 && isDiagonal(map);
  const weight = mixAxis(linear.weight, axis, transposed(map), map.size);
  const added = sumOverChannels(linear.weight, axis, map.shift);
  const bias = linear.bias.map((value, i) => value + linear.factor * added[i]!);
  const changed = isGroupwise ? { linear: found, weight: groupsOf(weight, found) } : { linear, weight };
  rewrite.replace(node, ...withWeights(rewrite, changed.linear, changed.weight, bias, node.outputs[0]!));
}

/** y = s (B z̃ + d) + t: taken further, or, where B only scales and moves channels, kept as factors and addends of z̃. */
function affineReads(
  rewrite: Rewrite,
  node: Node,
  { name, map, place }: ReadTensor,
  { scale, offset }: ChannelAffine,
): void {
  const output = node.outputs[0]!;
  const after = beforeChannels(map, scale, offset);
  const ends = { x: name, like: name, place, target: output };
  if (kindOf(map) === "general") {
    rewrite.replace(node, ...affineNodes(rewrite, ends, {}));
    readMapped(rewrite, { name: output, map: after, place });
    return;
  }
  const { columns, factors } = monomialOf(map);
  const own = { scale: new Float64Array(map.size), offset: new Float64Array(map.size) };
  columns.forEach((from, i) => {
    own.scale[from] = scale[i]! * factors[i]!;
    own.offset[from] = after.shift[i]!;
  });
  rewrite.replace(node, ...affineNodes(rewrite, ends, own));
  readMapped(rewrite, { name: output, map: permutationMap(columns), place });
}

/** Side by side with other channels, which stay as they are. */
function concatReads(rewrite: Rewrite, node: Node, { name, map, place }: ReadTensor): void {
  const [output = ""] = node.outputs;
  const shape = rewrite.shapeOf(output);
  const { axis } = node.attributes;
  const joined = axis?.kind === "int" ? normalizeAxis(axis.value, shape.length) : 0;
  const sizes = node.inputs.map((input) => Number(rewrite.shapeOf(input)[joined]));
  const isChannels = joined === place.axis && isWholeAxis(place, rewrite.shapeOf(name));
  if (!isChannels || !sizes.every(Number.isFinite)) refusePlace(rewrite, node);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const first = sizes.slice(0, node.inputs.indexOf(name)).reduce((sum, size) => sum + size, 0);
  const all = identityMap(count);
  for (let i = 0; i < map.size; i++) {
    all.shift[first + i] = map.shift[i]!;
    for (let j = 0; j < map.size; j++) all.matrix[(first + i) * count + first + j] = map.matrix[i * map.size + j]!;
  }
  readMapped(rewrite, { name: output, map: all, place: { axis: joined, count, after: 1 } });
}

function passingReads(rewrite: Rewrite, node: Node, { name, map, place }: ReadTensor): void {
  const known = node.domain === "" && node.inputs[0] === name ? passingOperators.get(node.operator) : undefined;
  const passing = known ?? refuseReader(rewrite, node);
  const [output = ""] = node.outputs;
  const { constantOf } = rewrite;
  const passage = { node, place, from: rewrite.shapeOf(name), to: rewrite.shapeOf(output), constantOf };
  const after = passing.place(passage) ?? refusePlace(rewrite, node);
  requirePassing(rewrite, passing, map, passage, "behind the layer");
  readMapped(rewrite, { name: output, map, place: after });
}

function refuseReader(rewrite: Rewrite, node: Node): never {
  const isResidual = node.operator === "Add" || node.operator === "Sum";
  const got = isResidual ? "a residual connection, whose other summand is not transformed" : node.operator;
  const expected = "a Conv, Gemm or MatMul with constant weights, which takes the transformation back";
  return refuseAt(
    rewrite,
    node,
    expected,
    got,
    isResidual ? "Choose a layer inside the block." : otherWays(node, "behind the layer"),
  );
}
