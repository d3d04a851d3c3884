import type { BatchNormLayer, DropoutLayer, Layer } from "./layers.ts";

/** A layer that is put into others: batch normalisation before their activation, dropout behind it. */
export interface LayerInsertion {
  readonly layer: Pick<DropoutLayer, "kind" | "rate"> | Pick<BatchNormLayer, "kind">;
  /** "last": the last hidden layer; "all"; or names: "dense_5", "residual_1.conv_1". */
  readonly layers: "last" | "all" | readonly string[];
}

/** Layers without activations of their own. */
const passive: readonly Layer["kind"][] = ["dropout", "flatten"];

/**
 * The same layers with others put into them, named "NAME.dropout" and "NAME.batchNorm"; all others keep their names, and
 * with them their first weights and masks. Names that no layer has are left to the caller.
 */
export function insertLayers(layers: readonly Layer[], insertions: readonly LayerInsertion[]): readonly Layer[] {
  if (insertions.length === 0) return layers;
  const last = layers.findLastIndex(({ kind }) => !passive.includes(kind));
  const chosen = (name: string, kind: Layer["kind"], isLast: boolean) =>
    insertions.flatMap(({ layer, layers: choice }) => {
      if (passive.includes(kind)) return [];
      const here = choice === "all" || (choice === "last" ? isLast : choice.includes(name));
      return here ? [layer] : [];
    });
  const walk = (list: readonly Layer[], prefix: string): readonly Layer[] => {
    const counts = new Map<string, number>();
    return list.flatMap((layer, i): readonly Layer[] => {
      const number = (counts.get(layer.kind) ?? 0) + 1;
      counts.set(layer.kind, number);
      const name = layer.name ?? `${layer.kind}_${number}`;
      const own = layer.kind === "residual" ? { ...layer, layers: walk(layer.layers, `${prefix}${name}.`) } : layer;
      // Those of the kinds that are put in are counted no more as they were.
      const kept = layer.kind === "dropout" || layer.kind === "batchNorm" ? { ...own, name } : own;
      return withInserted(kept, name, chosen(`${prefix}${name}`, layer.kind, prefix === "" && i === last));
    });
  };
  return walk(layers, "");
}

/** Batch normalisation takes over the activation where a layer has one of its own to give. */
function withInserted(layer: Layer, name: string, inserted: readonly LayerInsertion["layer"][]): readonly Layer[] {
  const dropouts = inserted.filter((one) => one.kind === "dropout");
  const behind = dropouts.map((dropout) => ({ ...dropout, name: `${name}.dropout` }));
  if (!inserted.some(({ kind }) => kind === "batchNorm")) return [layer, ...behind];
  const normalisation = { kind: "batchNorm", name: `${name}.batchNorm` } as const;
  if (layer.kind !== "dense" && layer.kind !== "svd" && layer.kind !== "conv") return [layer, normalisation, ...behind];
  return [{ ...layer, activation: "none" }, { ...normalisation, activation: layer.activation ?? "relu" }, ...behind];
}
