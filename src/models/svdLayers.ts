import type { Layer } from "./layers.ts";

export interface SvdLayersOptions {
  /** Also make the output an SVD layer, of so many classes. */
  readonly outputs?: number;
}

/**
 * The same network with an SVD layer in place of every dense one. Each keeps its name, and with it its first weights: for
 * the same seed both networks start as the same function. The output stays dense unless `outputs` says otherwise (Wang et
 * al. 2016, section 5, leave this open).
 */
export function svdLayers(layers: readonly Layer[], { outputs }: SvdLayersOptions = {}): readonly Layer[] {
  const output = { kind: "svd", name: "output", units: outputs ?? 1, activation: "none" } as const;
  return [...replaced(layers), ...(outputs === undefined ? [] : [output])];
}

function replaced(layers: readonly Layer[]): readonly Layer[] {
  let number = 0;
  return layers.map((layer) => {
    if (layer.kind === "residual") return { ...layer, layers: replaced(layer.layers) };
    if (layer.kind !== "dense") return layer;
    number += 1;
    return { name: `dense_${number}`, ...layer, kind: "svd" };
  });
}
