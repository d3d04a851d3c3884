import { type Layer, mlp } from "netspectra/models";
import type { Budget } from "./budgets.ts";
import { type DataName, dataSets } from "./dataSets.ts";

/** A perceptron with the hidden units of Figure 1 A or B, in equal layers. */
export function unitsInLayers(
  data: string,
  layers: number,
  { divided }: Budget,
  options: { readonly dropout?: number } = {},
): readonly Layer[] {
  const width = dataSets[data as DataName].hiddenUnits / divided.units / layers;
  return equalLayers(layers, width, options);
}

/** So many hidden layers of one width; a width is a whole number. */
export function equalLayers(
  layers: number,
  width: number,
  options: { readonly dropout?: number } = {},
): readonly Layer[] {
  return mlp(new Array(layers).fill(Math.max(1, Math.round(width))), options);
}

/** The same layers with fewer units and filters, as a budget has it. */
export function dividedLayers(layers: readonly Layer[], { divided }: Budget): readonly Layer[] {
  const less = (size: number, divisor: number) => Math.max(2, Math.round(size / divisor));
  return layers.map((layer) => {
    if (layer.kind === "dense" || layer.kind === "linear") return { ...layer, units: less(layer.units, divided.units) };
    if (layer.kind === "conv") return { ...layer, filters: less(layer.filters, divided.filters) };
    return layer;
  });
}
