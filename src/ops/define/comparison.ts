import type { Dimension } from "../../base/index.ts";
import { broadcastTypes, broadcastUpgrades } from "./binary.ts";
import { contentOf2 } from "./content.ts";
import { defineOp, type OpDefinition, type OpDefinitionOf } from "./defineOp.ts";

/** y = holds(a, b), with broadcasting; booleans, so that no derivative passes. */
export function comparison(
  holds: (a: number, b: number) => boolean,
  samples: OpDefinitionOf<"a" | "b", "y", Record<never, never>, never>["samples"],
): OpDefinition {
  return defineOp({
    inputs: ["a", "b"],
    outputs: ["y"],
    infer: ({ a, b }) => ({
      y: { ...broadcastTypes(a, b), type: "bool", ...contentOf2(a, b, (p, q) => decide(holds, p, q)) },
    }),
    stops: "piecewise constant",
    upgrades: broadcastUpgrades,
    samples,
  });
}

/** Truth for elements of shapes, as 0 or 1. A symbol equals itself and, being a size, exceeds any negative number. */
function decide(holds: (a: number, b: number) => boolean, a: Dimension, b: Dimension): Dimension | undefined {
  if (typeof a === "number" && typeof b === "number") return Number(holds(a, b));
  if (a === b) return Number(holds(0, 0));
  if (typeof b === "number" && b < 0) return Number(holds(1, 0));
  if (typeof a === "number" && a < 0) return Number(holds(0, 1));
  return undefined;
}
