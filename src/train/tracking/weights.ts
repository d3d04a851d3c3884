import { weights as measureWeights } from "../../analyses/index.ts";
import type { TrackedAnalysis } from "./trackedAnalysis.ts";

/** Spectra of the weight matrices: means over the layers that have the number. */
export const weights: TrackedAnalysis = {
  name: "weights",
  measures: { alpha: "mean α of the weights", spectralNorm: "mean spectral norm", stableRank: "mean stable rank" },
  async measure(platform, { bytes }, _, { seed }) {
    const { layers } = await measureWeights(platform, bytes, { seed, replicates: 0 });
    const mean = (values: readonly (number | null)[]) => {
      const known = values.filter((value) => value !== null);
      return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
    };
    return {
      alpha: mean(layers.map(({ alpha }) => alpha)),
      spectralNorm: mean(layers.map(({ spectralNorm }) => spectralNorm)),
      stableRank: mean(layers.map(({ stableRank }) => stableRank)),
    };
  },
};
