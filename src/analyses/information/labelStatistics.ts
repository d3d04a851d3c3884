import type { Samples } from "../../base/index.ts";
import type { InformationResult } from "./informationResult.ts";

/** What labels say by themselves, and per sample how many samples its class has. */
export function labelStatistics({
  count,
  labels,
}: Samples): Pick<InformationResult, "labelEntropy" | "labelStatus"> & { readonly classSizes: Int32Array | undefined } {
  if (!labels) return { labelEntropy: null, labelStatus: "no-labels", classSizes: undefined };
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const entropy = [...sizes.values()].reduce((bits, size) => bits - (size / count) * Math.log2(size / count), 0);
  return {
    labelEntropy: Math.max(0, entropy),
    labelStatus: sizes.size === 1 ? "one-class" : "ok",
    classSizes: labels.map((label) => sizes.get(label)!),
  };
}
