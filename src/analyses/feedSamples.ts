import { fail, isFloat, type Samples, type Tensor, tensorOf } from "../base/index.ts";
import type { LoadedModel } from "./loadModel.ts";

/**
 * What a session of this model is fed for some samples. A graph of a fixed batch size always gets that many: the last sample
 * stands in for those that are missing.
 *
 * @throws NetspectraError for values that an integer input cannot take
 */
export function feedSamples(
  { graph, input, batch }: LoadedModel,
  data: Samples,
  chosen: readonly number[],
): Record<string, Tensor> {
  const type = graph.inputs.find(({ name }) => name === input)?.type ?? "float32";
  const missing = batch === "any" ? 0 : batch - chosen.length;
  const fed = [...chosen, ...new Array<number>(missing).fill(chosen.at(-1) ?? 0)];
  const values = data.gather(fed);
  if (!isFloat(type)) requireWhole(values, type, data.source);
  return { [input]: tensorOf(type, [fed.length, ...data.shape], values) };
}

/** @throws NetspectraError for values that an integer input cannot take */
export function requireWhole(values: Float32Array, type: string, source: string): void {
  const bad = values.findIndex((value) => !Number.isInteger(value) || (type.startsWith("u") && value < 0));
  if (bad < 0) return;
  fail({
    subject: source,
    expected: `whole numbers for an input of ${type}`,
    got: `${values[bad]}`,
    todo: "Images are fed as 0 … 255 with --raw.",
  });
}
