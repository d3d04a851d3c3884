import type { Samples } from "../../base/index.ts";
import { fail } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import { type ActivationStreamOptions, openActivations } from "./activationStream.ts";
import type { LayerView } from "./layerView.ts";

/**
 * The activations of some units of a layer at all samples, one array of n numbers for each; means over the positions where a
 * unit has several.
 *
 * @throws NetspectraError for units that are not there
 */
export async function unitActivations(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  view: LayerView,
  units: readonly number[],
  options: ActivationStreamOptions = {},
): Promise<Float64Array[]> {
  const { layer, positions, unitLast } = view;
  const outside = units.find((unit) => unit < 0 || unit >= view.units);
  if (outside !== undefined) {
    fail({ subject: "--units", expected: `units of "${layer}" from 0 to ${view.units - 1}`, got: `${outside}` });
  }
  const found = units.map(() => new Float64Array(samples.count));
  const stream = await openActivations(platform, model, samples, [view], options);
  const size = view.units * positions;
  const [ofUnit, ofPosition] = unitLast ? [1, view.units] : [positions, 1];
  try {
    for await (const { indices, layers } of stream.run(Array.from({ length: samples.count }, (_, i) => i))) {
      const [values] = layers;
      indices.forEach((sample, n) => {
        units.forEach((unit, u) => {
          let sum = 0;
          for (let p = 0; p < positions; p++) sum += values![n * size + unit * ofUnit + p * ofPosition]!;
          found[u]![sample] = sum / positions;
        });
      });
    }
    return found;
  } finally {
    await stream.close();
  }
}
