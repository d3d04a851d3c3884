import {
  type ActivationStreamOptions,
  type LayerCovariance,
  type LoadedModel,
  layerCovariance,
  layerView,
} from "../../analyses/index.ts";
import type { Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type CosineMap, cosineMaps, type Figure, renderFigure } from "../../plots/index.ts";

/** A layer of a network under a name. */
export interface NetworkLayer {
  readonly name: string;
  readonly model: LoadedModel;
  readonly layer: string;
}

/** Correlations between the units of a layer, a map for each network. @throws NetspectraError for activations that are not finite */
export async function correlationFigure(
  platform: Platform,
  networks: readonly NetworkLayer[],
  samples: Samples,
  {
    device,
    threads,
    batch,
  }: { readonly [Key in keyof ActivationStreamOptions]?: ActivationStreamOptions[Key] | undefined },
): Promise<Figure> {
  const session = { ...(device && { device }), ...(threads && { threads }), ...(batch && { batch }) };
  const maps: CosineMap[] = [];
  for (const { name, model, layer } of networks) {
    const view = layerView(model, layer, "channel");
    const moments = await layerCovariance(platform, model, samples, layer, view, session);
    maps.push({ name, size: view.units, values: correlations(moments), classes: [] });
  }
  const about = {
    name: "correlations",
    title: "Correlations between units",
    caption:
      "Correlations between every two units of the layer over all samples and activations, before and after: orange where both " +
      "rise together, blue where one rises as the other falls, white where they have nothing to do with each other. Units " +
      "that never vary are white, on the diagonal, too.",
  };
  return await renderFigure(about, (layout) => cosineMaps(maps, { of: "correlation", ...layout }));
}

/** A variance below this share of the squared mean is rounding. */
const varianceFloor = 1e-12;

/** c_ij / √(c_ii c_jj); 0 where a unit never varies. */
function correlations({ mean, covariance }: LayerCovariance): Float64Array {
  const size = mean.length;
  const deviations = mean.map((value, i) => {
    const variance = covariance[i * (size + 1)]!;
    return variance > varianceFloor * value ** 2 ? Math.sqrt(variance) : 0;
  });
  return covariance.map((value, at) => {
    const scale = deviations[Math.floor(at / size)]! * deviations[at % size]!;
    return scale > 0 ? Math.min(1, Math.max(-1, value / scale)) : 0;
  });
}
