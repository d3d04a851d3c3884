import { type Samples, throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type ActivationStreamOptions, openActivations } from "../activations/index.ts";
import type { LoadedModel } from "../loadModel.ts";

/** How far the outputs of two networks are apart. */
export interface OutputDifference {
  /** The largest |f̃(x) − f(x)| over samples and outputs, as a share of `range`; of a constant output as it is. */
  readonly maxOutputDifference: number;
  /** Largest minus smallest element of f(x). */
  readonly range: number;
}

/** Run two networks on the same samples. @throws NetspectraError for outputs that are not finite */
export async function outputDifference(
  platform: Platform,
  models: readonly [LoadedModel, LoadedModel],
  samples: Samples,
  options: ActivationStreamOptions = {},
): Promise<OutputDifference> {
  const [first, second] = await Promise.all(
    models.map((model) => {
      const layer = model.graph.outputs[0]!.name;
      return openActivations(platform, model, samples, [{ layer }], options);
    }),
  );
  const progress = platform.reporter.progress("comparing outputs", samples.count, "samples");
  let [largest, smallest, farthest, done] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  try {
    const all = Array.from({ length: first!.samples.count }, (_, i) => i);
    const others = second!.run(all);
    for await (const { indices, layers } of first!.run(all)) {
      throwIfCancelled(platform.signal, "the comparison of outputs");
      const other = (await others.next()).value!.layers[0];
      layers[0]!.forEach((value: number, at: number) => {
        largest = Math.max(largest, value);
        smallest = Math.min(smallest, value);
        farthest = Math.max(farthest, Math.abs(other[at]! - value));
      });
      done += indices.length;
      progress.update(done);
    }
  } finally {
    progress.finish();
    await Promise.all([first!.close(), second!.close()]);
  }
  const range = largest - smallest;
  return { maxOutputDifference: range > 0 ? farthest / range : farthest, range };
}
