import type { ElementType } from "../../base/index.ts";
import { broadcastTypes, broadcastUpgrades } from "./binary.ts";
import { defineOp, type OpDefinition, type SampleInput } from "./defineOp.ts";

/** An operator of two boolean or integer operands, with broadcasting; no derivative passes. */
export function logic(
  stops: "logical" | "integer-valued",
  samples: readonly { readonly a: SampleInput; readonly b: SampleInput }[],
): OpDefinition {
  return defineOp({
    inputs: ["a", "b"],
    outputs: ["y"],
    infer: ({ a, b }) => ({ y: broadcastTypes(a, b) }),
    stops,
    upgrades: broadcastUpgrades,
    samples,
  });
}

/** All pairs of truth values, and a stretched operand. */
export const logicalSamples = [
  { a: filled("bool", [4], [0, 0, 1, 1]), b: filled("bool", [4], [0, 1, 0, 1]) },
  { a: filled("bool", [2, 1], [0, 1]), b: filled("bool", [3], [1, 0, 1]) },
];

/** Pairs of bit patterns of several widths, and a stretched operand. */
export const bitwiseSamples = [
  { a: filled("int32", [4], [12, -7, 0, 255]), b: filled("int32", [4], [10, 3, -1, 16]) },
  { a: filled("uint8", [2, 1], [200, 15]), b: filled("uint8", [3], [1, 128, 255]) },
  { a: filled("int64", [2], [6, -6]), b: filled("int64", [], [3]) },
];

function filled(type: ElementType, shape: readonly number[], values: readonly number[]): SampleInput {
  return { shape, type, values };
}
