import { fail } from "../base/index.ts";
import { checkGraph, checkNodes } from "./checkGraph.ts";
import type { Model } from "./types.ts";

/**
 * Check that a model is sound: every name is given once and defined before its use, outputs exist, functions are
 * distinct. Whether operators get what they need is for `ops/` to say.
 *
 * @param source what to call the model in an error.
 * @throws NetspectraError naming the node at fault.
 */
export function checkModel(model: Model, source = "the model"): void {
  checkGraph(model.graph, source);
  const seen = new Set<string>();
  for (const { name, domain, inputs, outputs, nodes } of model.functions) {
    const subject = `${source}: function "${domain}.${name}"`;
    const key = JSON.stringify([domain, name]);
    if (seen.has(key)) fail({ subject, expected: "one definition", got: "two" });
    seen.add(key);
    const defined = checkNodes(nodes, new Set(inputs), () => false, subject);
    const missing = outputs.find((output) => !defined.has(output));
    if (missing !== undefined) fail({ subject, expected: `a node that yields output "${missing}"`, got: "none" });
  }
}
