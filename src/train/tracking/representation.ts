import { representation as measureRepresentation } from "../../analyses/index.ts";
import { meanOf } from "./meanOf.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** Characteristics of the hidden layers: means over the layers that have the number. */
export const representation: TrackedAnalysis = {
  name: "representation",
  measures: {
    sparsity: "mean sparsity",
    deadUnit: "mean share of dead units",
    correlation: "mean correlation of units",
    effectiveRank: "mean effective rank",
  },
  async measure(platform, { model }, samples, { session, seed }) {
    const { layers } = await measureRepresentation(platform, model, samples, { ...session, seed });
    return {
      sparsity: meanOf(layers.map(({ sparsity }) => sparsity)),
      deadUnit: meanOf(layers.map(({ deadUnit }) => deadUnit)),
      correlation: meanOf(layers.map(({ correlation }) => correlation)),
      effectiveRank: meanOf(layers.map(({ effectiveRank }) => effectiveRank)),
    };
  },
};
