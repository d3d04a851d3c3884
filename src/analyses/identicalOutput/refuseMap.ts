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
export function requirePassing(rewrite: Rewrite, passing: PassingOperator, map: AffineMap, passage: Passage): void {
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
    otherWays,
  );
}

export const otherWays =
  "Take --transform random-diagonal or permutation, put a linear layer behind this one with --insert, or ignore the activation with netspectra cpn.";

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
