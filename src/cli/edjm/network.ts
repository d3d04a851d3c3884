import type { EdjmResult, LoadedModel } from "../../analyses/index.ts";
import { type ImageLayout, matchInput, type Samples } from "../../base/index.ts";

/** One network's result, with what figures and tables need beside it. */
export interface Network {
  /** Short name, different from the others'. */
  readonly name: string;
  readonly result: EdjmResult;
  /** How the elements of an input lie in an image; absent for data that are no images. */
  readonly image?: InputImage | undefined;
  readonly classes?: readonly string[] | undefined;
}

export interface InputImage {
  readonly shape: readonly number[];
  readonly layout: ImageLayout;
}

/** The image that a flat gradient is of, in the model's own order of elements. */
export function inputImage(model: LoadedModel, samples: Samples): InputImage | undefined {
  const { layout, shape } = samples;
  if (!layout || shape.length !== 3) return undefined;
  const input = model.graph.inputs.find(({ name }) => name === model.input)?.shape?.slice(1) ?? [];
  const matched = matchInput(samples, input as readonly number[]);
  if (matched.layout) return { shape: matched.shape, layout: matched.layout };
  if (matched.gather === samples.gather) return { shape, layout };
  const [a, b, c] = shape as readonly [number, number, number];
  return layout === "CHW" ? { shape: [b, c, a], layout: "HWC" } : { shape: [c, a, b], layout: "CHW" };
}
