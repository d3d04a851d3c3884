import { isStatic, sizeOf } from "../base/index.ts";
import type { Model } from "../graph/index.ts";
import { chooseInput, openAxis } from "./inputTypes.ts";
import { type NormalizeOptions, normalizeWithReport } from "./normalize.ts";

/**
 * Whether the first axis of a model's input counts samples, or the model takes one sample as it is (784 → 10).
 *
 * An open size is a batch. Where all sizes are numbers the shape of a sample decides, where it is known: the input has
 * as many elements as a sample (no batch axis), or as many per step of its first axis (a batch axis). Where both hold
 * (an input of 1×784) or nothing is known: a vector is one sample; otherwise there is a batch axis where samples along
 * the first axis provably pass on their own, or where input and output start with the same size.
 */
export function hasBatchAxis(model: Model, sampleShape?: readonly number[], options: NormalizeOptions = {}): boolean {
  const input = chooseInput(model.graph, options.input);
  const shape = input?.shape;
  if (!input || !shape || shape.length === 0) return false;
  const open = openAxis(input, options.sizes ?? {}) !== undefined || !isStatic(shape);
  if (open) return true;
  if (sampleShape) {
    const asOne = sizeOf(shape) === sizeOf(sampleShape);
    const asMany = sizeOf(shape.slice(1)) === sizeOf(sampleShape) && shape.length > 1;
    if (asOne !== asMany) return asMany;
  }
  if (shape.length === 1) return false;
  const { graph, batch } = normalizeWithReport(model, { ...options, batch: "symbolic" });
  const outputs = graph.outputs.map((output) => output.shape?.[0]);
  return batch === "any" || outputs.every((size) => size === shape[0]);
}
