import { fail } from "../../base/index.ts";
import type { Node } from "../../graph/index.ts";
import { type AffineMap, hasShift, kindOf, type MapKind, mapKinds } from "./affineMap.ts";
import { isActivation, type Passage, type PassingOperator } from "./passingOperators.ts";
import type { Rewrite } from "./rewrite.ts";

/** Why a map cannot be taken through a node. @throws NetspectraError always */
export function refuseAt({ layer }: Rewrite, node: Node, expected: string, got: string, todo?: string): never {
  return fail({ subject: `layer "${layer}", at ${wordsOf(node)}`, expected, got, ...(todo && { todo }) });
}

const words: Readonly<Record<MapKind, string>> = {
  identity: "nothing at all",
  permutation: "a permutation",
  positive: "a positive diagonal matrix times a permutation",
  general: "any invertible matrix",
};

/** @throws NetspectraError where the map does not commute with the operator */
export function requirePassing(
  rewrite: Rewrite,
  passing: PassingOperator,
  map: AffineMap,
  passage: Passage,
  side: Side,
): void {
  const { node } = passage;
  const theorem = isActivation(node.operator) ? " (Choi et al. 2018, theorem 2)" : "";
  const tooWide = mapKinds.indexOf(kindOf(map)) > mapKinds.indexOf(passing.kind);
  const shifts = hasShift(map) && !passing.shift(passage);
  if (!tooWide && !shifts) return;
  const allowed = `${words[passing.kind]}${passing.shift(passage) ? "" : " without a shift"}`;
  refuseAt(
    rewrite,
    node,
    `${allowed}: with nothing else does ${node.operator} commute${theorem}`,
    tooWide ? (kindOf(map) === "general" ? "another Q" : `${words[kindOf(map)]} as Q`) : "a shift m that is not 0",
    otherWays(node, side, passing.kind),
  );
}

/** Where the operator is that is in the way: a linear layer behind the layer avoids those before it alone. */
export type Side = "before the layer" | "behind the layer";

/** What could be done instead. @param passes what the operator lets through */
export function otherWays({ operator, outputs }: Node, side: Side, passes: MapKind = "identity"): string {
  const narrower = { identity: [], permutation: ["permutation"], positive: diagonal, general: diagonal }[passes];
  const ways = [
    ...(narrower.length > 0 ? [`take --transform ${narrower.join(" or ")}`] : []),
    ...(side === "before the layer"
      ? ["put a linear layer behind this one with --insert"]
      : [`take a layer farther behind, such as "${outputs[0]}", with netspectra ion --insert`]),
    ...(side === "before the layer" && isActivation(operator) ? ["ignore the activation with netspectra cpn"] : []),
  ].join(", or ");
  return `${ways.charAt(0).toUpperCase()}${ways.slice(1)}.`;
}

const diagonal = ["random-diagonal", "permutation"];

/** @throws NetspectraError always: channels that are no axis of what an operator reads or yields */
export const refusePlace = (rewrite: Rewrite, node: Node): never =>
  refuseAt(
    rewrite,
    node,
    "the layer's channels on an axis that it treats alike, or mixes with constant weights",
    "channels that it takes apart",
    "Choose another layer.",
  );

const wordsOf = ({ name, operator, outputs }: Node) => `${operator} (node "${name || outputs[0]}")`;
