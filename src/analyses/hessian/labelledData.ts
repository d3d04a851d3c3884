import { fail, isFloat, matchInput, type Samples } from "../../base/index.ts";
import { requireWhole } from "../feedSamples.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { Batch } from "./hessianProducts.ts";

/** Samples in the shape of a model's input, with labels that are classes of it. */
export interface LabelledData {
  readonly samples: Samples;
  readonly count: number;
  /**
   * A batch of these samples, each of which counts 1/n of the loss; to `size` in all, where a model takes no other number:
   * those that are added count nothing.
   */
  batch(indices: readonly number[], size?: number, weight?: number): Batch;
}

/** @throws NetspectraError for samples that do not fit, no samples, no labels, and labels that are no class */
export function labelledData(model: LoadedModel, given: Samples, outputs: number): LabelledData {
  const samples = matchInput(given, model.sampleShape, model.layout);
  const { labels, count, source, split } = samples;
  if (count === 0) fail({ subject: source, expected: "at least one sample", got: "none" });
  if (!labels) {
    return fail({
      subject: `${source}, ${split}`,
      expected: "samples with labels, which the loss is of",
      got: "no labels",
      todo: "Add an array y to the .npz file, or --label NAME for a .csv file.",
    });
  }
  const classes = Math.max(2, outputs);
  const bad = labels.findIndex((label) => label < 0 || label >= classes);
  if (bad >= 0) {
    fail({
      subject: `${source}, sample ${bad}`,
      expected: `a label from 0 to ${classes - 1} (the network has ${outputs} outputs)`,
      got: `${labels[bad]}`,
    });
  }
  const type = model.graph.inputs.find(({ name }) => name === model.input)?.type ?? "float32";
  return {
    samples,
    count,
    batch(indices, size = indices.length, weight = 1 / count) {
      const fed = [...indices, ...new Array<number>(size - indices.length).fill(indices.at(-1) ?? 0)];
      const x = samples.gather(fed);
      if (!isFloat(type)) requireWhole(x, type, source);
      return {
        count: size,
        shape: samples.shape,
        x,
        labels: Int32Array.from(fed, (i) => labels[i]!),
        weights: Float64Array.from(fed, (_, i) => (i < indices.length ? weight : 0)),
      };
    },
  };
}
